"""Cells as a person reads them: without the marks that spreadsheets and exports put around a value."""

from __future__ import annotations

import polars as pl

from sources.reading.book import UNTIDY, cell

#: What offices write where they have nothing to say.
EMPTY = (
    "", "NULL", "null", "Null", "None", "N/A", "n/a", "NA", "NaN", "nan",
    "无", "空", "暂无", "—", "——", "－", "–", "-", "--", "/", "／", "\\",
)  # fmt: skip
_LONGEST_EMPTY = max(len(text.encode()) for text in EMPTY)
_INVISIBLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{ad}"
_UNCLEAN = rf"^[\s'=]|\s$|[{_INVISIBLE}]"
#: With more than one untidy row in so many, columns are cleaned whole.
_MANY = 8
#: A number that a program wrote in its own way: the digits that are missing were lost before.
_REWRITTEN = r"^\d(\.\d+)?[eE]\+?\d+$|^\d+\.0+$|^\d{1,3}(,\d{3})+(\.0+)?$"


def cleaned(rows: pl.DataFrame, width: int) -> pl.DataFrame:
    """``rows`` with the texts ``c0`` … without what is invisible, ``="…"`` and a leading apostrophe; empty → null."""
    texts = [cell(at) for at in range(width)]
    # Looking is five times as fast as cleaning, and most columns are clean.
    if UNTIDY not in rows.columns or rows[UNTIDY].sum() > rows.height // _MANY:
        return _columns_cleaned(rows, texts)
    return _rows_cleaned(rows, texts)


def _columns_cleaned(rows: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    unclean = rows.select(pl.col(texts).str.contains(_UNCLEAN).any()).row(0) if texts else ()
    dirty = [text for text, odd in zip(texts, unclean, strict=True) if odd]
    rows = _emptied(rows, [text for text in texts if text not in dirty])
    return rows.with_columns(_clean(pl.col(dirty))) if dirty else rows


def _rows_cleaned(rows: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    """The same where all but a few rows are known to be clean."""
    few = rows[UNTIDY].arg_true()
    before = rows.filter(UNTIDY).select(texts)
    after = _columns_cleaned(before, texts)
    changed = [text for text in texts if not before[text].equals(after[text])]
    return _emptied(rows.with_columns(rows[text].scatter(few, after[text]) for text in changed), texts)


def _emptied(rows: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    """Those columns with null where a text only says that there is none."""
    short = (pl.col(text).filter(pl.col(text).str.len_bytes() <= _LONGEST_EMPTY) for text in texts)
    said = rows.select(text.is_in(EMPTY).any() for text in short).row(0) if texts else ()
    some = [text for text, found in zip(texts, said, strict=True) if found]
    return rows.with_columns(_told(pl.col(some))) if some else rows


def clean(values: pl.Series) -> pl.Series:
    """One column, cleaned."""
    return values.to_frame("value").select(_clean(pl.col("value"))).to_series()


def _clean(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace_all(f"[{_INVISIBLE}]", "").str.strip_chars()
    bare = (
        pl.when(bare.str.starts_with('="') & bare.str.ends_with('"'))
        .then(bare.str.slice(2).str.strip_suffix('"'))
        .otherwise(bare)
    )
    return _told(bare.str.strip_prefix("'").str.strip_chars())


def _told(text: pl.Expr) -> pl.Expr:
    """The text; null where it only says that there is none."""
    return pl.when(text.is_in(EMPTY).not_()).then(text)


def replaced(values: pl.Series, pattern: str, by: str) -> pl.Series:
    """The values with every match of the pattern replaced; soon done where few have one."""
    found = values.str.contains(pattern).fill_null(False)
    if not found.any():
        return values
    return values.scatter(found.arg_true(), values.filter(found).str.replace_all(pattern, by))


def rewritten(text: pl.Expr) -> pl.Expr:
    """True where a text is a number in scientific notation or with a decimal point and zeros."""
    return text.str.contains(_REWRITTEN).fill_null(False)
