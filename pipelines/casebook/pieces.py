"""What visitors brought back, row by row: each result as it stood in its cells, known again by what it says."""

from __future__ import annotations

import json

import polars as pl

from pipelines.casebook.tokens import item_id, keyed
from sources import evidence

#: Column → type of a piece, before its cells.
PIECE_ROW = {
    "piece_id": pl.String, "case_token": pl.String, "child_id": pl.String, "file_digest": pl.String,
    "sheet": pl.String, "row_no": pl.Int64, "recorded_at": pl.Datetime("us"), "recorded_by": pl.String,
}  # fmt: skip
#: The columns of the evidence register that are kept as text, the token aside, which is a piece's own.
CELLS = tuple(column.name for column in evidence.CONTRACT.kept if column.name != "case_token")


def packed(rows: pl.DataFrame) -> list[str]:
    """Each row's cells as one JSON object, blank ones left out; equal cells give an equal text."""
    cells = rows.select(pl.col(name).cast(pl.String) for name in CELLS if name in rows.columns).to_dicts()
    return [json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False, sort_keys=True) for row in cells]


def unpacked(pieces: pl.DataFrame) -> pl.DataFrame:
    """The pieces with a column of text for each cell, in place of ``cells``."""
    told = [json.loads(text) for text in pieces["cells"].to_list()]
    columns = {name: [row.get(name) for row in told] for name in CELLS}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(CELLS, pl.String))
    return pl.concat([pieces.select(*PIECE_ROW), cells], how="horizontal")


def named(key: bytes, taken: set[str], withdrawn: set[str], *said: object) -> tuple[str, bool]:
    """The id of what is said in these words, and whether it is new.

    The same words have the same id, however often and in whichever file they come; once withdrawn and said again
    they are a new item.
    """
    attempt = 0
    while (name := item_id(keyed(key, "item", *said, attempt))) in withdrawn:
        attempt += 1
    return name, name not in taken
