"""Cells as a person reads them: without the marks that spreadsheets and exports put around a value."""

from __future__ import annotations

import polars as pl

#: What offices write where they have nothing to say.
EMPTY = (
    "", "NULL", "null", "Null", "None", "N/A", "n/a", "#N/A", "NA", "NaN", "nan", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
    "无", "空", "暂无", "—", "——", "－", "–", "-", "--", "/", "／", "\\",
)  # fmt: skip
_INVISIBLE = "[\u200b-\u200f\u2060\ufeff\u00ad]"
#: A number that a program wrote in its own way: the digits that are missing were lost before.
_REWRITTEN = r"^\d(\.\d+)?[eE]\+?\d+$|^\d+\.0+$"


def cleaned(rows: pl.DataFrame, width: int) -> pl.DataFrame:
    """``rows`` with the texts ``c0`` … without what is invisible, ``="…"`` and a leading apostrophe; empty → null."""
    return rows.with_columns(_clean(pl.col(f"c{at}")) for at in range(width))


def clean(values: pl.Series) -> pl.Series:
    """One column, cleaned."""
    return values.to_frame("value").select(_clean(pl.col("value"))).to_series()


def _clean(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace_all(_INVISIBLE, "").str.strip_chars()
    bare = pl.when(bare.str.starts_with('="') & bare.str.ends_with('"')).then(bare.str.slice(2).str.strip_suffix('"')).otherwise(bare)
    bare = bare.str.strip_prefix("'").str.strip_chars()
    return pl.when(bare.is_in(EMPTY).not_()).then(bare)


def rewritten(text: pl.Expr) -> pl.Expr:
    """True where a text is a number in scientific notation or with a decimal point and zeros."""
    return text.str.contains(_REWRITTEN).fill_null(False)
