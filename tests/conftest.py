"""How every test runs: Hypothesis never judges by the clock, since these machines are shared. The office's clock. Servers, once each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from pipelines import clock

if TYPE_CHECKING:
    from tests.servers import Server

settings.register_profile("rollcall", deadline=None)
settings.load_profile("rollcall")
clock.keep("Asia/Shanghai")  # as the commands do: "today" is the same day for a test and for what it runs


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL with the database ``county``, whose tables ``leser`` may read."""
    from tests import servers

    with servers.postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB with the database ``county``, whose tables ``leser`` may read."""
    from tests import servers

    with servers.mariadb() as server:
        yield server
