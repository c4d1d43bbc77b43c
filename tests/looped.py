"""Many cases in one test: what takes a millisecond each should not be thousands of tests."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any


def looped(names: str | tuple[str, ...], cases: Iterable[Any] | Mapping[str, Any]) -> Callable[[Callable], Callable]:
    """Run a test for each of ``cases``, as ``pytest.mark.parametrize`` does, but as one test.

    The first case that fails is the last; what it was stands below the error. The other arguments are fixtures, the
    same for all cases.

    Parameters
    ----------
    names : of the arguments that make a case; one name takes each case as it is
    cases : the values, in order, or by the name of each case
    """
    named = cases if isinstance(cases, Mapping) else {f"{n}, {each!r:.200}": each for n, each in enumerate(cases)}
    if not named:
        raise ValueError("A test without a case can't fail.")

    def decorated(test: Callable) -> Callable:
        @wraps(test)
        def all_of_them(**fixtures: Any) -> None:
            for name, case in named.items():
                given = {names: case} if isinstance(names, str) else dict(zip(names, case, strict=True))
                try:
                    test(**fixtures, **given)
                except BaseException as error:  # what ends a test on purpose is not an Exception
                    error.add_note(f"in the case {name}")
                    raise

        own = {names} if isinstance(names, str) else set(names)
        signature = inspect.signature(test)
        kept = [each for name, each in signature.parameters.items() if name not in own]
        if len(kept) + len(own) != len(signature.parameters):
            raise TypeError(f"{test.__name__} does not take {own}.")
        all_of_them.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return all_of_them

    return decorated
