"""A Prefect server for the time of one run, for offices that have none of their own.

Prefect can start one itself, but then imports the whole server into the run's own process first, one import after
the other: 12 s instead of 7, and those 7 pass while the run imports its own libraries.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path

from pipelines.errors import NothingPublishedError

#: Nothing leaves the house, whatever the machine is set to. The newer page asks an outside host at every load.
TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
}
#: As Prefect starts its own temporary servers: no page, and only the services that record what is sent.
_LIGHT = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
#: The first start makes the database, and a night may begin beside a backup.
_PATIENCE_SECONDS = 180
_PR_SET_PDEATHSIG = 1


def configured_api() -> str | None:
    """The address of the office's own Prefect server, from the environment or Prefect's active profile; or None."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        written = tomllib.loads((home / "profiles.toml").read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None
    active = os.environ.get("PREFECT_PROFILE") or written.get("active")
    return written.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")


class TemporaryServer:
    """A server that is starting; it stops when this process ends, however it ends (on Linux)."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._port = _free_port()
        self.api_url = f"http://127.0.0.1:{self._port}/api"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app",
             "--host", "127.0.0.1", "--port", str(self._port), "--log-level", "critical", "--lifespan", "on"],
            env=os.environ | TELEMETRY_OFF | _LIGHT | {"PREFECT_HOME": str(home.resolve())},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=_end_with_parent(),
        )  # fmt: skip
        # Prefect sends its last log lines when threads end, which is before this.
        atexit.register(self.stop)

    def wait(self) -> None:
        """Return when the server answers. Raises NothingPublishedError when it ends or stays silent."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not _answers(f"{self.api_url}/health"):
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise NothingPublishedError(
                    "临时的 Prefect 服务无法启动：请运行 rollcall doctor 检查安装，或不加 --prefect 运行。")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server; safe to call again."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _end_with_parent() -> Callable[[], object] | None:
    # A run that is killed would otherwise leave its server behind, one more every night.
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
