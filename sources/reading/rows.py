"""What becomes of each row below the headings: data, or set aside with its reason."""

from __future__ import annotations

import polars as pl

from sources.reading.book import UnreadableError, cell, letter
from sources.reading.headings import Heading
from sources.reading.meanings import plain

_TOTAL = r"^(本页|本村|本镇|本校|全[县镇村校])?(合计|小计|总计|共计|累计)([:：(（\d].*)?$"
_SIGNATURE = (
    r"^(填表|填报|制表|审核|复核|经办|单位负责|负责)人|^(填表|填报|制表|审核)(单位|日期|时间)|^校长签[字名]|^主管领导[:：]"
    r"|^(单位)?[（(]?(盖章|公章|签章)"
)
_NOTE = r"^(示例|样例|例[:：]|填写说明|填表说明|说明[:：]|注[:：]|备注[:：]|注意事项)"
#: Columns in which a repeated heading is looked for.
_LOOKED_AT = 3
#: With so many characters in its ID cell a row is a person's, whatever its first cell says.
_ID_LENGTH = 15


def shown_rows(rows: pl.DataFrame, heading: Heading) -> pl.DataFrame:
    """The rows that hold something: blank rows and those that only a template's running number fills are left out."""
    held = [pl.col(cell(at)).is_not_null() for at in range(len(heading.texts)) if at != heading.serial]
    anything = pl.any_horizontal(pl.lit(False), *held)
    if heading.serial is not None:
        anything = anything | ~pl.col(cell(heading.serial)).str.contains(r"^\d+$").fill_null(True)
    return rows.filter(anything | pl.col("ragged"))


def judged(rows: pl.DataFrame, heading: Heading) -> pl.DataFrame:
    """``rows`` with ``reason``: null for data, else a code of EXCLUDED or QUARANTINED.

    Raises UnreadableError when other headings stand below, so that the rows after them would be misread.
    """
    first = pl.coalesce(cell(at) for at in range(len(heading.texts))).str.replace_all(r"\s", "")
    rows = rows.with_columns(first.alias("first"))
    repeated = _repeated(rows, heading)
    person = _person(heading)
    reason = (
        pl.when(pl.col("deleted") if "deleted" in rows.columns else pl.lit(False)).then(pl.lit("deleted_record"))
        .when(repeated).then(pl.lit("repeated_header"))
        .when(pl.col("first").str.contains(_NOTE)).then(pl.lit("template_note"))
        .when(pl.col("first").str.contains(_TOTAL) & ~person).then(pl.lit("total"))
        .when(pl.col("first").str.contains(_SIGNATURE) & ~person).then(pl.lit("signature"))
        .when("ragged").then(pl.lit("ragged_row"))
    )  # fmt: skip
    return rows.with_columns(reason.alias("reason")).drop("first")


def _person(heading: Heading) -> pl.Expr:
    place = heading.places.get("citizen_id")
    return pl.lit(False) if place is None else (pl.col(cell(place)).str.len_chars() >= _ID_LENGTH).fill_null(False)


def _repeated(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """Which rows are headings again: most of their cells are texts that stand in the headings or mean a column."""
    # Only rows that look it in one of their first columns are looked at cell by cell.
    looked_at = ["first", *(cell(at) for at in sorted(heading.places.values())[:_LOOKED_AT])]
    words = list(heading.means)
    like = [
        pl.col(name).str.replace_all(r"[*★☆]", "").str.to_lowercase().is_in(words).fill_null(False)
        for name in looked_at
    ]
    likely = rows.select(pl.any_horizontal(like).alias("likely"))["likely"]
    repeated = [False] * rows.height
    for place in likely.arg_true():
        cells = {at: plain(text) for at in range(len(heading.texts)) if (text := rows[place, cell(at)]) is not None}
        known = [at for at, text in cells.items() if text in heading.means]
        repeated[place] = len(known) >= max(2, (len(cells) + 1) // 2)
        if repeated[place]:
            _refuse_other_order(rows[place, "row_no"], {at: cells[at] for at in known}, heading)
    return pl.Series(repeated, dtype=pl.Boolean)


def _refuse_other_order(row: int, cells: dict[int, str], heading: Heading) -> None:
    for at, text in cells.items():
        # The lower of two heading rows says 姓名 where both together say 父亲姓名.
        same = plain(heading.texts[at]).endswith(text) or heading.places.get(heading.means[text], at) == at
        if not same:
            raise UnreadableError(
                f"第 {row} 行又有一行表头，而 {letter(at)} 列与第 {heading.row} 行的表头不同："
                "请把两段数据分成两个文件。"
            )
