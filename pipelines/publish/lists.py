"""The lists people work through: CSV files that open right in Excel and WPS by double-click.

``exceptions.csv`` is the visitors' list, one more per town beside it. All are written 0600: they hold names, addresses
and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.cells import Guard, guarded, telephone
from pipelines.publish.files import file_name, private
from pipelines.publish.shown import NO_TOWN, day, labelled, text, town, yes_no
from pipelines.publish.words import GRADES, said
from sources import evidence
from sources.vocabulary import LIST, REASON, SEX

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

_OUTSIDE = ("poverty_child_unregistered", "roll_child_unregistered")


def place_name(name: object, say: Language) -> str:
    """A town or village as it is called, or that it is not known or not stated."""
    return say(NO_TOWN) if name == NO_TOWN else str(name) if name else say("未写明")


def write_visit_lists(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``exceptions.csv`` and ``exceptions/<town>.csv``; the number of tasks.

    By town, village and household, the order in which a visitor walks; children whom the registry lacks come last.
    """
    tasks = visit_tasks(ask)
    sheet = tasks.select(*visit_cells(say=say), *(pl.lit("").alias(heading) for heading in ANSWERS))
    write_list(sheet, folder / "exceptions.csv")
    by_town = folder / "exceptions"
    by_town.mkdir(mode=0o700, exist_ok=True)
    towns = tasks["town"]
    taken: set[str] = set()
    for name in towns.unique().sort():
        write_list(sheet.filter(towns == name), by_town / file_name(name, ".csv", taken))
    return tasks.height


def visit_tasks(ask: Ask) -> pl.DataFrame:
    """The rows of mart ``visit_list`` in the order in which a visitor walks; whom the registry lacks come last."""
    tasks = ask("SELECT * FROM visit_list").with_columns(pl.col("town").fill_null(NO_TOWN))
    return tasks.sort(
        outside(), "town", "village", "household_no", "address", "name", "case_token", nulls_last=True)


def outside() -> pl.Expr:
    """True for children whom the registry lacks."""
    return pl.col("reason").is_in(_OUTSIDE)


def visit_cells(guard: Guard = guarded, say: Language = CHINESE) -> list[pl.Expr]:
    """What the columns of VISIT show, under their headings: words for codes, texts as ``guard`` makes them safe."""
    special = {
        "category": labelled("category", LIST, say), "reason": labelled("reason", REASON, say),
        "sex": labelled("sex", SEX, say), "town": guard(town("town", say)),
        "material": guard(material(say)), "poverty": yes_no("poverty", say),
        "phone": telephone(text("phone"), guard),
        "last_grade": text("last_grade").replace(said(GRADES, say)),
        "first_listed": day("first_listed"), "due": day("due"),
        **{name: pl.col(name) for name in ("priority", "age", "nights_listed")},
    }
    return [special.get(name, guard(text(name))).alias(heading) for name, heading in VISIT.items()]


def material(say: Language = CHINESE) -> pl.Expr:
    """What is to be obtained, with what the visitor must know beside it."""
    if say.code == "zh":
        return text("material")
    return text("material").map_batches(
        lambda told: told.replace({one: _obtained(one, say) for one in told.drop_nulls().unique()}),
        return_dtype=pl.String)


def _obtained(told: str, say: Language) -> str:
    """The marts ``material`` and ``visit_note`` write both in one; both may hold brackets of their own."""
    begins = (at for at, sign in enumerate(told) if sign == "（" and told[:at] in say.told and told.endswith("）"))
    at = next(begins, None)
    if told in say.told or at is None:
        return say.sentence(told)
    return say("{material}（{note}）", material=say(told[:at]), note=say.sentence(told[at + 1 : -1]))


def write_list(sheet: pl.DataFrame, path: Path) -> None:
    """Write the frame as all lists are written: UTF-8 with BOM, CRLF, every cell quoted, 0600."""
    with private(path) as file:
        sheet.write_csv(file, include_bom=True, line_terminator="\r\n", quote_style="always")
