"""Every export on file: by whom, for what, which files, and each figure, so that the next one can go on from it.

``state/exports.jsonl``, 0600, a line for each export. Figures that were kept back stand in it, too: it is as
confidential as the casebook beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.publish.flow import Flow, completed
from pipelines.publish.suppression import Hidden
from pipelines.store import sync

LOG = "exports.jsonl"
#: After a school year every child is a year older: figures begin anew, as they are.
SERIES = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of an export, and which of them were kept back.

    ``series`` is the date of the first export that they go on from, ``least`` the step in which they do.
    """

    flow: Flow
    hidden: Hidden
    run_id: str
    as_of: date
    series: date
    least: int

    def on(self, other: Flow) -> tuple[Flow, Shown]:
        """That flow and these figures on the same pipes: of a town that was not there, nobody and nothing kept back."""
        pipes = tuple(dict.fromkeys([*self.flow.pipes, *other.pipes]))
        kept = dict(zip(self.flow.pipes, self.hidden.tolist(), strict=True))
        hidden = np.array([kept.get(pipe, False) for pipe in pipes])
        mine = Shown(_on(self.flow, pipes), hidden, self.run_id, self.as_of, self.series, self.least)
        return _on(other, pipes), mine


def _on(flow: Flow, pipes: tuple[tuple[str, str], ...]) -> Flow:
    known = dict(zip(flow.pipes, flow.counts.tolist(), strict=True))
    return Flow(pipes, np.array([known.get(pipe, 0) for pipe in pipes], dtype=np.int64))


def last_shown(log: Path) -> Shown | None:
    """The figures shared last, to whomever; None where none were."""
    lines = [json.loads(line) for line in log.read_bytes().splitlines()] if log.exists() else []
    told = next((line for line in reversed(lines) if "figures" in line), None)
    if told is None:
        return None
    flow = completed({(tail, head): children for tail, head, children, _ in told["figures"]})
    kept = {(tail, head) for tail, head, _, hidden in told["figures"] if hidden}
    return Shown(flow, np.array([pipe in kept for pipe in flow.pipes]), told["run_id"],
                 date.fromisoformat(told["as_of"]), date.fromisoformat(told["series"]), told["least"])


def note(log: Path, told: dict[str, Any], shown: Shown) -> None:
    """Add a line. Each holds the digest of the line before it: none can be changed or lost unnoticed."""
    before = log.read_bytes().splitlines() if log.exists() else []
    figures = [
        (*pipe, int(children), int(hidden))
        for pipe, children, hidden in zip(shown.flow.pipes, shown.flow.counts, shown.hidden, strict=True)
        if children or hidden
    ]
    line = told | {
        "run_id": shown.run_id, "as_of": str(shown.as_of), "series": str(shown.series), "least": shown.least,
        "figures": figures, "after": hashlib.sha256(before[-1]).hexdigest() if before else "",
    }  # fmt: skip
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    sync(log)


def broken_line(log: Path) -> int | None:
    """The number of the first line of the log that does not follow the one before it; None where all do."""
    before = b""
    for number, line in enumerate(log.read_bytes().splitlines(), 1):
        try:
            follows = json.loads(line)["after"] == (hashlib.sha256(before).hexdigest() if before else "")
        except (ValueError, KeyError, TypeError):
            follows = False
        if not follows:
            return number
        before = line
    return None
