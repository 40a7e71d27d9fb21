"""What is wrong, cell by cell: the table that a clerk works through."""

from __future__ import annotations

import polars as pl

import sources
from sources.person import Loaded
from sources.vocabulary import FINDINGS, MENDED_IN, QUARANTINED, Severity

#: One row per thing to mend.
PROBLEM: dict[str, type[pl.DataType]] = {
    "register": pl.String,
    "file_name": pl.String,
    "sheet": pl.String,  # '' for files without sheets; null for what is about the whole file
    "row_no": pl.Int32,  # as a spreadsheet numbers it; null for what is about the whole file
    "letter": pl.String,  # of the column, as a spreadsheet shows it; null where no column is meant
    "heading": pl.String,  # as it stands in the file; ours where the file has no such column
    "code": pl.String,  # vocabulary FINDINGS
    "problem": pl.String,  # what is wrong, in Chinese; never a value of a cell
    "mend": pl.String,  # what to do
    "severity": pl.String,
}
_LABELS = {code: term.label for code, term in FINDINGS.items()}
_MENDS = {code: term.mend for code, term in FINDINGS.items()}
_REASONS = {label: reason for reason, label in QUARANTINED.labels.items()}
#: Where a cell to look at is sought when the column that a problem is about does not stand in the file.
_STAND_INS = ("citizen_id", "name", "school_name")


def problems(loaded: Loaded) -> pl.DataFrame:
    """Everything found in one register (``PROBLEM``), by file, sheet, row and column; whole files first.

    A row that stands elsewhere word for word is named as a row of its own, a column spoilt as a whole by its heading.
    """
    found = _columns_meant(pl.concat([loaded.findings.filter(pl.col("code") != "duplicate_row"), _repeated(loaded)]))
    placed = _rows(found, loaded).with_row_index("nth")
    sited = _sited(placed, loaded)
    return (
        sited.select(
            pl.lit(loaded.register).alias("register"), "file_name", "sheet", "row_no", "letter",
            pl.coalesce("heading", _own_heading(loaded.register)).alias("heading"), "code",
            _told().alias("problem"), pl.col("code").replace_strict(_MENDS).alias("mend"), "severity",
        )
        .cast(pl.Schema(PROBLEM))
        .sort("file_name", "sheet", "row_no", pl.col("letter").str.len_chars(), "letter", "code", maintain_order=True)
    )  # fmt: skip


def _repeated(loaded: Loaded) -> pl.DataFrame:
    """A finding for each row that stands elsewhere word for word."""
    again = loaded.records.filter(pl.col("reason") == "duplicate_row")
    return again.select(
        "source", "record_id", "file_name", pl.lit(None, dtype=pl.String).alias("column_name"),
        pl.lit("duplicate_row").alias("code"), pl.lit(Severity.WARN).alias("severity"),
        pl.lit(None, dtype=pl.String).alias("detail"),
    )  # fmt: skip


def _columns_meant(found: pl.DataFrame) -> pl.DataFrame:
    """The findings with the column in which a row that was set aside is mended."""
    reason = pl.col("detail").replace_strict(_REASONS, default=None)
    meant = pl.when(pl.col("code") == "row_quarantined").then(reason.replace_strict(MENDED_IN, default=None))
    return found.with_columns(pl.coalesce("column_name", meant).alias("column_name"))


def _rows(found: pl.DataFrame, loaded: Loaded) -> pl.DataFrame:
    """The findings with ``sheet`` and ``row_no``: their record's, or that of the headings of a column spoilt whole."""
    of_record = found.filter(pl.col("record_id").is_not_null()).join(
        loaded.records.select("record_id", "sheet", "row_no"), on="record_id", how="left", maintain_order="left")
    of_column = found.filter(pl.col("record_id").is_null() & pl.col("column_name").is_not_null())
    headings = loaded.places.join(loaded.files, on=("file_name", "sheet")).select(
        "file_name", "column_name", "sheet", pl.col("header_row").alias("row_no"))
    of_column = of_column.join(headings, on=("file_name", "column_name"), how="left", maintain_order="left")
    of_file = found.filter(pl.col("record_id").is_null() & pl.col("column_name").is_null())
    return pl.concat([of_file, of_column, of_record], how="diagonal")


def _sited(placed: pl.DataFrame, loaded: Loaded) -> pl.DataFrame:
    """With ``letter`` and ``heading`` of the column meant; where the file lacks it, of the nearest to look at."""
    sought = pl.concat_list("column_name", *(pl.lit(name) for name in _STAND_INS))
    nearest = (
        placed.filter(pl.col("row_no").is_not_null())
        .select("nth", "file_name", "sheet", sought.alias("column_name"))
        .explode("column_name", empty_as_null=True, keep_nulls=True)
        .join(loaded.places, on=("file_name", "sheet", "column_name"), maintain_order="left")
        .unique("nth", keep="first", maintain_order=True)
        .select("nth", "letter", "heading")
    )
    return placed.join(nearest, on="nth", how="left", maintain_order="left")


def _own_heading(register: str) -> pl.Expr:
    contract = sources.register_named(register).CONTRACT
    headings = {column.name: column.heading for column in contract.columns}
    return pl.col("column_name").replace_strict(headings, default=None, return_dtype=pl.String)


def _told() -> pl.Expr:
    label = pl.col("code").replace_strict(_LABELS)
    return pl.when(pl.col("detail").is_null()).then(label).otherwise(pl.concat_str(label, pl.lit("："), "detail"))
