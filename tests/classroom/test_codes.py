"""Codes and secrets: nobody misreads the one or guesses the other, and whoever tries codes is slowed."""

from base64 import urlsafe_b64decode

import pytest

from playground.classroom.codes import (
    ALPHABET,
    DEVICE,
    Attempts,
    device_in,
    fits,
    hash_of,
    network,
    new_code,
    new_key,
    read_code,
)
from playground.classroom.refusal import TooSoon
from playground.classroom.sqlite import SQLiteStore


class Clock:
    def __init__(self):
        self.now = 1e9

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def attempts(clock, tmp_path):
    store = SQLiteStore(tmp_path / "rooms.sqlite", clock)
    yield Attempts(store)
    store.close()


def let_in(attempts, address):
    """Whether an attempt from there may be made now."""
    try:
        attempts.check(address)
    except TooSoon:
        return False
    return True


def wrong_until_slowed(attempts, address, most=10_000):
    """How many wrong codes in a row may come from there at once."""
    for number in range(most):
        if not let_in(attempts, address):
            return number
        attempts.wrong(address)
    return most


def test_a_code_has_five_letters_that_can_not_be_misread():
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert {len(code) for code in codes} == {5}
    assert set("".join(codes)) <= set(ALPHABET)
    assert ALPHABET.isalpha()
    assert ALPHABET.isupper()
    assert not set(ALPHABET) & set("AEIOU01")
    assert len(ALPHABET) ** 5 > 4e6


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KWXRT", "KWXRT"),
        ("kwxrt", "KWXRT"),
        (" k w-x rt\n".replace("-", ""), "KWXRT"),
        ("KWXR", ""),
        ("KWXRTT", ""),
        ("KWXRO", ""),
        ("KWXR1", ""),
        ("", ""),
        ("ＫＷＸＲＴ", ""),
        ("KWXRT" * 10**6, ""),
    ],
)
def test_a_code_is_read_in_either_case(typed, code):
    assert read_code(typed) == code


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


def test_whoever_guesses_gets_an_attempt_every_two_seconds(attempts, clock):
    assert wrong_until_slowed(attempts, "192.0.2.1") == 40
    with pytest.raises(TooSoon) as caught:
        attempts.check("192.0.2.1")
    assert caught.value.seconds == pytest.approx(2)
    assert "2 seconds" in caught.value.said
    assert let_in(attempts, "192.0.2.2")
    clock.now += 1.9
    assert not let_in(attempts, "192.0.2.1")
    clock.now += 0.2
    assert wrong_until_slowed(attempts, "192.0.2.1") == 1
    clock.now += 3600
    assert wrong_until_slowed(attempts, "192.0.2.1") == 40


def test_right_codes_cost_nothing(attempts):
    for _ in range(1000):
        attempts.check("192.0.2.1")
    assert wrong_until_slowed(attempts, "192.0.2.1") == 40


def test_many_addresses_together_are_slowed_as_well(attempts, clock):
    all_together = sum(wrong_until_slowed(attempts, f"192.0.2.{number}") for number in range(100))
    assert all_together == 400
    assert not let_in(attempts, "198.51.100.1")
    clock.now += 1
    assert wrong_until_slowed(attempts, "198.51.100.1") == 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
        ("unix:", "testclient", False),
    ],
)
def test_addresses_of_one_customer_are_one(attempts, one, other, same):
    wrong_until_slowed(attempts, one)
    assert let_in(attempts, other) != same


def test_a_network_can_be_counted_but_not_found_out():
    names = {network(f"192.0.{high}.{low}") for high in range(64) for low in range(256)}
    assert {len(name) for name in names} == {4}
    assert 0.8 < len(names) / (64 * 256) < 0.95  # of so many addresses some already have the same
    assert network("\ud800") != network("192.0.2.1")
