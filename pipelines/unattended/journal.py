"""What each night told, kept in ``state/logs``: when it began, its steps with their seconds, how it ended.

A file is put aside when it is full, and the oldest is let go. Numbers of persons are blotted out whoever told them,
and of a fault only the class and the place are written: its message may hold a cell of a child's row.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pipelines.errors import NothingPublishedError
from pipelines.run import product_version
from pipelines.settings import Settings
from pipelines.unattended.discretion import Discreet
from sources.person import SourceRefusedError

Tell = Callable[[str], None]
LOG = "rollcall.log"


@contextmanager
def kept(settings: Settings, as_of: date, tell: Tell) -> Iterator[Tell]:
    """A teller that tells ``tell`` and writes into the log; how the block ends is written too.

    Where there can be no log, the night has a better sentence for it than this.
    """
    handler = _handler(settings)
    if handler is None:
        yield tell
        return

    def told(text: str) -> None:
        tell(text)
        write(text)

    def write(text: str) -> None:
        handler.handle(logging.LogRecord("rollcall", logging.INFO, "", 0, text, None, None))

    try:
        write(f"开始：{settings.county.name}，基准日 {as_of}，rollcall {product_version()}")
        yield told
        write("结束：已发布")
    except BaseException as error:
        write(_ending(error))
        raise
    finally:
        handler.close()


def _ending(error: BaseException) -> str:
    if isinstance(error, NothingPublishedError | SourceRefusedError):
        return f"结束：未发布：{error}"
    frames = traceback.extract_tb(error.__traceback__)
    places = "、".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"结束：程序故障 {type(error).__name__}（{places}）"


def _handler(settings: Settings) -> RotatingFileHandler | None:
    folder, terms = settings.state / "logs", settings.unattended
    try:
        for place in (settings.state, folder):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _Private(
            folder / LOG, maxBytes=int(terms.log_mb * 2**20), backupCount=terms.log_files, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    handler.addFilter(Discreet())
    return handler


class _Private(RotatingFileHandler):
    """A log that only its owner may read, from its first byte."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk is told by the night, not by its log."""
