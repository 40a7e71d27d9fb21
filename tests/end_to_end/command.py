"""The command as an operator gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROLLCALL = Path(sys.executable).with_name("rollcall")


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    said: str  # standard output
    complained: str  # standard error


def rollcall(*words: object, **environment: str) -> Answer:
    """Run the command in a process of its own; no traceback is ever acceptable."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run([ROLLCALL, *map(str, words)], capture_output=True, text=True, check=False,
                          env=inherited | environment)
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


def run(county: Path, *words: object, **environment: str) -> Answer:
    """One night of that county."""
    return rollcall("run", "--settings", county / "county.toml", *words, **environment)
