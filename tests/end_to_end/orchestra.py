"""Prefect as an office runs it: a server, a worker, somebody to be told. Real processes, ended when the test ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from pipelines.premises import holder
from pipelines.unattended.prefect_server import TELEMETRY_OFF
from tests.end_to_end.command import Answer, rollcall
from tests.postbox import Letter, Postbox

T = TypeVar("T")
PREFECT = Path(sys.executable).with_name("prefect")
_LONGEST = 600  # these machines are shared


def until(found: Callable[[], T], what: str) -> T:
    """What ``found`` gives once it gives something."""
    end = time.monotonic() + _LONGEST
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.5)
    raise AssertionError(f"waited in vain for {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Told:
    """A webhook: what was sent to it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        told = self.messages

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
        self.url = f"http://127.0.0.1:{self._server.server_port}/robot?key=s3cret"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()


@dataclass
class Office:
    """A county in ``home`` with its Prefect; ``database`` is where the server keeps its own, None for its default.

    The machine's clock stands in another time zone than the county.
    """

    home: Path
    box: Postbox
    database: str | None = None
    port: int = field(default_factory=free_port)
    told: Told = field(default_factory=Told)
    lost: str = ""  # the run that a test killed
    _server: subprocess.Popen[bytes] | None = None
    _worker: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        told = {"PREFECT_HOME": str(self.home / "prefect"), "PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api",
                "PREFECT_WORKER_QUERY_SECONDS": "1", "ROLLCALL_NOTIFY": self.told.url, "NO_PROXY": "127.0.0.1",
                "TZ": "Etc/GMT+12", "POLARS_MAX_THREADS": "1"}
        if self.database:
            told["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = self.database
        return TELEMETRY_OFF | told

    @property
    def settings(self) -> Path:
        return self.home / "county.toml"

    def start_server(self) -> None:
        self._server = self._started("server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        until(self._answers, "the server")

    def stop_server(self) -> None:
        assert self._server
        _ended(self._server, signal.SIGKILL)

    def start_worker(self) -> None:
        self._worker = self._started("worker", "start", "--pool", "rollcall", "--limit", "1")

    def kill_worker(self) -> None:
        assert self._worker
        self._worker.kill()  # it alone: what it started goes on
        self._worker.wait()

    def stop(self) -> None:
        for process in (self._worker, self._server):
            if process:
                _ended(process, signal.SIGKILL)
        self.told.stop()

    def command(self, *words: object) -> Answer:
        """``rollcall`` with this office's settings and server."""
        return rollcall(words[0], "--settings", self.settings, *words[1:], **self.environment)

    def asked(self, path: str, content: dict[str, Any] | None = None, method: str = "POST") -> Any:
        """What the server answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}", json.dumps(content or {}).encode() if method == "POST" else None,
            {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for patience in range(10):
            try:
                with opener.open(request, timeout=60) as answer:
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                if error.code != 503:  # its SQLite is locked: it asks to be asked again
                    raise
                time.sleep(patience)
        raise AssertionError(f"{path} was never answered")

    def run_now(self) -> str:
        """Have the deployment run at once, as the schedule would; the id of its run."""
        (deployment,) = self.asked("/deployments/filter")
        return self.asked(f"/deployments/{deployment['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"]

    def state(self, run: str) -> dict[str, Any]:
        return self.asked(f"/flow_runs/{run}", method="GET")["state"]

    def ended(self, run: str) -> dict[str, Any]:
        """The state of that run once it is over."""
        def over() -> dict[str, Any] | None:
            try:
                state = self.state(run)
            except OSError:  # the server is busy, or being started
                return None
            return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None
        return until(over, f"the end of {run}")

    def told_of(self, run: str, state: str) -> tuple[dict[str, str], Letter]:
        """What the robot and the postbox were told of that run; both are waited for."""
        words = f"夜间运行 {self.asked(f'/flow_runs/{run}', method='GET')['name']} 未完成（{state}）"
        robot = until(lambda: [one for one in self.told.messages if words in one["body"]], "the robot's message")
        letters = until(lambda: [one for one in list(self.box.letters) if words in one.body], "the mail")
        return robot[-1], letters[-1]

    def everything_kept(self) -> str:
        """All that Prefect's database holds: SQLite's files as they lie and its tables, or PostgreSQL's tables."""
        if self.database:
            return _dumped_from_postgresql(self.database)
        files = sorted((self.home / "prefect").rglob("prefect.db*"))
        with sqlite3.connect(f"{files[0].as_uri()}?mode=ro", uri=True) as database:
            tables = [name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = [row for table in tables for row in database.execute(f'SELECT * FROM "{table}"')]
        database.close()
        return "\n".join([*(path.read_bytes().decode("utf-8", "replace") for path in files), *map(_plain, rows)])

    def night(self) -> int:
        """The process of the night that is running, once it reads its registers."""
        log = self.home / "state/logs/rollcall.log"

        def reading() -> int | None:
            held = holder(self.home / "state")
            return held.pid if held and f" {held.pid} ▸ 读入登记册" in log.read_text("utf-8") else None

        return until(reading, "a night")

    def _started(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{words[0]}.log").open("ab") as log:
            inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
            return subprocess.Popen([PREFECT, *words], env=inherited | self.environment, cwd=self.home, stdout=log,
                                    stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)

    def _answers(self) -> bool:
        assert self._server and self._server.poll() is None, (self.home / "server.log").read_text()[-2000:]
        try:
            return self.asked("/health", method="GET") is True
        except OSError:
            return False


def _dumped_from_postgresql(url: str) -> str:
    with psycopg.connect(url.replace("+asyncpg", "")) as database:
        tables = database.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").fetchall()
        rows = [row for table, in tables for row in database.execute(f'SELECT * FROM "{table}"').fetchall()]
    return "\n".join(map(_plain, rows))


def _plain(row: tuple[object, ...]) -> str:
    """A row as text, JSON's escapes of Chinese undone."""
    text = " ".join(map(str, row))
    return f"{text} {text.encode().decode('unicode_escape', 'replace')}" if "\\u" in text else text


def _ended(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, how)  # ours alone: it was started in a session of its own
        process.wait(60)
