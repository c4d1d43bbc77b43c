"""The stores: each keeps rooms for several processes, loses nothing that it has acknowledged, and forgets in time."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from valkey import Valkey

from playground.features.classroom.stores import VARIABLE, sqlite, store_at
from playground.features.classroom.stores.sqlite import SQLiteStore
from playground.features.classroom.stores.store import LIFETIME, Allowance, Full, Stored, Unavailable
from playground.features.classroom.stores.valkey import ValkeyStore
from tests.deploy.valkey_server import ValkeyServer

ROOT = Path(__file__).parents[3]
ANSWERS = 200
WRITER = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from playground.features.classroom.stores import store_at

address, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = store_at(address)

def answer(number):
    assert store.put("KWXRT", None, "answers 1 1", f"device {number}", str(number), 10_000)
    os.write(1, f"{number}\\n".encode())  # at once and whole, whatever the other threads say

with ThreadPoolExecutor(4) as threads:
    list(threads.map(answer, range(first, last)))
"""
"""A process that answers, and says of each answer when it has been acknowledged."""


def writer(address, first, last):
    command = [sys.executable, "-c", WRITER, address, str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def kept_by_valkey(valkey_server):
    """What a server has, with nothing in it, and a store of rooms there."""
    with Valkey.from_url(valkey_server.address, decode_responses=True) as client:
        client.flushall()
        store = ValkeyStore(valkey_server.address)
        yield client, store
        store.close()


@pytest.fixture
def in_a_file(tmp_path, clock):
    """A store in a file, whose time the test moves."""
    store = SQLiteStore(tmp_path / "rooms.sqlite", clock)
    yield store
    store.close()


def test_a_room_is_what_was_last_written_and_of_two_who_write_the_same_version_one_has_to_look_again(store):
    assert store.read("KWXRT") is None
    assert store.add("KWXRT", "first", 2)
    assert not store.add("KWXRT", "second", 2)  # a code that is taken is not given away
    assert store.read("KWXRT") == Stored("first", 1)
    assert store.write("KWXRT", "second ✓ 中文", 1)
    assert not store.write("KWXRT", "theirs", 1)
    assert store.read("KWXRT") == Stored("second ✓ 中文", 2)
    assert store.add("BBBBB", "", 2)
    with pytest.raises(Full):  # there are no more rooms than allowed
        store.add("CCCCC", "", 2)
    assert store.read("CCCCC") is None
    store.remove("KWXRT")
    store.remove("KWXRT")
    assert store.read("KWXRT") is None
    assert not store.write("KWXRT", "third", 2)
    assert not store.put("KWXRT", None, "seats", "a", "", 9)
    assert store.read("KWXRT") is None
    assert store.add("CCCCC", "", 2)


def test_a_sheet_has_one_line_for_each_name_and_a_full_one_takes_other_values_but_no_other_names(store):
    store.add("KWXRT", "", 9)
    store.add("BCDFG", "", 9)
    assert store.sheet("KWXRT", "seats") == {}
    for sheet, name, value in ("seats", "b", "1"), ("seats", "a", "2"), ("seats", "b", "3"), ("answers 1 1", "b", "4"):
        assert store.put("KWXRT", 1, sheet, name, value, 2)
    with pytest.raises(Full):
        store.put("KWXRT", None, "seats", "c", "", 2)
    store.write("KWXRT", "closed", 1)
    assert not store.put("KWXRT", 1, "seats", "a", "too late", 2)  # the room has changed since
    assert store.put("KWXRT", None, "seats", "a", "again", 2)
    assert list(store.sheet("KWXRT", "seats").items()) == [("a", "again"), ("b", "3")]
    assert store.sheet("KWXRT", "answers 1 1") == {"b": "4"}
    assert store.sheet("BCDFG", "seats") == {}
    store.remove("KWXRT")
    store.add("KWXRT", "", 9)
    assert store.sheet("KWXRT", "seats") == {}


def test_an_allowance_is_spent_by_all_processes_together_and_one_may_be_taken_ahead(address, store):
    store.add("KWXRT", "", 9)
    before, other = store.pulses(["KWXRT"]), store_at(address)
    three = Allowance("three", 3, 1000.0)
    assert [each.spend(three) for each in (store, other, other)] == [0, 0, 0]
    for each in (store, other):
        assert each.spend(three) == pytest.approx(1000, abs=60)
    one = Allowance("one", 1, 100.0, ahead=250.0)  # before it is there; then each process has its own
    waits = [each.spend(one) for each in (store, other, store, other, store)]
    assert waits == pytest.approx([0, 100, 200, 300, 300], abs=30)  # the last two were not taken
    assert store.pulses(["KWXRT"]) == before  # nothing that anybody sees has changed
    other.close()


TWO = Allowance("two", 2, 10.0)


def test_an_allowance_comes_back_at_a_steady_rate_whatever_the_clock_does_and_is_forgotten_once_it_is_full(
    in_a_file, tmp_path, clock
):
    def spends(number):
        return [in_a_file.spend(TWO) for _ in range(number)]

    assert spends(3) == [0, 0, 10]
    clock.now += 9
    assert spends(2) == [1, 1]
    clock.now += 1
    assert spends(2) == [0, 10]
    clock.now -= 3600  # a clock that was set back shuts nothing for longer than ever
    assert spends(1) == [10]
    clock.now += 10
    assert spends(2) == [0, 10]
    clock.now += 20
    assert in_a_file.spend(Allowance("another", 2, 10.0)) == 0
    file = sqlite3.connect(tmp_path / "rooms.sqlite")
    assert file.execute("SELECT name FROM allowances").fetchall() == [("another",)]
    file.close()


def test_so_does_an_allowance_on_a_server(kept_by_valkey):
    client, store = kept_by_valkey
    assert [store.spend(TWO) for _ in range(2)] == [0, 0]
    assert store.spend(TWO) == pytest.approx(10, abs=5)
    assert client.keys("*") == ["allowance:two"]
    assert 15 < client.ttl("allowance:two") <= 20
    client.set("allowance:two", float(client.get("allowance:two")) - 10)  # as after ten seconds
    assert [store.spend(TWO), store.spend(TWO) > 0] == [0, True]
    client.set("allowance:two", time.time() + 3600)  # as if its clock had been an hour ahead
    assert store.spend(TWO) == 10
    assert client.ttl("allowance:two") <= 20


def test_a_pulse_is_another_number_after_each_change(store):
    rooms = ["KWXRT", "BCDFG", "ZZZZZ"]
    store.add("KWXRT", "", 9)
    store.add("BCDFG", "", 9)
    pulses = [store.pulses(rooms)]
    for change, *given in (
        (store.write, "", 1),
        (store.put, None, "seats", "a", "", 9),
        (store.put, 2, "a", "b", "1", 9),
    ):
        assert change("KWXRT", *given)
        pulses.append(store.pulses(rooms))
    assert len({each["KWXRT"] for each in pulses}) == 4
    assert len({each["BCDFG"] for each in pulses}) == 1
    assert all(each.keys() == {"KWXRT", "BCDFG"} for each in pulses)
    assert store.pulses([]) == {}


def test_every_answer_of_two_processes_with_threads_is_there_once_and_one_that_is_killed_locks_nobody_out(
    address, store
):
    store.add("KWXRT", "", 9)
    before = store.pulses(["KWXRT"])["KWXRT"]
    ends, killed = writer(address, 0, ANSWERS), writer(address, ANSWERS, 10**6)
    said = [killed.stdout.readline() for _ in range(100)]
    killed.kill()
    said += killed.communicate()[0].splitlines()
    assert len(ends.communicate(timeout=60)[0].split()) == ANSWERS
    assert ends.returncode == 0
    kept = store.sheet("KWXRT", "answers 1 1")
    assert {number: kept.get(f"device {number}") for number in range(ANSWERS)} == {n: str(n) for n in range(ANSWERS)}
    assert len(said) >= 100
    assert [line for line in said if f"device {line.strip()}" not in kept] == []  # what was acknowledged is there
    assert store.pulses(["KWXRT"])["KWXRT"] == before + len(kept)
    assert store.put("KWXRT", None, "answers 1 1", "another", "", 10**6)


def test_a_server_that_is_killed_and_started_again_has_every_acknowledged_answer(tmp_path):
    server = ValkeyServer(tmp_path, keeps=True)
    try:
        store = ValkeyStore(server.address)
        store.add("KWXRT", "asked", 9)
        for number in range(ANSWERS):
            assert store.put("KWXRT", 1, "answers 1 1", str(number), "0", ANSWERS)
        server.kill()
        for attempt, *given in (
            (store.put, 1, "answers 1 1", "late", "0", 999),
            *((store.read,), (store.sheet, "answers 1 1"), (store.add, "", 9), (store.write, "", 1), (store.remove,)),
            (lambda code: store.pulses([code]),),
        ):
            with pytest.raises(Unavailable, match="No answer that has arrived is lost"):
                attempt("KWXRT", *given)
        server.start()
        assert store.read("KWXRT") == Stored("asked", 1)
        assert store.sheet("KWXRT", "answers 1 1") == dict.fromkeys(sorted(map(str, range(ANSWERS))), "0")
        server.kill()
        server.start()
        assert store.put("KWXRT", 1, "answers 1 1", "late", "0", 999)  # the connection from before is made again
        store.close()
    finally:
        server.kill()


def test_four_hours_after_its_last_use_a_room_is_gone_and_makes_room_for_another(in_a_file, clock):
    store = in_a_file
    for code in ("BBBBB", "CCCCC", "DDDDD"):
        store.add(code, "", 3)
        store.put(code, None, "seats", "a", "", 9)
    clock.now += LIFETIME - 1
    assert store.write("CCCCC", "used", 1)
    assert store.put("DDDDD", None, "seats", "a", "used", 9)
    with pytest.raises(Full):
        store.add("FFFFF", "", 3)
    clock.now += 1
    assert store.read("BBBBB") is None
    assert store.sheet("BBBBB", "seats") == {}
    assert store.pulses(["BBBBB", "CCCCC", "DDDDD"]).keys() == {"CCCCC", "DDDDD"}
    assert not store.write("BBBBB", "", 1)
    assert not store.put("BBBBB", None, "seats", "a", "", 9)
    assert store.add("FFFFF", "", 3)
    clock.now += LIFETIME - 1
    assert store.pulses(["CCCCC", "DDDDD", "FFFFF"]).keys() == {"FFFFF"}


def test_nothing_of_a_room_that_is_gone_is_left_on_the_disk_while_the_server_runs(in_a_file, tmp_path, clock):
    def kept():
        return any(b"secret" in path.read_bytes() for path in tmp_path.iterdir())

    for gone in (lambda: in_a_file.remove("BBBBB"), lambda: in_a_file.add("CCCCC", "", 9)):
        in_a_file.add("BBBBB", "secret", 9)
        in_a_file.put("BBBBB", None, "seats", "a", "secret", 9)
        assert kept()
        clock.now += LIFETIME
        gone()
        assert not kept()


def test_the_server_lets_everything_of_a_room_expire_four_hours_after_its_last_use(kept_by_valkey):
    client, store = kept_by_valkey
    store.add("BCDFG", "", 9)
    store.add("KWXRT", "", 9)
    store.put("KWXRT", None, "seats", "a", "", 9)
    store.put("KWXRT", None, "answers 1 1", "a", "", 9)
    keys = client.keys("*")
    assert len(keys) == 6  # two rooms, two sheets and their names, and the list of rooms
    for use, *given in (store.write, "", 1), (store.put, None, "seats", "a", "", 9):
        assert {LIFETIME - client.ttl(key) <= 5 for key in keys} == {True}
        for key in keys:
            client.expire(key, 1000)
        assert use("KWXRT", *given)
        assert [key for key in keys if client.ttl(key) <= 1000] == ["room:BCDFG"]
        client.expire("room:BCDFG", int(LIFETIME))
    store.remove("KWXRT")
    store.remove("BCDFG")
    assert client.keys("*") == []
    store.add("KWXRT", "", 1)
    client.delete("room:KWXRT")  # as by expiry: then it no longer counts
    client.zincrby("rooms", -LIFETIME, "KWXRT")
    assert store.add("BCDFG", "", 1)
    assert client.zrange("rooms", 0, -1) == ["BCDFG"]


def test_a_file_that_was_removed_meanwhile_is_made_again_and_shared_and_one_that_is_no_store_is_unavailable(tmp_path):
    path = tmp_path / "rooms.sqlite"
    first, second = SQLiteStore(path), SQLiteStore(path)
    first.add("KWXRT", "", 9)
    for each in tmp_path.iterdir():
        each.unlink()
    assert second.add("BCDFG", "", 9)
    assert first.pulses(["KWXRT", "BCDFG"]).keys() == {"BCDFG"}
    first.close()
    second.close()
    (tmp_path / "text.sqlite").write_text("This is no database. " * 100)
    for path in (tmp_path / "text.sqlite", tmp_path / "no folder" / "rooms.sqlite", tmp_path):
        with pytest.raises(Unavailable):
            SQLiteStore(path).read("KWXRT")


def test_a_writer_waits_for_another_and_says_so_if_that_never_ends(in_a_file, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    in_a_file.add("KWXRT", "", 9)
    other = sqlite3.connect(tmp_path / "rooms.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        in_a_file.write("KWXRT", "", 1)
    assert in_a_file.read("KWXRT") == Stored("", 1)  # reading never waits
    other.execute("COMMIT")
    assert in_a_file.write("KWXRT", "", 1)
    other.close()


def test_by_default_rooms_are_in_a_folder_that_nobody_else_can_look_into(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    store = store_at()
    assert store.add("KWXRT", "", 9)
    store.close()
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "rooms.sqlite").stat().st_mode & 0o777 == 0o600
    folder.chmod(0o755)
    with pytest.raises(Unavailable):
        store_at().read("KWXRT")


def test_the_environment_says_where_rooms_are(tmp_path, monkeypatch, valkey_server):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "here.sqlite"))
    store_at().add("KWXRT", "", 9)
    assert (tmp_path / "here.sqlite").exists()
    monkeypatch.setenv(VARIABLE, valkey_server.address)
    assert isinstance(store_at(), ValkeyStore)


@pytest.mark.nightly
def test_rooms_load_neither_the_app_nor_the_client_of_a_store():
    script = """
import sys
import playground.features.classroom.rooms.rooms, playground.features.classroom.stores
print(*({"streamlit", "valkey"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
