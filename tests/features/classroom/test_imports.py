"""What a class needs is loaded where it is needed."""

import subprocess
import sys

from tests.test_house import ROOT


def test_rooms_load_neither_the_app_nor_the_client_of_a_store():
    script = """
import sys
import playground.features.classroom.rooms.rooms, playground.features.classroom.stores
print(*({"streamlit", "valkey"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
