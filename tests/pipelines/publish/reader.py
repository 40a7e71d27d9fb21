"""Somebody who has a look at the published database, again and again, until the file ``stop`` is there.

Run as a program: PATH LOG STOP. Each look adds a line to the log: what run it was, and whether its ledger was closed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

LOOK = """
SELECT (SELECT run_id FROM run), (SELECT count(*) FROM child),
  (SELECT sum(children) FROM ledger WHERE town = '*' AND status <> 'age_unknown')
"""


def look(path: str) -> str:
    """The run that is published and its two totals, read on a connection of its own, twice."""
    with duckdb.connect(path, read_only=True, config={"threads": 1}) as published:
        run, children, ledger = published.sql(LOOK).fetchall()[0]
        again = published.sql(LOOK).fetchall()[0]
    return f"{run} {'closed' if children == ledger and again == (run, children, ledger) else 'OPEN'}"


def main(path: str, log: str, stop: str) -> None:
    """Look until told to stop; whatever goes wrong is a line too."""
    with open(log, "w", buffering=1) as written:
        while not Path(stop).exists():
            try:
                written.write(look(path) + "\n")
            except Exception as error:
                written.write(f"{type(error).__name__} {str(error).splitlines()[0]}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
