"""A command measured from outside, and the environment of the peers that it may run in."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
_VERSIONS = "import json, sys, importlib.metadata as m; print(json.dumps([m.version(name) for name in sys.argv[1:]]))"
PEERS = HERE.parent / "build" / "peers" / ".venv"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a command: wall seconds from start to end, processor seconds, peak resident GiB, seconds per phase.

    ``phases`` are what the command prints about itself, wall and processor seconds of each (``sides/phases.py``);
    ``said`` are its other lines.
    """

    seconds: float
    processor: float
    peak: float
    phases: dict[str, tuple[float, float]]
    said: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, processor {self.processor:.1f} s, peak {self.peak:.2f} GiB"


def measured(command: Sequence[str | Path], *, log: Path) -> Measured:
    """The command run once, its complaints written to ``log``. Exits with their last lines when it fails."""
    words = [str(word) for word in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as complaints:
        start = time.monotonic()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=complaints)
        said = process.stdout.read().decode() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(words)} failed ({process.returncode}):\n{log.read_text(errors='replace')[-2000:]}")
    told = [line.rsplit(" ", 2) for line in said.splitlines() if line.startswith("phase ")]
    phases = {name.removeprefix("phase "): (float(wall), float(processor)) for name, wall, processor in told}
    others = tuple(line for line in said.splitlines() if not line.startswith("phase "))
    # ru_maxrss is the largest single process: a child's memory is not added to its parent's.
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024**2, phases, others)


def middle(runs: Sequence[Measured], what: Callable[[Measured], float]) -> float:
    """The median over runs of what is asked of each."""
    return median(what(run) for run in runs)


def phases_in_words(runs: Sequence[Measured]) -> str:
    """Median seconds (and processor seconds) of each phase, in the order in which they were run."""
    return ", ".join(
        f"{name} {median(run.phases[name][0] for run in runs):.1f} ({median(run.phases[name][1] for run in runs):.1f})"
        for name in runs[0].phases
    )


def peers_python() -> Path:
    """The Python of the peers' environment, which is made from peers.txt when it is missing or older than that."""
    python, wanted = PEERS / "bin" / "python", HERE / "peers.txt"
    ready = PEERS / ".ready"
    if not ready.exists() or ready.stat().st_mtime < wanted.stat().st_mtime:
        subprocess.run(["make", "--silent", "peers"], cwd=HERE.parent, check=True)
    return python


def machine() -> str:
    """Processor count, memory, load of others and Python, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (f"{platform.platform()}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f} at the "
            f"start, Python {platform.python_version()}")  # fmt: skip


def versions(python: Path | str, names: Sequence[str]) -> str:
    """Which versions of these packages that Python has."""
    found = json.loads(subprocess.check_output([str(python), "-c", _VERSIONS, *names]))
    return ", ".join(f"{name} {number}" for name, number in zip(names, found, strict=True))
