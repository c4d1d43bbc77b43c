"""What every test runs under."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="session", autouse=True)
def one_blas_thread() -> Iterator[None]:
    """As in the app: the products are small, and threads of several processes would only wait for each other."""
    with threadpool_limits(1, user_api="blas"):
        yield
