"""Codes and secrets: nobody misreads the one or guesses the other, and whoever tries codes waits for their turn."""

from base64 import urlsafe_b64decode
from contextlib import suppress
from string import ascii_uppercase

import pytest

from playground.features.classroom.questions.refusal import Waiting
from playground.features.classroom.rooms.codes import (
    ALPHABET,
    DEVICE,
    LETTERS,
    MORE_LETTERS,
    Attempts,
    device_in,
    fits,
    hash_of,
    more_letters,
    network,
    new_code,
    new_key,
    read_code,
)
from playground.features.classroom.rooms.rooms import MOST_ROOMS
from playground.features.classroom.stores.sqlite import SQLiteStore
from playground.features.classroom.stores.store import LIFETIME
from tests.features.classroom.conftest import Clock
from tests.looped import looped

NONE = "", ""


def process(folder, clock):
    """What one of several processes has."""
    return Attempts(SQLiteStore(folder / "rooms.sqlite", clock), clock)


def test_a_code_has_six_letters_that_can_not_be_misread():
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) <= set(ALPHABET)
    assert set(ALPHABET) == set(ascii_uppercase) - set("AEIOU")


@looped(
    ("typed", "code"),
    [
        ("KWXRTB", ("KWXRTB", "")),
        (" k wx rtb\n", ("KWXRTB", "")),
        ("KWXRTBZYXWVTSR", ("KWXRTB", "ZYXWVTSR")),
        *[(text, NONE) for text in ("KWXRT", "KWXRTBB", "KWXRTO", "KWXRT1", "", "ＫＷＸＲＴＢ", "KWXRTB" * 10**6)],
    ],
)
def test_a_code_is_read_in_either_case_and_a_links_has_more_letters(typed, code):
    assert read_code(typed) == code


def test_the_further_letters_of_a_link_are_as_many_as_nobody_guesses_and_no_other_rooms():
    more = {more_letters(hash_of(new_key())) for _ in range(200)}
    assert len(more) == 200
    assert {len(each) for each in more} == {MORE_LETTERS}
    assert set("".join(more)) == set(ALPHABET)
    key = hash_of("KWXRTB")
    assert read_code("KWXRTB" + more_letters(key)) == ("KWXRTB", more_letters(key))
    assert len(ALPHABET) ** (LETTERS + MORE_LETTERS) / MOST_ROOMS > 1e16


def test_a_secret_has_128_bits_and_only_its_hash_is_needed_to_recognise_it():
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert {len(urlsafe_b64decode(key + "==")) for key in keys} == {16}
    key = keys.pop()
    assert key not in hash_of(key)
    assert fits(key, hash_of(key))
    assert not fits(keys.pop(), hash_of(key))
    assert not fits("\ud800é", hash_of(key))


def test_a_browser_has_another_name_in_each_room():
    names = {device_in("KWXRT", "a" * 32), device_in("BCDFG", "a" * 32), device_in("KWXRT", "b" * 32)}
    assert len(names) == 3
    assert all(DEVICE.fullmatch(name) for name in names)
    assert device_in("KWXRT", "a" * 32) in names


def test_codes_are_not_found_by_trying_while_a_room_is_open():
    """However many connections there are: with two hundred rooms open, the first hit comes after a day on average."""
    codes, every = len(ALPHABET) ** LETTERS, Attempts.PERMITS.every
    seconds = (codes + 1) / (MOST_ROOMS + 1) * every  # of a guesser who tries each code once
    assert seconds > 5 * LIFETIME
    assert seconds / 3600 == pytest.approx(23.7, abs=0.1)
    assert (LIFETIME / every + Attempts.PERMITS.at_once) / codes < 0.001  # to find one certain room


def permits(clock, seconds, crowds):
    """Let crowds ask once a second, as connections do; returns who had a permit, and how many there were.

    Those of the first crowd, the attackers', ask for another whenever they have had one.
    """
    had, count = set(), 0
    for _ in range(round(seconds * 10)):
        clock.now += 0.1
        tenth = round(clock.now * 10) % 10
        for crowd, (processes, addresses) in enumerate(crowds):
            for number, address in enumerate(addresses):
                who, process = (crowd, number), processes[number % len(processes)]
                if number % 10 != tenth or (crowd and who in had):
                    continue
                with suppress(Waiting):
                    if process.may_be_next(who):
                        process.take(who, address)
                        had.add(who)
                        count += 1
    return had, count


ATTACK = ["192.0.2.1"] * 300
BOTS = [f"198.51.{number // 250}.{number % 250}" for number in range(300)]
CLASS = ["192.0.2.1"] * 20
OTHERS = ["203.0.113.9"] * 20


@looped(
    ("number", "attack", "newcomers", "most"),
    [
        (2, ATTACK, CLASS, 70),  # those before them, five a second
        (1, ATTACK, OTHERS, 40),  # every fourth permit is theirs, on average: 20 of 200 is less than one in a million
        (1, BOTS, CLASS, 130),  # every other permit goes to whoever came first
    ],
)
def test_hundreds_of_connections_keep_nobody_out_of_one_process_or_two(
    tmp_path_factory, number, attack, newcomers, most
):
    folder, clock = tmp_path_factory.mktemp("store"), Clock()
    processes = [process(folder, clock) for _ in range(number)]
    began = clock.now
    _had, before = permits(clock, 5, [(processes, attack)])  # until what there is at once has gone
    had, tried = permits(clock, most, [(processes, attack), (processes, newcomers)])
    assert len([who for who in had if who[0] == 1]) == 20
    spans = clock.now - began + Attempts.PERMITS.ahead
    assert before + tried <= spans / Attempts.PERMITS.every + Attempts.PERMITS.at_once


def test_a_class_in_another_process_has_its_share_at_once(tmp_path, clock):
    attacked, other = process(tmp_path, clock), process(tmp_path, clock)
    permits(clock, 5, [([attacked], ATTACK)])
    had, _tried = permits(clock, 15, [([attacked], ATTACK), ([other], CLASS)])
    assert len([who for who in had if who[0] == 1]) == 20


def test_without_an_attack_two_lecture_halls_get_in_at_once(tmp_path, clock):
    attempts = process(tmp_path, clock)
    for number in range(Attempts.PERMITS.at_once):
        attempts.take(number, "192.0.2.1")
    with pytest.raises(Waiting) as caught:
        attempts.take("one more", "192.0.2.1")
    assert caught.value.in_queue
    assert "queue" in caught.value.said
    clock.now += 0.1
    assert not attempts.may_be_next("one more")
    clock.now += 0.2
    assert attempts.may_be_next("one more")
    attempts.take("one more", "192.0.2.1")


def test_the_queue_has_an_end_and_makes_room_for_other_networks(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(Attempts, "PERMITS", Attempts.PERMITS._replace(at_once=1))
    monkeypatch.setattr(Attempts, "MOST", 5)
    attempts = process(tmp_path, clock)
    attempts.take("first", "192.0.2.1")

    def waits(who, address):
        with pytest.raises(Waiting) as caught:
            attempts.take(who, address)
        return caught.value.in_queue

    assert [waits(number, "192.0.2.1") for number in range(7)] == [True] * 5 + [False] * 2
    assert waits("other", "192.0.2.2")
    assert not waits(4, "192.0.2.1")  # the last of them has made way
    attempts.leave(0)
    assert waits(4, "192.0.2.1")
    clock.now += Attempts.STALE + 1
    attempts.take("new", "192.0.2.3")  # those before it have not asked again


def test_addresses_of_one_customer_are_one_and_a_network_can_be_counted_but_not_found_out():
    for one, other, same in (
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
        ("unix:", "testclient", False),
        ("\ud800", "192.0.2.1", False),
    ):
        assert (network(one) == network(other)) == same, (one, other)
    names = {network(f"192.0.{high}.{low}") for high in range(64) for low in range(256)}
    assert {len(name) for name in names} == {4}
    assert 0.8 < len(names) / (64 * 256) < 0.95  # of so many addresses some already have the same
