"""Thirty nights of a living county, each held against the truth.

    .venv/bin/python benchmarks/thirty_nights.py [--children 3000] [--nights 30] [--seed 1] [--pace 1]

Visits come back on last night's list and verdicts on the data desk's, both through ``rollcall return``; every so many
nights (``--again``) one is run twice.

Printed: one line a night, then what became of identities. Exit 1 when anything is wrong (see living.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.living import Told, Year
from sources.synthetic.life import Event, Life

_COLUMNS = ("children", "entered", "left", "listed", "opened", "closed", "answered", "decided", "missing", "verified",
            "as_truth", "wrongly_listed", "in_review")  # fmt: skip


def main() -> None:
    """Run the nights in a folder of their own, gone at the end."""
    wanted = _arguments()
    life = Life(wanted.children, wanted.seed, wanted.nights, pace=wanted.pace, level=wanted.level)
    events: list[Event] = []
    told: list[Told] = []
    with tempfile.TemporaryDirectory() as room:
        year = Year(life, Path(room))
        print("night | date | late | " + " | ".join(_COLUMNS) + " | seconds", flush=True)
        for night in life:
            start = time.monotonic()
            events += night.events
            told.append(year.through(night, again=night.number % wanted.again == 0))
            figures = " | ".join(f"{getattr(told[-1], name):,}" for name in _COLUMNS)
            seconds = time.monotonic() - start
            print(f"{night.number} | {night.date} | {night.late or ''} | {figures} | {seconds:.0f}", flush=True)
            for wrong in told[-1].wrong:
                print(f"    WRONG: {wrong}", flush=True)
        _tell_identities(year, told, events)
    happened = Counter(one.what for one in events)
    print("happened: " + ", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
    bad = sum(len(one.wrong) for one in told)
    print(f"{len(told)} nights, {bad} things wrong")
    sys.exit(bool(bad))


def _tell_identities(year: Year, told: list[Told], events: list[Event]) -> None:
    split = year.split()
    changed = {one.person: one.what for one in events if one.what.startswith("renamed_and")}
    why = Counter(changed.get(person, "damaged in the registry, or otherwise") for person in split)
    print(f"\n{len(year.ids):,} persons were children of the county; {len(split)} of them under more than one id"
          + "".join(f"; {count} {reason}" for reason, count in why.items()))
    both = set(changed) - split.keys()
    print(f"{len(changed)} were renamed and renumbered at once; {len(both)} of these are known under their old id")
    missing, verified = sum(one.missing for one in told), sum(one.verified for one in told)
    print(f"missing children verified: {verified} of {missing:,} child-nights")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=3000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=int, default=5, help="every so many nights one is run twice")
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--level", default="ordinary", choices=("clean", "ordinary", "hostile"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
