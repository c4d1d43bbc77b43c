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
ANSWERS = 300
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


class Clock:
    def __init__(self):
        self.now = 1e9

    def __call__(self):
        return self.now


def test_a_room_is_what_was_last_written(store):
    assert store.read("KWXRT") is None
    assert store.add("KWXRT", "first", 9)
    assert store.read("KWXRT") == Stored("first", 1)
    assert store.write("KWXRT", "second ✓ 中文", 1)
    assert store.read("KWXRT") == Stored("second ✓ 中文", 2)
    store.remove("KWXRT")
    store.remove("KWXRT")
    assert store.read("KWXRT") is None
    assert not store.write("KWXRT", "third", 2)
    assert not store.put("KWXRT", None, "seats", "a", "", 9)
    assert store.read("KWXRT") is None


def test_of_two_who_write_the_same_version_one_has_to_look_again(store):
    store.add("KWXRT", "first", 9)
    assert store.write("KWXRT", "mine", 1)
    assert not store.write("KWXRT", "theirs", 1)
    assert store.read("KWXRT") == Stored("mine", 2)


def test_a_code_that_is_taken_is_not_given_away(store):
    assert store.add("KWXRT", "first", 9)
    assert not store.add("KWXRT", "second", 9)
    assert store.read("KWXRT") == Stored("first", 1)


def test_there_are_no_more_rooms_than_allowed(store):
    assert store.add("BBBBB", "", 2)
    assert store.add("CCCCC", "", 2)
    with pytest.raises(Full):
        store.add("DDDDD", "", 2)
    assert store.read("DDDDD") is None
    store.remove("BBBBB")
    assert store.add("DDDDD", "", 2)


def test_a_sheet_has_one_line_for_each_name(store):
    store.add("KWXRT", "", 9)
    store.add("BCDFG", "", 9)
    assert store.sheet("KWXRT", "seats") == {}
    assert store.put("KWXRT", None, "seats", "b", "1", 9)
    assert store.put("KWXRT", None, "seats", "a", "2", 9)
    assert store.put("KWXRT", None, "seats", "b", "3", 9)
    assert store.put("KWXRT", None, "answers 1 1", "b", "4", 9)
    assert list(store.sheet("KWXRT", "seats").items()) == [("a", "2"), ("b", "3")]
    assert store.sheet("KWXRT", "answers 1 1") == {"b": "4"}
    assert store.sheet("BCDFG", "seats") == {}
    store.remove("KWXRT")
    assert store.sheet("KWXRT", "seats") == {}
    store.add("KWXRT", "", 9)
    assert store.sheet("KWXRT", "seats") == {}


def test_a_full_sheet_takes_other_values_but_no_other_names(store):
    store.add("KWXRT", "", 9)
    for name in "ab":
        store.put("KWXRT", None, "seats", name, "", 2)
    with pytest.raises(Full):
        store.put("KWXRT", None, "seats", "c", "", 2)
    assert store.put("KWXRT", None, "seats", "a", "again", 2)
    assert store.sheet("KWXRT", "seats") == {"a": "again", "b": ""}


def test_an_answer_to_a_room_that_has_changed_since_is_not_written(store):
    store.add("KWXRT", "open", 9)
    assert store.put("KWXRT", 1, "answers 1 1", "a", "0", 9)
    store.write("KWXRT", "closed", 1)
    assert not store.put("KWXRT", 1, "answers 1 1", "a", "1", 9)
    assert store.sheet("KWXRT", "answers 1 1") == {"a": "0"}


def test_an_allowance_is_spent_by_all_processes_together(address, store):
    store.add("KWXRT", "", 9)
    before, other = store.pulses(["KWXRT"]), store_at(address)
    three = Allowance("three", 3, 1000.0)
    assert [each.spend(three) for each in (store, other, other)] == [0, 0, 0]
    for each in (store, other):
        assert each.spend(three) == pytest.approx(1000, abs=60)
    assert store.spend(Allowance("another", 3, 1000.0)) == 0
    assert store.pulses(["KWXRT"]) == before  # nothing that anybody sees has changed
    other.close()


def test_an_allowance_comes_back_at_a_steady_rate_and_is_forgotten_once_it_is_full(tmp_path, valkey_server):
    clock, two = Clock(), Allowance("two", 2, 10.0)
    store = SQLiteStore(tmp_path / "rooms.sqlite", clock)
    assert [store.spend(two) for _ in range(3)] == [0, 0, 10]
    clock.now += 9
    assert [store.spend(two), store.spend(two)] == [1, 1]
    clock.now += 1
    assert [store.spend(two), store.spend(two)] == [0, 10]
    clock.now += 20
    assert store.spend(Allowance("another", 2, 10.0)) == 0
    with sqlite3.connect(tmp_path / "rooms.sqlite") as file:
        assert file.execute("SELECT name FROM allowances").fetchall() == [("another",)]
    file.close()
    store.close()
    with Valkey.from_url(valkey_server.address, decode_responses=True) as client:
        client.flushall()
        store = ValkeyStore(valkey_server.address)
        assert [store.spend(two) for _ in range(2)] == [0, 0]
        assert store.spend(two) == pytest.approx(10, abs=5)
        assert client.keys("*") == ["allowance:two"]
        assert 15 < client.ttl("allowance:two") <= 20
        client.set("allowance:two", float(client.get("allowance:two")) - 10)  # as after ten seconds
        assert [store.spend(two), store.spend(two) > 0] == [0, True]
        store.close()


def test_one_can_be_taken_before_it_is_there_and_then_each_process_has_its_own(address, store):
    other, one = store_at(address), Allowance("one", 1, 100.0, ahead=250.0)
    waits = [each.spend(one) for each in (store, other, store, other, store)]
    assert waits == pytest.approx([0, 100, 200, 300, 300], abs=30)  # the last two were not taken
    other.close()


def test_a_clock_that_was_set_back_shuts_nothing_for_longer_than_ever(tmp_path, valkey_server):
    clock, two = Clock(), Allowance("two", 2, 10.0)
    store = SQLiteStore(tmp_path / "rooms.sqlite", clock)
    assert [store.spend(two) for _ in range(3)] == [0, 0, 10]
    clock.now -= 3600
    assert store.spend(two) == 10
    clock.now += 10
    assert [store.spend(two), store.spend(two)] == [0, 10]
    store.close()
    soon = Allowance("soon", 2, 0.4)
    with Valkey.from_url(valkey_server.address, decode_responses=True) as client:
        client.flushall()
        store = ValkeyStore(valkey_server.address)
        client.set("allowance:soon", time.time() + 3600)  # as if its clock had been an hour ahead
        assert store.spend(soon) == 0.4
        assert client.pttl("allowance:soon") <= 800
        time.sleep(0.45)
        assert store.spend(soon) == 0
        store.close()


def test_a_pulse_is_another_number_after_each_change(store):
    store.add("KWXRT", "", 9)
    store.add("BCDFG", "", 9)
    pulses = [store.pulses(["KWXRT", "BCDFG", "ZZZZZ"])]
    for change in (
        lambda: store.write("KWXRT", "", 1),
        lambda: store.put("KWXRT", None, "seats", "a", "", 9),
        lambda: store.put("KWXRT", 2, "seats", "a", "1", 9),
    ):
        assert change()
        pulses.append(store.pulses(["KWXRT", "BCDFG", "ZZZZZ"]))
    assert len({each["KWXRT"] for each in pulses}) == 4
    assert len({each["BCDFG"] for each in pulses}) == 1
    assert all(each.keys() == {"KWXRT", "BCDFG"} for each in pulses)
    assert store.pulses([]) == {}


def test_every_answer_of_two_processes_with_threads_is_there_once(address, store):
    store.add("KWXRT", "", 9)
    before = store.pulses(["KWXRT"])["KWXRT"]
    both = [writer(address, 0, ANSWERS // 2), writer(address, ANSWERS // 2, ANSWERS)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert len("".join(said).split()) == ANSWERS
    expected = {f"device {number}": str(number) for number in range(ANSWERS)}
    assert store.sheet("KWXRT", "answers 1 1") == expected
    assert store.pulses(["KWXRT"])["KWXRT"] == before + ANSWERS


def test_a_process_that_is_killed_loses_no_acknowledged_answer_and_locks_nobody_out(address, store):
    store.add("KWXRT", "", 9)
    process = writer(address, 0, 10**6)
    said = [process.stdout.readline() for _ in range(200)]
    process.kill()
    said += process.communicate()[0].splitlines()
    kept = store.sheet("KWXRT", "answers 1 1")
    assert len(said) >= 200
    assert [line for line in said if f"device {line.strip()}" not in kept] == []
    assert store.put("KWXRT", None, "answers 1 1", "another", "", 10**6)


def test_a_server_that_is_killed_and_started_again_has_every_acknowledged_answer(tmp_path):
    server = ValkeyServer(tmp_path, keeps=True)
    try:
        store = ValkeyStore(server.address)
        store.add("KWXRT", "asked", 9)
        for number in range(ANSWERS):
            assert store.put("KWXRT", 1, "answers 1 1", str(number), "0", ANSWERS)
        server.kill()
        for attempt in (
            lambda: store.put("KWXRT", 1, "answers 1 1", "late", "0", 999),
            lambda: store.read("KWXRT"),
            lambda: store.pulses(["KWXRT"]),
            lambda: store.sheet("KWXRT", "answers 1 1"),
            lambda: store.add("BCDFG", "", 9),
            lambda: store.write("KWXRT", "", 1),
            lambda: store.remove("KWXRT"),
        ):
            with pytest.raises(Unavailable, match="No answer that has arrived is lost"):
                attempt()
        server.start()
        assert store.read("KWXRT") == Stored("asked", 1)
        assert store.sheet("KWXRT", "answers 1 1") == dict.fromkeys(sorted(map(str, range(ANSWERS))), "0")
        assert store.put("KWXRT", 1, "answers 1 1", "late", "0", 999)
        store.close()
    finally:
        server.kill()


def test_connections_from_before_a_restart_are_made_again(tmp_path):
    server = ValkeyServer(tmp_path, keeps=True)
    try:
        store = ValkeyStore(server.address)
        store.add("KWXRT", "asked", 9)
        server.kill()
        server.start()
        assert store.put("KWXRT", 1, "seats", "a", "", 9)
        store.close()
    finally:
        server.kill()


def test_four_hours_after_its_last_use_a_room_is_gone_and_makes_room_for_another(tmp_path):
    clock = Clock()
    store = SQLiteStore(tmp_path / "rooms.sqlite", clock)
    for code in ("BBBBB", "CCCCC", "DDDDD"):
        store.add(code, "secret", 3)
        store.put(code, None, "seats", "a", "secret", 9)
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
    store.remove("FFFFF")
    store.close()
    assert b"secret" not in (tmp_path / "rooms.sqlite").read_bytes()


def test_nothing_of_a_room_that_is_gone_is_left_on_the_disk_while_the_server_runs(tmp_path):
    clock = Clock()
    store = SQLiteStore(tmp_path / "rooms.sqlite", clock)

    def kept():
        return any(b"secret" in path.read_bytes() for path in tmp_path.iterdir())

    for gone in (lambda: store.remove("BBBBB"), lambda: store.add("CCCCC", "", 9)):
        store.add("BBBBB", "secret", 9)
        store.put("BBBBB", None, "seats", "a", "secret", 9)
        assert kept()
        clock.now += LIFETIME
        gone()
        assert not kept()
    store.close()


def test_the_server_lets_everything_of_a_room_expire_four_hours_after_its_last_use(valkey_server):
    with Valkey.from_url(valkey_server.address, decode_responses=True) as client:
        client.flushall()
        store = ValkeyStore(valkey_server.address)
        store.add("BCDFG", "", 9)
        store.add("KWXRT", "", 9)
        store.put("KWXRT", None, "seats", "a", "", 9)
        store.put("KWXRT", None, "answers 1 1", "a", "", 9)
        keys = client.keys("*")
        assert len(keys) == 6  # two rooms, two sheets and their names, and the list of rooms
        for use in (
            lambda: store.write("KWXRT", "", 1),
            lambda: store.put("KWXRT", None, "seats", "a", "", 9),
        ):
            assert {LIFETIME - client.ttl(key) <= 5 for key in keys} == {True}
            for key in keys:
                client.expire(key, 1000)
            assert use()
            assert [key for key in keys if client.ttl(key) <= 1000] == ["room:BCDFG"]
            client.expire("room:BCDFG", int(LIFETIME))
        store.remove("KWXRT")
        store.remove("BCDFG")
        assert client.keys("*") == []
        store.close()


def test_a_room_that_has_expired_on_the_server_no_longer_counts(valkey_server):
    with Valkey.from_url(valkey_server.address, decode_responses=True) as client:
        client.flushall()
        store = ValkeyStore(valkey_server.address)
        store.add("KWXRT", "", 1)
        client.delete("room:KWXRT")  # as by expiry
        client.zincrby("rooms", -LIFETIME, "KWXRT")
        assert store.add("BCDFG", "", 1)
        assert client.zrange("rooms", 0, -1) == ["BCDFG"]
        store.close()


def test_a_file_that_was_removed_meanwhile_is_made_again_and_shared(tmp_path):
    path = tmp_path / "rooms.sqlite"
    first = SQLiteStore(path)
    first.add("KWXRT", "", 9)
    for each in tmp_path.iterdir():
        each.unlink()
    second = SQLiteStore(path)
    assert second.add("BCDFG", "", 9)
    assert first.pulses(["KWXRT", "BCDFG"]).keys() == {"BCDFG"}
    first.close()
    second.close()


def test_a_file_that_is_no_store_or_can_not_be_made_is_said_to_be_unavailable(tmp_path):
    (tmp_path / "text.sqlite").write_text("This is no database. " * 100)
    for path in (tmp_path / "text.sqlite", tmp_path / "no folder" / "rooms.sqlite", tmp_path):
        with pytest.raises(Unavailable):
            SQLiteStore(path).read("KWXRT")


def test_a_writer_waits_for_another_and_says_so_if_that_never_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    store = SQLiteStore(tmp_path / "rooms.sqlite")
    store.add("KWXRT", "", 9)
    other = sqlite3.connect(tmp_path / "rooms.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        store.write("KWXRT", "", 1)
    assert store.read("KWXRT") == Stored("", 1)  # reading never waits
    other.execute("COMMIT")
    assert store.write("KWXRT", "", 1)
    store.close()
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
