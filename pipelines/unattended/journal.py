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
from pipelines.language import Language, language
from pipelines.run import product_version
from pipelines.settings import Settings
from pipelines.unattended.discretion import Discreet
from sources.person import SourceRefusedError

Tell = Callable[[str], None]
LOG = "rollcall.log"


@contextmanager
def kept(settings: Settings, as_of: date, tell: Tell) -> Iterator[Tell]:
    """A teller that tells ``tell`` and writes into the log in the office's language; how the block ends is written too.

    Where there can be no log, the night has a better sentence for it than this.
    """
    handler = _handler(settings)
    if handler is None:
        yield tell
        return

    say = language(settings.output.language)

    def told(text: str) -> None:
        tell(text)
        write(say.progress(text))

    def write(text: str) -> None:
        handler.handle(logging.LogRecord("rollcall", logging.INFO, "", 0, text, None, None))

    try:
        write(say("开始：{county}，基准日 {as_of}，rollcall {version}",
                  county=settings.county.name, as_of=as_of, version=product_version()))
        yield told
        write(say("结束：已发布"))
    except BaseException as error:
        write(_ending(error, say))
        raise
    finally:
        handler.close()


def _ending(error: BaseException, say: Language) -> str:
    if isinstance(error, NothingPublishedError | SourceRefusedError):
        return say("结束：未发布：{error}", error=say.sentence(str(error)))
    frames = traceback.extract_tb(error.__traceback__)
    places = say("、").join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return say("结束：程序故障 {kind}（{places}）", kind=type(error).__name__, places=places)


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
