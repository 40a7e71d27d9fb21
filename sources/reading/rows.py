"""What becomes of each row below the headings: data, or set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from sources.reading.book import UnreadableError, cell, letter
from sources.reading.cells import replaced
from sources.reading.headings import Heading
from sources.reading.meanings import plain
from sources.sentence import Sentence

#: Words of a total, as the row's first cell or in place of a name.
_TOTAL = r"^(本页|本村|本镇|本校|全[县镇村校])?(合计|小计|总计|共计|累计)([:：(（\d].*)?$|^以?上?共计?\d+[人名户条]"
#: The same behind the name of what is summed up: 一村小计.
_SUBTOTAL = r"^.{1,20}(合计|小计|总计|共计)[:：]?(\d+[人名]?)?$"
_SIGNATURE = (
    r"^(填表|填报|制表|审核|复核|经办|统计|单位负责|负责)人|^(填表|填报|制表|审核|打印)(单位|日期|时间)|^校长签[字名]"
    r"|^(主管领导|分管领导|校长|班主任|联系人)[:：]|^(单位)?[（(]?(盖章|公章|签章)|^打印(人|日期|时间)|^第\d+页"
)
_DAY = r"^(日期[:：])?(20\d\d|\d\d)?[年./-]\d{0,2}[月./-]\d{0,2}日?$"
#: The number of a column among the headings: 1, （1）, ①.
_COLUMN_NUMBER = r"^[(（]?\d{1,2}[)）]?$"
_FEWEST_NUMBERS = 3
_NOTE = r"^(示例|样例|例[:：]|填写说明|填表说明|说明[:：]|注[:：]|备注[:：]|注意事项)"
#: Columns in which a repeated heading is looked for.
_LOOKED_AT = 3
#: Texts that stars left out or small letters may change: neither ASCII of other kinds nor Chinese.
_STARS_AND_CAPITALS = r"[*★☆A-Z]|[^\x00-\x7F\p{Han}]"
#: With so many characters in its ID cell, most of them digits or masked, a row is a person's, whatever else it says.
_ID_LENGTH, _ID_DIGITS = 15, 10


def shown_rows(rows: pl.DataFrame, heading: Heading) -> pl.DataFrame:
    """The rows that hold something: blank rows and those that only a template's running number fills are left out."""
    telling = [cell(at) for at in range(len(heading.texts)) if at != heading.serial]
    if any(not rows[text].null_count() for text in telling):
        return rows
    held = [pl.col(text).is_not_null() for text in telling]
    anything = rows.select(pl.any_horizontal(pl.lit(False), *held, "ragged").alias("anything")).to_series()
    if not anything.all() and heading.serial is not None:
        anything = anything | ~rows[cell(heading.serial)].str.contains(r"^\d+$").fill_null(True)
    return rows if anything.all() else rows.filter(anything)


def judged(rows: pl.DataFrame, heading: Heading) -> pl.DataFrame:
    """``rows`` with ``reason``: null for data, else a code of EXCLUDED or QUARANTINED.

    Raises UnreadableError when other headings stand below, so that the rows after them would be misread.
    """
    rows = rows.with_columns(replaced(_first(rows, heading), r"\s", "").alias("first"))
    nobodys = _nobodys(rows, heading)
    reason = (
        pl.when(pl.col("deleted") if "deleted" in rows.columns else pl.lit(False)).then(pl.lit("deleted_record"))
        .when(nobodys.is_not_null()).then(nobodys)
        .when(pl.col("first").str.contains(_NOTE)).then(pl.lit("template_note"))
        .when("ragged").then(pl.lit("ragged_row"))
    )  # fmt: skip
    return rows.with_columns(reason.alias("reason")).drop("first")


def _first(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """The first filled cell of each row."""
    texts = [cell(at) for at in range(len(heading.texts))]
    always = next((at for at, text in enumerate(texts) if not rows[text].null_count()), len(texts))
    return rows.select(pl.coalesce(texts[: always + 1])).to_series() if always else rows[texts[0]]


def _nobodys(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """Why a row is nobody's: headings, titles and column numbers again, notes, totals, signatures; null where it may
    be data.

    Asked only of rows without a number in their ID cell, which are few in a register of persons.
    """
    # Fifteen digits in a row are told four times as fast as the odd ways of writing a number.
    odd = rows.with_row_index("place").filter(~_person(heading, r"^\d{15}")).filter(~_person(heading))
    reason = (
        pl.when(_repeated(odd, heading)).then(pl.lit("repeated_header"))
        .when(pl.col("first").str.contains(_NOTE)).then(pl.lit("template_note"))
        .when(_titles_or_numbers(odd, heading)).then(pl.lit("repeated_header"))
        .when(_is_total(heading)).then(pl.lit("total"))
        .when(pl.col("first").str.contains(_SIGNATURE) | _lone_days(odd, heading)).then(pl.lit("signature"))
    )  # fmt: skip
    told = pl.Series("reason", [None], dtype=pl.String).new_from_index(0, rows.height)
    return told.scatter(odd["place"], odd.select(reason).to_series()) if odd.height else told


def _is_total(heading: Heading) -> pl.Expr:
    """A total by its first cell or in place of a name; with a name beside it, 一村小计 is a place, not a sum."""
    first, name = pl.col("first"), _name(heading)
    unnamed = name.is_null() | name.str.contains(r"\d")
    in_place_of_a_name = name.str.contains(_TOTAL).fill_null(False)
    return first.str.contains(_TOTAL) | (first.str.contains(_SUBTOTAL) & unnamed) | in_place_of_a_name


def _name(heading: Heading) -> pl.Expr:
    place = heading.places.get("name", heading.places.get("school_name"))
    text = pl.lit(None, dtype=pl.String) if place is None else pl.col(cell(place))
    return text.str.replace_all(r"\s", "")


def _lone_days(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """Rows with nothing but a date that stands in no column of dates: the day of signing."""
    dated = [cell(at) for name, at in heading.places.items() if name == "dob" or name.endswith(("_date", "_month"))]
    elsewhere = pl.all_horizontal(pl.lit(True), pl.col(dated).is_null())
    return _alone(rows, pl.col("first").str.contains(_DAY) & elsewhere, heading)


def _titles_or_numbers(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """Rows that belong to the headings: a title again, or the numbers of the columns (1, 2, 3 …)."""
    title = _alone(rows, pl.col("first").is_in(list(heading.titles)), heading)
    return title | _numbered(rows, heading)


def _alone(rows: pl.DataFrame, likely: pl.Expr, heading: Heading) -> pl.Series:
    """Of the likely rows those with one filled cell. Few are likely, so that only they are counted."""
    alone = rows.select(likely.fill_null(False).alias("alone")).to_series()
    texts = [cell(at) for at in range(len(heading.texts))]
    for place in alone.arg_true():
        alone[place] = sum(text is not None for text in rows.select(texts).row(place)) == 1
    return alone


def _numbered(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """Rows whose cells count up by one, a number also where a name should stand."""
    numbered = rows.select(_name(heading).str.contains(_COLUMN_NUMBER).fill_null(False).alias("numbered")).to_series()
    texts = [cell(at) for at in range(len(heading.texts))]
    for place in numbered.arg_true():
        numbered[place] = _counts_up(text for text in rows.select(texts).row(place) if text is not None)
    return numbered


def _counts_up(texts: Iterable[str]) -> bool:
    numbers = [int(text.strip(" ()（）")) for text in texts if re.match(_COLUMN_NUMBER, text.strip())]
    return len(numbers) >= _FEWEST_NUMBERS and numbers == [*range(numbers[0], numbers[0] + len(numbers))]


def _person(heading: Heading, pattern: str | None = None) -> pl.Expr:
    """True where the ID cell holds a number: by that pattern, else in any of the ways of writing one."""
    place = heading.places.get("citizen_id")
    if place is None:
        return pl.lit(False)
    number = pl.col(cell(place))
    if pattern is not None:
        return number.str.contains(pattern).fill_null(False)
    digits = number.str.count_matches(r"[\d*＊]") >= _ID_DIGITS
    return ((number.str.len_chars() >= _ID_LENGTH) & digits).fill_null(False)


def _repeated(rows: pl.DataFrame, heading: Heading) -> pl.Series:
    """Which rows are headings again: most of their cells are texts that stand in the headings or mean a column."""
    # Only rows that look it in one of their first columns are looked at cell by cell.
    looked_at = ["first", *(cell(at) for at in sorted(heading.places.values())[:_LOOKED_AT])]
    words = list(heading.means)
    likely = pl.DataFrame([_reads_like(rows[name], words) for name in looked_at]).select(pl.any_horizontal(pl.all()))
    repeated = [False] * rows.height
    for place in likely.to_series().arg_true():
        cells = {at: plain(text) for at in range(len(heading.texts)) if (text := rows[place, cell(at)]) is not None}
        known = [at for at, text in cells.items() if text in heading.means]
        repeated[place] = len(known) >= max(2, (len(cells) + 1) // 2)
        if repeated[place]:
            _refuse_other_order(rows[place, "row_no"], {at: cells[at] for at in known}, heading)
    return pl.Series(repeated, dtype=pl.Boolean)


def _reads_like(texts: pl.Series, words: list[str]) -> pl.Series:
    """Which texts are among the words but for stars and capitals."""
    other = texts.str.contains(_STARS_AND_CAPITALS).fill_null(False)
    plainer = texts.filter(other).str.replace_all(r"[*★☆]", "").str.to_lowercase()
    return texts.is_in(words).scatter(other.arg_true(), plainer.is_in(words)).fill_null(False)


def _refuse_other_order(row: int, cells: dict[int, str], heading: Heading) -> None:
    for at, text in cells.items():
        # The lower of two heading rows says 姓名 where both together say 父亲姓名.
        same = plain(heading.texts[at]).endswith(text) or heading.places.get(heading.means[text], at) == at
        if not same:
            raise UnreadableError(
                Sentence(
                    "第 {row} 行又有一行表头，而 {letter} 列与第 {first} 行的表头不同：请把两段数据分成两个文件。",
                    row=row, letter=letter(at), first=heading.row,
                )
            )  # fmt: skip
