"""Telephone numbers: which can be dialed, and which say something about who a person is (contract.md §0.5)."""

from __future__ import annotations

import polars as pl

from sources.identity.lists import listed

_MOBILE = r"^1[3-9][0-9]{9}$"
_LANDLINE = r"^(?:0[0-9]{2,3})?[2-9][0-9]{6,7}$"
_ALL_ALIKE = "|".join(f"{digit}{{7}}" for digit in range(10))
#: What is typed to get past a required field: 13800000000, 13888888888, 13800138000.
_FILLER = rf"(?:{_ALL_ALIKE})$|^13800138000$"
_SEPARATORS = r"[、/;,|\\\n或和及]"
_CLUTTER = r"[\s\-—–()+.·:]|[A-Za-z\p{Han}]"
#: A number under more names than this is a school's, a shop's or a clerk's.
SHARED_BY = 10


def telephones(cells: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """The numbers in those columns, row by row: ``phones`` (distinct, in the order written), ``phone`` (the first).

    Fillers and what cannot be dialed are left out; lists are empty rather than null.
    """
    pieces = _pieces(cells, columns)
    grouped = pieces.group_by("row", maintain_order=True).agg(
        pl.col("number").unique(maintain_order=True).alias("phones")
    )
    rows = pl.DataFrame({"row": pl.int_range(cells.height, dtype=pl.UInt32, eager=True)})
    found = rows.join(grouped, on="row", how="left", maintain_order="left")
    listed = pl.col("phones").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    return found.select(listed, pl.col("phones").list.first().alias("phone"))


def telling(phones: pl.Series, names: pl.Series) -> pl.Series:
    """Those lists without the numbers that stand under more than ``SHARED_BY`` names, sorted: usable for matching."""
    frame = pl.DataFrame({"phones": phones, "name": names}).with_row_index("row")
    flat = frame.select("row", "name", pl.col("phones").alias("number")).explode("number").drop_nulls("number")
    often = flat.group_by("number").len().filter(pl.col("len") > SHARED_BY)
    under = flat.join(often, on="number", how="semi").group_by("number").agg(pl.col("name").n_unique().alias("names"))
    shared = under.filter(pl.col("names") > SHARED_BY)
    private = flat.join(shared, on="number", how="anti") if shared.height else flat
    return listed(private, "number", phones.len()).alias("phones")


def _pieces(cells: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """``row, number`` for every number that can be dialed, in the order of the columns."""
    pieces = [_dialed(cells[name].alias("text")) for name in columns]
    return pl.concat([pl.DataFrame(schema={"row": pl.UInt32, "number": pl.String}), *pieces])


def _dialed(text: pl.Series) -> pl.DataFrame:
    """``row, number`` of one column. A cell that is one mobile number, as nearly all are, is taken as it stands."""
    frame = pl.DataFrame([pl.int_range(len(text), dtype=pl.UInt32, eager=True).alias("row"), text]).drop_nulls("text")
    mobile = frame["text"].str.contains(_MOBILE)
    plain = frame.filter(mobile).rename({"text": "number"})
    found = pl.concat([plain, _taken_apart(frame.filter(~mobile))])
    return found.filter(~pl.col("number").str.contains(_FILLER))


def _taken_apart(cells: pl.DataFrame) -> pl.DataFrame:
    """``row, number`` of whatever can be dialed in cells that hold several numbers, notes or clutter."""
    text = pl.col("text").str.normalize("NFKC").str.replace_all(_SEPARATORS, ";")
    split = cells.select("row", text.str.split(";").alias("number")).explode("number")
    bare = pl.col("number").str.replace_all(_CLUTTER, "").str.replace(r"^(?:00)?86(1[3-9][0-9]{9})$", "${1}")
    # Two mobile numbers with only a space between them have run together by now.
    run_on = bare.str.replace(r"^(1[3-9][0-9]{9})(1[3-9][0-9]{9})$", "${1};${2}").str.split(";")
    numbers = split.select("row", run_on.alias("number")).explode("number")
    return numbers.filter(pl.col("number").str.contains(_MOBILE) | pl.col("number").str.contains(_LANDLINE))
