"""Towns and schools under the names the county knows them by."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

_SUFFIX = re.compile(r"(街道办事处|民族乡|街道|镇|乡)$")
_DIVISION_CODE = re.compile(r"^[0-9]{9}([0-9]{3})?$")


def town_named(written: str, towns: tuple[str, ...]) -> str | None:
    """The county's town that the text names, or None.

    Exact first, then the one town whose name the text contains (the longer of two that contain each other), then
    the one town that the text names without 镇, 乡 or 街道.
    """
    text = _plain(written)
    known = {_plain(town): town for town in towns}
    if text in known:
        return known[text]
    inside = [town for town in known if town in text]
    longest = [town for town in inside if not any(town != other and town in other for other in inside)]
    if not longest:
        longest = [town for town in known if _SUFFIX.sub("", town) == text]
    return known[longest[0]] if len(longest) == 1 else None


def towns_named(text: pl.Series, towns: tuple[str, ...]) -> pl.DataFrame:
    """``town`` (the county's name where it is known, else as written) and ``unknown`` (not known, and no code).

    Where the county's towns are not known, every value stands as written and none is unknown.
    """
    values = [value for value in text.cast(pl.String).unique() if value is not None]
    meant = {value: town_named(value, towns) for value in values}
    canonical = {value: town or value.strip() for value, town in meant.items()}
    unknown = [
        value for value, town in meant.items() if towns and town is None and not _DIVISION_CODE.match(_plain(value))
    ]
    column = text.cast(pl.String)
    return pl.DataFrame(
        [
            column.replace_strict(
                list(canonical), list(canonical.values()), default=None, return_dtype=pl.String
            ).alias("town"),
            column.is_in(unknown).fill_null(False).alias("unknown"),
        ]
    )


def town_inside(text: pl.Expr, towns: tuple[str, ...]) -> pl.Expr:
    """The one town of the county that an address names; null when it names none or several."""
    if not towns:
        return pl.lit(None, dtype=pl.String)
    longest_first = "|".join(re.escape(town) for town in sorted(towns, key=len, reverse=True))
    found = text.str.extract_all(longest_first).list.unique()
    return pl.when(found.list.len() == 1).then(found.list.first())


def school_codes(cells: pl.DataFrame) -> pl.Series:
    """``school_code`` as ten digits: the leading zeros that a spreadsheet's number lost are put back."""
    written = cells["school_code"]
    odd = (~written.str.contains(r"^[0-9]{10}$")).fill_null(False)
    code = pl.col("school_code").str.normalize("NFKC").str.replace_all(r"\s", "")
    lost = pl.col("school_code__numeric") & code.str.contains(r"^[0-9]{1,9}$")
    mended = cells.filter(odd).select(pl.when(lost).then(code.str.zfill(10)).otherwise(code)).to_series()
    return written.clone().scatter(odd.arg_true(), mended)


def school_key(name: str | None) -> str | None:
    """A school's name in NFKC without white space and brackets; null when nothing is left."""
    return (
        re.sub(r"[\s()\[\]{}【】〔〕〈〉《》「」\u200B-\u200F\uFEFF]", "", unicodedata.normalize("NFKC", name or ""))
        or None
    )


def school_keys(names: pl.Series) -> pl.Series:
    """``school_key`` for a column."""
    values = [value for value in names.cast(pl.String).unique() if value is not None]
    return names.cast(pl.String).replace_strict(
        values, [school_key(value) for value in values], default=None, return_dtype=pl.String
    )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
