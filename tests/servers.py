"""Database servers started for the tests alone: real programs, data in a folder of their own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql

#: Neither server runs as root.
_NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
PASSWORD = "Geheim-0815"  # of everybody; a test looks for it in all that is written
READER, WRITER = "leser", "schreiber"  # who may SELECT and nothing else, and who may do anything
Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    run: Callable[..., None]  # statements, as its administrator; many=rows fills the placeholders of the last

    end: signal.Signals

    def stop(self) -> None:
        """Stop it at once; its data are not needed any more."""
        self.process.send_signal(self.end)
        self.process.wait(30)


@contextmanager
def postgresql() -> Iterator[Server]:
    """PostgreSQL with a database ``county``."""
    port = _free_port()
    program = _newest("/usr/lib/postgresql", "*/bin/postgres")
    with _folder() as folder:
        secret = folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        _done([program.with_name("initdb"), "-D", folder / "data", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
               "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"])
        process = _started([program, "-D", folder / "data", "-p", port, "-k", folder, "-c", "listen_addresses=127.0.0.1",
                            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=16MB"])
        asking = {"host": "127.0.0.1", "port": port, "user": "postgres", "password": PASSWORD, "autocommit": True}

        def run(*statements: str, many: Rows | None = None, database: str = "county") -> None:
            with psycopg.connect(**asking, dbname=database) as connection, connection.cursor() as cursor:
                _all(cursor, statements, many)

        server = Server(port, process, run, signal.SIGQUIT)
        try:
            _ready(process, lambda: run("CREATE DATABASE county", database="postgres"))
            run(f"CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}'",
                f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {READER}",
                f"CREATE ROLE {WRITER} SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
            yield server
        finally:
            server.stop()


@contextmanager
def mariadb() -> Iterator[Server]:
    """MariaDB with a database ``county``."""
    port = _free_port()
    with _folder() as folder:
        data, sock = f"--datadir={folder / 'data'}", folder / "socket"
        _done(["mariadb-install-db", "--no-defaults", data, "--auth-root-authentication-method=normal",
               "--skip-test-db", "--skip-name-resolve"])
        process = _started(["/usr/sbin/mariadbd", "--no-defaults", data, f"--socket={sock}", f"--port={port}",
                            "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin",
                            "--innodb-buffer-pool-size=32M", f"--log-error={folder / 'log'}"])

        def run(*statements: str, many: Rows | None = None, database: str | None = "county") -> None:
            with pymysql.connect(unix_socket=str(sock), user="root", database=database, charset="utf8mb4",
                                 autocommit=True) as connection, connection.cursor() as cursor:
                _all(cursor, statements, many)

        server = Server(port, process, run, signal.SIGKILL)
        try:
            _ready(process, lambda: run("CREATE DATABASE county CHARACTER SET utf8mb4", database=None))
            run(f"CREATE USER {READER}@'%' IDENTIFIED BY '{PASSWORD}'", f"GRANT SELECT ON county.* TO {READER}@'%'",
                f"CREATE USER {WRITER}@'%' IDENTIFIED BY '{PASSWORD}'", f"GRANT ALL ON county.* TO {WRITER}@'%'")
            yield server
        finally:
            server.stop()


def _all(cursor: psycopg.Cursor | pymysql.cursors.Cursor, statements: tuple[str, ...], many: Rows | None) -> None:
    for statement in statements[:-1] if many else statements:
        cursor.execute(statement)
    if many:
        cursor.executemany(statements[-1], many)


def _newest(folder: str, pattern: str) -> Path:
    found = sorted(Path(folder).glob(pattern), key=lambda path: int(path.parts[-3]))
    assert found, "not installed: run make system"
    return found[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that nobody else's processes may write, under a short name: sockets allow a hundred characters."""
    folder = Path(tempfile.mkdtemp(prefix="rollcall-"))
    if os.getuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _command(words: list[object]) -> list[str]:
    return [*(_NOBODY if os.getuid() == 0 else ()), *map(str, words)]


def _done(words: list[object]) -> None:
    done = subprocess.run(_command(words), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _started(words: list[object]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(_command(words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _ready(process: subprocess.Popen[bytes], first: Callable[[], None]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return first()
        except (psycopg.OperationalError, pymysql.OperationalError):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
