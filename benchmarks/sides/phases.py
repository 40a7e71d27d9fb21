"""What a side says of its own phases, for measuring.py to read: ``phase NAME SECONDS PROCESSOR``, a line each."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Tell the seconds and the processor seconds of what is done inside."""
    seconds, processor = time.monotonic(), _processor()
    yield
    _tell(name, time.monotonic() - seconds, _processor() - processor)


def imported() -> None:
    """Tell what it took from the start of the process until now: the interpreter and its imports."""
    # Field 22 of /proc/self/stat, counted behind the name in parentheses, which may hold spaces: start after boot.
    began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    _tell("import", time.clock_gettime(time.CLOCK_BOOTTIME) - began, _processor())


def _processor() -> float:
    """Processor seconds so far, those of ended children included."""
    return sum(os.times()[:4])


def _tell(name: str, seconds: float, processor: float) -> None:
    print(f"phase {name} {seconds:.3f} {processor:.3f}", flush=True)
