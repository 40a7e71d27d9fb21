"""Registers in real databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sources.reading.database import Database, Login, Patience
from tests.servers import PASSWORD, READER, Server


@pytest.fixture(params=["postgresql", "mariadb"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def server(kind: str, request: pytest.FixtureRequest) -> Server:
    """The server of that kind."""
    return request.getfixturevalue(kind)


@pytest.fixture
def place(kind: str, server: Server) -> Callable[..., Database]:
    """``place(table=…)`` or ``place(query=…)`` of the population in ``county``, asked once as its reader."""

    def at(user: str = READER, *, answer: int = 60, url: str = "", **asked: str) -> Database:
        where = url or f"{kind}://127.0.0.1:{server.port}/county"
        return Database("population", where, **asked, login=Login(user, PASSWORD), patience=Patience(2, answer, ()))

    return at
