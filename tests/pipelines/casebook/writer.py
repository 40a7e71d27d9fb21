"""A program that writes into a casebook, started by tests as often as they like: ``folder url who how_many``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polars as pl

from pipelines.casebook import Casebook, Place, ReturnedFile
from sources.reading.database import Login


def rows(who: str, start: int, count: int) -> pl.DataFrame:
    """So many results; every second is the same whoever brings it."""
    numbers = range(start, start + count)
    return pl.DataFrame({
        "case_token": [f"CASE-{number if number % 2 else who + str(number)}" for number in numbers],
        "row_no": list(numbers), "result": ["enrolled_outside"] * count,
    })


def main(folder: str, url: str, who: str, batches: str) -> None:
    """Bring so many batches of ten."""
    login = Login(os.environ.get("ROLLCALL_CASEBOOK_USER"), os.environ.get("ROLLCALL_CASEBOOK_PASSWORD"))
    with Casebook(Place(Path(folder), url or None, login)) as casebook:
        for batch in range(int(batches)):
            casebook.take_pieces(rows(who, 10 * batch, 10), who, ReturnedFile(f"{who}{batch}", "a.csv", "evidence"))
            print(batch, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
