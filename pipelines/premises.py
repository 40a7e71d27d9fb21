"""The ground a night stands on: its folders with their modes, and the lock that keeps two nights apart."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import NothingPublishedError
from pipelines.settings import Settings


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
    with (place.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PremisesError(f"另一次运行正在使用 {place.state}：请等它结束后再运行。") from None
        for left_over in place.tmp.iterdir():
            shutil.rmtree(left_over) if left_over.is_dir() else left_over.unlink()
        yield place


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
