"""Dates in all forms, and which of two is believed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from tests.corpus.case import Case, come_true, table
from tests.corpus.files import HEAD, Rows, citizen, raw, sheet, text, workbook, written

DAY = date(2015, 3, 1)
FIVE = (*HEAD, "出生日期")


def born(*days: object, number: str = "") -> Rows:
    """One child a birth date; without a number, so that only the column tells it."""
    return [FIVE, *((number, f"张{'一二三四五六七八九十'[at]}", "谢桥镇", "一村", day) for at, day in enumerate(days))]


def seen(*days: date | None, precision: str | None = "day") -> dict[str, list]:
    return {"dob": list(days), "dob_precision": [day and precision for day in days]}


def from_1904(book, pages) -> None:
    pages["Sheet1"].write_datetime("E2", datetime(2015, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))


@table(
    Case("the forms of a day", text(*born("20150301", "2015-03-01", "2015/3/1", "2015.3.1", "2015年3月1日", "2015年03月01日", "２０１５－３－１", "2015-3-1 0:00:00",
                                        "2015-03-01T00:00:00", "20150301000000")), "10 = 10 + 0 + 0", shows=seen(*[DAY] * 10)),
    Case("blanks inside", text(*born("2015 年 3 月 1 日", " 2015-03-01 ", "2015- 3- 1")), "3 = 3 + 0 + 0", shows=seen(*[DAY] * 3)),
    Case("the forms of a month", text(*born("201503", "2015-03", "2015年3月", "2015.3")), "4 = 4 + 0 + 0", shows=seen(*[DAY] * 4, precision="month")),
    Case("cells typed as dates", sheet(*born(datetime(2015, 3, 1), date(2015, 3, 1))), "2 = 2 + 0 + 0", shows=seen(DAY, DAY)),
    Case("day numbers of a spreadsheet", sheet(*born(42064, "42064", 42064.5)), "3 = 3 + 0 + 0", shows=seen(DAY, DAY, DAY)),
    Case("a number in the form of a day", sheet(*born(20150301, 201503)), "2 = 2 + 0 + 0",
         shows={"dob": [DAY, DAY], "dob_precision": ["day", "month"]}),
    Case("days counted from 1904", workbook({"Sheet1": born("")}, paint=from_1904, date_1904=True), "1 = 1 + 0 + 0", shows=seen(DAY)),
    Case("years of two digits", text(*born("15-03-01", "15.3.1", "15年3月1日", "150301")), "4 = 4 + 0 + 0", "dob_two_digit_year*4 no_birth_date*4",
         shows=seen(*[None] * 4)),
    Case("years of two digits beside a good number", text(*born("15-03-01", number=citizen(1))), "1 = 1 + 0 + 0", "dob_two_digit_year", shows=seen(DAY)),
    Case("day and month before the year", text(*born("01/03/2015", "1.3.2015")), "2 = 2 + 0 + 0", "dob_unreadable*2 no_birth_date*2",
         shows=seen(None, None)),
    Case("days that do not exist", text(*born("2015-02-30", "2015-13-01", "00000000", "0000-00-00")), "4 = 4 + 0 + 0", "dob_unreadable*4 no_birth_date*4",
         shows=seen(*[None] * 4)),
    Case("words", text(*born("不详", "三月初一", "约2015年", "2015年春")), "4 = 4 + 0 + 0", "dob_unreadable*4 no_birth_date*4", shows=seen(*[None] * 4)),
    Case("years of another calendar", text(*born("1899-12-31", "2115-03-01", "民国104年3月1日")), "3 = 3 + 0 + 0", "dob_unreadable*3 no_birth_date*3",
         shows=seen(*[None] * 3)),
    Case("a day after the night", text(*born("2027-03-01")), "1 = 1 + 0 + 0", "dob_unreadable no_birth_date", shows=seen(None)),
    Case("too wide for its column", text(*born("########")), "1 = 1 + 0 + 0", "dob_unreadable no_birth_date", shows=seen(None)),
    Case("the column and the number tell two days", text(*born("2015-01-03", number=citizen(1))), "1 = 1 + 0 + 0", "dob_mismatch", shows=seen(date(2015, 1, 3))),
    Case("the number is cut and tells the day yet", text(HEAD, (citizen(1)[:15] + "000", "张一", "谢桥镇", "一村")), "1 = 1 + 0 + 0", "id_suspect_trunc",
         shows=seen(DAY)),
    Case("neither tells it", text(*born("")), "1 = 1 + 0 + 0", "no_birth_date", shows=seen(None)),
    Case("a leap day", text(*born("2016-02-29", "2016年2月29日")), "2 = 2 + 0 + 0", shows=seen(*[date(2016, 2, 29)] * 2)),
    Case("as Excel in China shows it to a CSV", raw(written(born("2015/3/1 星期日"))), "1 = 1 + 0 + 0", shows=seen(DAY)),
    Case("the reason of a cancellation beside its day", text((*HEAD, "注销日期和原因"), (citizen(1), "张一", "谢桥镇", "一村", "2020年3月1日死亡")), "1 = 1 + 0 + 0",
         shows={"cancel_kind": ["deceased"], "cancel_date": [date(2020, 3, 1)]}),
)  # fmt: skip
def test_dates(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
