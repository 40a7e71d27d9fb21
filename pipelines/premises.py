"""The ground a night stands on: its folders with their modes, and the lock that keeps two nights apart."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from pipelines.errors import NothingPublishedError
from pipelines.settings import Settings

_LOCK = "lock"


class PremisesError(NothingPublishedError):
    """A folder that cannot be used, or a night already running. The text is one sentence with the mend."""


@dataclass(frozen=True, slots=True)
class Premises:
    """Where a night reads and writes."""

    out: Path
    state: Path
    tmp: Path  # emptied when the premises are entered


@contextmanager
def entered(settings: Settings) -> Iterator[Premises]:
    """The night's folders, made and checked, with the lock held until the block ends.

    Raises PremisesError when a folder cannot be written or another night holds the lock. The lock is the
    kernel's (flock), so a killed night leaves nothing behind that would stop the next.
    """
    place = Premises(settings.out, settings.state, settings.state / "tmp")
    _writable(place.out)
    for folder in (place.state, place.tmp):
        _writable(folder)
        folder.chmod(0o700)
    with (place.state / _LOCK).open("a+") as lock:  # not emptied before it is ours: it says whose it is
        if not _taken(lock):
            raise PremisesError(f"另一次运行正在使用 {place.state}{_whose(place.state)}：请等它结束后再运行。")
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "since": datetime.now().isoformat(timespec="seconds")}))
        lock.flush()
        for left_over in place.tmp.iterdir():
            shutil.rmtree(left_over) if left_over.is_dir() else left_over.unlink()
        yield place


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the premises: a process of this machine, and since when. None where that cannot be read."""

    pid: int | None = None
    since: datetime | None = None


def holder(state: Path) -> Holder | None:
    """Whose night is running in that state folder; None when none is.

    A lock file that a killed night left over is nobody's. Asking takes the lock for a moment, shared, which is why a
    night asks for it more than once.
    """
    try:
        with (state / _LOCK).open() as lock:
            if _taken(lock, fcntl.LOCK_SH, tries=1):
                return None
            told = json.loads(lock.read())
            return Holder(int(told["pid"]), datetime.fromisoformat(told["since"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):  # taken this very moment
        return Holder()


def _whose(state: Path) -> str:
    running = holder(state)
    return f"（进程 {running.pid}，{running.since:%m-%d %H:%M} 开始）" if running and running.since else ""


def _taken(lock: TextIO, kind: int = fcntl.LOCK_EX, tries: int = 10) -> bool:
    for attempt in range(tries):
        time.sleep(0.05 * bool(attempt))
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            continue
    return False


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise PremisesError(
            f"文件夹 {folder} 无法写入（{error.strerror}）：请检查权限、磁盘空间，或在设置 [output] 中换一个文件夹。"
        ) from None
