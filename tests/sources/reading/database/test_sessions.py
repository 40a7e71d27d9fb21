"""What may be done in a database, how long it is waited for, and what is said when it does not answer."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from sources import population
from sources.person import SourceRefusedError, SourceUnreachableError
from sources.reading import read
from sources.reading.database import Database, Login, Patience
from sources.reading.database.opening import reached
from sources.reading.database.session import connected
from tests.servers import PASSWORD, READER, WRITER, Server

pytestmark = pytest.mark.database
Place = Callable[..., Database]

DELETES = {
    "postgresql": "CREATE FUNCTION wisch() RETURNS int LANGUAGE sql VOLATILE AS 'DELETE FROM bestand; SELECT 1'",
    "mariadb": "CREATE FUNCTION wisch() RETURNS int BEGIN DELETE FROM bestand; RETURN 1; END",
}


@pytest.fixture
def stock(kind: str, server: Server) -> Callable[[], int]:
    """A table of three rows, a function that empties it, and how many rows are left."""
    server.run("DROP FUNCTION IF EXISTS wisch", "DROP TABLE IF EXISTS bestand", "CREATE TABLE bestand (n int)",
               "INSERT INTO bestand VALUES (1), (2), (3)", DELETES[kind])

    def left() -> int:
        place = Database("population", f"{kind}://127.0.0.1:{server.port}/county", table="bestand", login=Login(WRITER, PASSWORD))
        with connected(place) as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM bestand").scalar_one()

    assert left() == 3
    return left


def refusal(place: Database) -> str:
    with pytest.raises(SourceRefusedError) as refused:
        read(population.CONTRACT, [place], key=b"k" * 32)
    told = str(refused.value)
    assert READER not in told and WRITER not in told and PASSWORD not in told
    assert "\n" not in told and told[-1] in "。？"
    return told


@pytest.mark.parametrize("statement", ["DELETE FROM bestand", "UPDATE bestand SET n = 9", "TRUNCATE TABLE bestand"])
def test_the_session_is_read_only(place: Place, stock: Callable[[], int], statement: str):
    with pytest.raises(SourceRefusedError, match="拒绝写入"), connected(place(WRITER, table="bestand")) as connection:
        connection.exec_driver_sql(statement)
    assert stock() == 3


def test_a_query_that_writes_in_secret_is_refused_by_the_session(place: Place, stock: Callable[[], int]):
    assert "拒绝写入" in refusal(place(WRITER, query="SELECT wisch() AS 姓名 FROM bestand"))
    assert stock() == 3


@pytest.mark.parametrize("query", [
    "DELETE FROM bestand", "DELETE FROM bestand RETURNING n", "UPDATE bestand SET n = 9",
    "SELECT 1; DELETE FROM bestand", "SELECT 1 AS a) TO STDOUT; COMMIT; DELETE FROM bestand; COPY (SELECT 2 AS b",
    "SELECT 1 AS a) asked; DELETE FROM bestand; SELECT * FROM (SELECT 2 AS b",
    "WITH d AS (DELETE FROM bestand RETURNING n) SELECT n FROM d",
])
def test_a_query_is_one_select(place: Place, stock: Callable[[], int], query: str):
    assert "SELECT" in refusal(place(WRITER, query=query))
    assert stock() == 3


def test_all_is_read_as_of_one_moment(place: Place, server: Server, stock: Callable[[], int]):
    with connected(place(table="bestand")) as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM bestand").scalar_one()
        server.run("INSERT INTO bestand VALUES (4)")
        assert connection.exec_driver_sql("SELECT count(*) FROM bestand").scalar_one() == before
    assert stock() == 4


def test_an_answer_that_takes_too_long_is_given_up(kind: str, place: Place):
    sleeps = {"postgresql": "SELECT pg_sleep(30)::text AS 姓名",
              "mariadb": "SELECT sum(a.seq ^ b.seq) AS 姓名 FROM seq_1_to_100000 a, seq_1_to_100000 b"}[kind]
    with pytest.raises(SourceUnreachableError, match="没有在限定时间内答完"):
        read(population.CONTRACT, [place(query=sleeps, answer=1)], key=b"k" * 32)


@pytest.mark.parametrize(("login", "database", "asked", "says"), [
    (Login(READER, "falsch"), "county", {"table": "t"}, "拒绝登录"),
    (Login("niemand", PASSWORD), "county", {"table": "t"}, "拒绝登录"),
    (Login(WRITER, PASSWORD), "nirgends", {"table": "t"}, "没有这个数据库|SELECT 权限"),
    (Login(READER, PASSWORD), "county", {"table": "nichts"}, "没有表 nichts"),
    (Login(READER, PASSWORD), "county", {"query": "SELECT * FROM nichts"}, "没有这个表"),
    (Login(READER, PASSWORD), "county", {"query": "SELECT nichts FROM bestand"}, "没有 query 中的某一列"),
    (Login(READER, PASSWORD), "county", {"query": "SELEKT"}, "无法理解 query"),
])
def test_what_is_wrong_is_refused_and_never_excused(kind: str, server: Server, stock, login, database, asked, says):  # type: ignore[no-untyped-def]
    place = Database("population", f"{kind}://127.0.0.1:{server.port}/{database}", **asked, login=login, patience=Patience(2, 5, ()))
    assert re.search(says, refusal(place))
    with pytest.raises(SourceRefusedError) as refused:
        reached(place)
    assert not isinstance(refused.value, SourceUnreachableError)


def test_a_table_without_the_right_to_read_it_is_refused(kind: str, server: Server, place: Place):
    server.run("DROP TABLE IF EXISTS geheim", "CREATE TABLE geheim (xm text)")
    if kind == "mariadb":
        server.run(f"REVOKE SELECT ON county.* FROM {READER}@'%'")
    else:
        server.run(f"REVOKE SELECT ON geheim FROM {READER}")
    try:
        assert "SELECT 权限" in refusal(place(query="SELECT xm AS 姓名 FROM geheim"))
    finally:
        if kind == "mariadb":
            server.run(f"GRANT SELECT ON county.* TO {READER}@'%'")


@contextmanager
def silent_host(then_close: bool) -> Iterator[tuple[int, list[int]]]:
    """A port where somebody listens and says nothing, or hangs up; and the calls that came in."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            held = []
            while True:
                try:
                    caller, _ = listening.accept()
                except OSError:
                    return
                calls.append(1)
                caller.close() if then_close else held.append(caller)

        threading.Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1], calls
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb"])
def test_a_host_that_says_nothing_is_not_waited_for_for_ever(scheme: str):
    with silent_host(then_close=False) as (port, _), pytest.raises(SourceUnreachableError, match="无法连接"):
        reached(Database("population", f"{scheme}://127.0.0.1:{port}/county", table="t", patience=Patience(1, 5, ())))


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb"])
def test_a_host_that_hangs_up_is_tried_again_as_often_as_agreed(scheme: str):
    with silent_host(then_close=True) as (port, calls):
        place = Database("population", f"{scheme}://127.0.0.1:{port}/county", table="t", patience=Patience(2, 5, (0.01, 0.01)))
        with pytest.raises(SourceUnreachableError):
            read(population.CONTRACT, [place], key=b"k" * 32)
    assert len(calls) == 3


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/county", "mysql://127.0.0.1:1/county", "postgresql://rollcall.invalid/county"])
def test_where_nobody_listens_nothing_can_be_reached(url: str):
    with pytest.raises(SourceUnreachableError, match="无法连接"):
        reached(Database("population", url, table="t", patience=Patience(2, 5, ())))


@pytest.mark.parametrize(("url", "extra"), [("oracle://db.invalid/x", "oracle"), ("mssql://db.invalid/x", "sqlserver")])
def test_a_driver_that_is_missing_is_named_with_its_mend(url: str, extra: str):
    with pytest.raises(SourceRefusedError, match=rf"没有安装：请运行 pip install 'rollcall\[{extra}\]'"):
        reached(Database("population", url, table="t"))


def test_postgresqls_own_ways_to_log_in_hold(postgresql: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PGUSER", WRITER)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    postgresql.run("DROP TABLE IF EXISTS eigen", "CREATE TABLE eigen (xm text)")
    assert reached(Database("population", f"postgresql://127.0.0.1:{postgresql.port}/county", table="eigen")) == 1
