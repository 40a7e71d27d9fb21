"""Pictures that were drawn on an earlier night, for charts that are the same: drawing one takes up to a second.

What a linkage has learned stands for weeks, and so do its pictures. They are in the report that everybody may read;
the file beside the casebook can be lost at any time, and then every picture is drawn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipelines.store import replace_whole

_FILE = "pictures.json"
_DRAWN_WITH = ("rollcall", "altair", "vl-convert-python", "pylopdf-fonts-zh-cn")


class Gallery:
    """``before``: pictures of an earlier night by the digest of their chart; ``tonight``: those of this night."""

    def __init__(self, before: Mapping[str, str] | None = None) -> None:
        self.before: dict[str, str] = dict(before or {})
        self.tonight: dict[str, str] = {}

    def picture(self, chart: str, draw: Callable[[], str]) -> str:
        """The picture of that chart, which is all that it hangs on: the earlier one, or else as ``draw`` makes it."""
        digest = hashlib.sha256(chart.encode()).hexdigest()
        self.tonight[digest] = self.before.get(digest) or draw()
        return self.tonight[digest]


_HUNG: ContextVar[Gallery | None] = ContextVar("gallery", default=None)


@contextmanager
def hung(gallery: Gallery) -> Iterator[None]:
    """Every picture that this thread draws within is looked for in the gallery first."""
    token = _HUNG.set(gallery)
    try:
        yield
    finally:
        _HUNG.reset(token)


def picture(chart: str, draw: Callable[[], str]) -> str:
    """The picture of that chart, from the gallery that is hung where one is."""
    gallery = _HUNG.get()
    return gallery.picture(chart, draw) if gallery else draw()


def kept(state: Path) -> Gallery:
    """What the last night drew; nothing where that is not there, not sound, or another program's."""
    try:
        told = json.loads((state / _FILE).read_text("utf-8"))
        if told["stamp"] == _stamp() and all(isinstance(one, str) for one in told["pictures"].values()):
            return Gallery(told["pictures"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # damaged: as if it were not there
        pass
    return Gallery()


def keep(found: Gallery, state: Path, tmp: Path) -> None:
    """Keep tonight's pictures for the next night, at once and durably; written in ``tmp``, on the same file system."""
    staged = tmp / _FILE
    staged.touch(mode=0o600)
    staged.write_text(json.dumps({"stamp": _stamp(), "pictures": found.tonight}), "utf-8")
    replace_whole(staged, state / _FILE)


@cache
def _stamp() -> str:
    """What a chart is drawn with beside itself."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _DRAWN_WITH).encode())
    digest.update((Path(__file__).parent / "drawing.py").read_bytes())
    return digest.hexdigest()
