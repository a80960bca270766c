"""Calls to the region that are tried once: what fails in a test is to fail at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ntand.exchange import api
from ntand.services.exchange import opening


@contextmanager
def one_attempt() -> Iterator[None]:
    """No call is tried again within itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_ATTEMPTS", 1)
        patch.setitem(opening._HASTY, "attempts", 1)
        yield
