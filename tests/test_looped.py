"""The loop that stands for many tests: it runs all cases, and fails where one of them does."""

import pytest

from tests.looped import looped

SEEN = []


@pytest.fixture
def fixture():
    return "fixture"


@looped("b", {"one": 1, "two": 2})
@looped(("a", "c"), [(3, 4), (5, 6)])
def test_every_case_is_run_with_the_fixtures(fixture, a, b, c):
    SEEN.append((fixture, a, b, c))


def test_all_of_them_were_run():
    test_every_case_is_run_with_the_fixtures(fixture="here")
    assert [each for each in SEEN if each[0] == "here"] == [("here", a, b, a + 1) for b in (1, 2) for a in (3, 5)]


def test_one_case_that_fails_fails_all_and_is_named():
    @looped("a", {"good": 1, "bad": 0, "never": 2})
    def test(a):
        SEEN.append(a)
        assert a

    SEEN.clear()
    with pytest.raises(AssertionError) as failed:
        test()
    assert failed.value.__notes__ == ["in the case bad"]
    assert SEEN == [1, 0]


@pytest.mark.parametrize(("names", "cases"), [("a", []), ("a", {}), ("b", [1]), (("a", "b"), [(1, 2)])])
def test_a_loop_that_could_not_fail_is_refused(names, cases):
    with pytest.raises((ValueError, TypeError)):

        @looped(names, cases)
        def test(a): ...
