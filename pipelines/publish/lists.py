"""The lists people work through: CSV files that open right in Excel and WPS by double-click.

``exceptions.csv`` is the visitors' list, one more per town beside it; ``data_desk.csv`` is what the data desk must
mend or decide. All are written 0600: they hold names, addresses and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipelines.publish.cells import Guard, guarded, identity_number, telephone
from pipelines.publish.files import file_name, private
from pipelines.publish.words import GRADES, HEADINGS, KINDS, REGISTERS
from sources import evidence
from sources.vocabulary import LIST, REASON, SEX, Vocabulary

#: Answers a SELECT with a frame; ``Workspace.frame`` is one.
Ask = Callable[[str], pl.DataFrame]

#: Column of mart ``visit_list`` → heading, in the order promised in outputs.md.
VISIT = {
    "case_token": "任务编号", "priority": "优先级", "category": "类别", "reason": "原因", "name": "姓名", "sex": "性别",
    "age": "年龄", "town": "乡镇", "village": "村(居)", "address": "地址", "guardian": "户主或监护人",
    "phone": "联系电话", "last_school": "最后就读学校", "last_grade": "最后年级", "poverty": "脱贫/监测户",
    "material": "需取材料", "responsible": "责任人", "first_listed": "首次列入", "nights_listed": "已列天数",
    "due": "期限",
}
#: Headings that the visitor fills in: the evidence register's own, so that the list comes back as it stands.
ANSWERS = tuple(c.heading for c in evidence.CONTRACT.kept if c.name not in ("case_token", "name", "citizen_id"))

#: Column of mart ``data_desk`` → heading.
DESK = {
    "task_no": "编号", "kind": "类型", "town": "乡镇", "problem": "问题", "mend": "处理办法",
    "source": "来源", "file_name": "文件", "sheet": "工作表", "row_no": "行号", "column_name": "列",
    "left_source": "甲来源", "left_file": "甲文件", "left_row": "甲行号", "left_name": "甲姓名",
    "left_citizen_id": "甲证件号码", "left_sex": "甲性别", "left_dob": "甲出生日期", "left_school": "甲学校",
    "right_source": "乙来源", "right_file": "乙文件", "right_row": "乙行号", "right_name": "乙姓名",
    "right_citizen_id": "乙证件号码", "right_sex": "乙性别", "right_dob": "乙出生日期", "right_school": "乙学校",
    "probability": "相似概率", "differences": "不同之处",
}
#: Headings that the data desk fills in for a pair.
VERDICT = ("判定", "判定人")

_OUTSIDE = ("poverty_child_unregistered", "roll_child_unregistered")
NO_TOWN = "未识别"


def write_visit_lists(ask: Ask, folder: Path) -> int:
    """Write ``exceptions.csv`` and ``exceptions/<town>.csv``; the number of tasks.

    By town, village and household, the order in which a visitor walks; children whom the registry lacks come last.
    """
    tasks = visit_tasks(ask)
    sheet = tasks.select(*visit_cells(), *(pl.lit("").alias(heading) for heading in ANSWERS))
    write_list(sheet, folder / "exceptions.csv")
    by_town = folder / "exceptions"
    by_town.mkdir(mode=0o700, exist_ok=True)
    towns = tasks["town"]
    taken: set[str] = set()
    for town in towns.unique().sort():
        write_list(sheet.filter(towns == town), by_town / file_name(town, ".csv", taken))
    return tasks.height


def visit_tasks(ask: Ask) -> pl.DataFrame:
    """The rows of mart ``visit_list`` in the order in which a visitor walks; whom the registry lacks come last."""
    tasks = ask("SELECT * FROM visit_list").with_columns(pl.col("town").fill_null(NO_TOWN))
    return tasks.sort(
        outside(), "town", "village", "household_no", "address", "name", "case_token", nulls_last=True)


def outside() -> pl.Expr:
    """True for children whom the registry lacks."""
    return pl.col("reason").is_in(_OUTSIDE)


def write_data_desk(ask: Ask, folder: Path) -> int:
    """Write ``data_desk.csv``; the number of things to mend or decide. Pairs in review come first, likeliest first."""
    tasks = ask("SELECT * FROM data_desk").sort(
        pl.col("kind") != "pair", pl.col("kind") != "child", -pl.col("probability"), "town", "source", "file_name",
        "sheet", "row_no", "code", "task_no", nulls_last=True)
    sheet = tasks.select(*_desk_cells(), *(pl.lit("").alias(heading) for heading in VERDICT))
    write_list(sheet, folder / "data_desk.csv")
    return tasks.height


def visit_cells(guard: Guard = guarded) -> list[pl.Expr]:
    """What the columns of VISIT show, under their headings: words for codes, texts as ``guard`` makes them safe."""
    special = {
        "category": _labelled("category", LIST), "reason": _labelled("reason", REASON), "sex": _labelled("sex", SEX),
        "poverty": _yes_no("poverty"), "phone": telephone(_text("phone"), guard),
        "last_grade": _text("last_grade").replace(GRADES),
        "first_listed": _day("first_listed"), "due": _day("due"),
        **{name: pl.col(name) for name in ("priority", "age", "nights_listed")},
    }
    return [special.get(name, guard(_text(name))).alias(heading) for name, heading in VISIT.items()]


def _desk_cells() -> list[pl.Expr]:
    special = {
        "kind": pl.col("kind").replace(KINDS), "source": pl.col("source").replace(REGISTERS),
        "column_name": _heading(), "row_no": pl.col("row_no"),
        "probability": _chance("probability"),
    }
    for side in ("left_", "right_"):
        special |= {
            side + "source": pl.col(side + "source").replace(REGISTERS), side + "row": pl.col(side + "row"),
            side + "citizen_id": identity_number(_text(side + "citizen_id")),
            side + "sex": _labelled(side + "sex", SEX), side + "dob": _day(side + "dob"),
        }
    return [special.get(name, guarded(_text(name))).alias(heading) for name, heading in DESK.items()]


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _labelled(name: str, words: Vocabulary) -> pl.Expr:
    return _text(name).replace(words.labels)


def _yes_no(name: str) -> pl.Expr:
    return pl.when(pl.col(name)).then(pl.lit("是")).when(pl.col(name).not_()).then(pl.lit("否"))


def _day(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Date).dt.strftime("%Y-%m-%d")


def _chance(name: str) -> pl.Expr:
    """A probability as 93.1%, rounded down: a pair that waits for a person is never shown as certain."""
    thousandths = (pl.col(name) * 1000 + 1e-6).floor().clip(upper_bound=999).cast(pl.Int64)
    return pl.format("{}.{}%", thousandths // 10, thousandths % 10)


def _heading() -> pl.Expr:
    """The customary heading of a register's column, as the clerk sees it in the file."""
    key = pl.concat_str("source", pl.lit("."), "column_name")
    return pl.coalesce(key.replace_strict(HEADINGS, default=None), "column_name")


def write_list(sheet: pl.DataFrame, path: Path) -> None:
    """Write the frame as all lists are written: UTF-8 with BOM, CRLF, every cell quoted, 0600."""
    with private(path) as file:
        sheet.write_csv(file, include_bom=True, line_terminator="\r\n", quote_style="always")
