"""Cells merged over several rows: the one value stands for every row that they cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from sources.reading.book import Merged, cell, number
from sources.reading.headings import Heading

#: Columns that make a row a person's or a task's own. Merged over two rows they are one person told in two rows, and
#: a second row with the same name and number would be a second person.
_OWN = frozenset(("serial", "name", "citizen_id", "roll_no", "roll_aux_no", "certificate_no", "case_token"))


def spread(rows: pl.DataFrame, merged: Iterable[Merged], heading: Heading) -> pl.DataFrame:
    """``rows`` with the value of every cell merged downwards in all rows that it covers, as a person reads it.

    A school written once beside forty pupils is the school of all forty.
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in merged:
        if top >= heading.row and bottom > top:
            spans.setdefault(left, []).append((top + 1, bottom + 1))
    shared = {place for name, place in heading.places.items() if name not in _OWN}
    return rows.with_columns(
        column for place in sorted(shared & spans.keys()) for column in _spread(rows, place, spans[place])
    )


def _spread(rows: pl.DataFrame, place: int, spans: list[tuple[int, int]]) -> Iterator[pl.Series]:
    """The column's texts and marks of numbers, each row with those of the first row of the cell that covers it."""
    begins = pl.DataFrame(sorted(spans), {"begin": pl.Int32, "end": pl.Int32}, orient="row")
    covered = rows.select("row_no").join_asof(begins, left_on="row_no", right_on="begin")
    first = covered.select(pl.when(pl.col("row_no") <= pl.col("end")).then("begin").otherwise("row_no").alias("row_no"))
    for name in (cell(place), number(place)):
        if name in rows.columns:
            found = first.join(rows.select("row_no", name), on="row_no", how="left", maintain_order="left")
            yield found[name].fill_null(rows[name])
