"""The data desk's list: pairs to decide side by side, records to mend with the cell, and a value where one can be told.

``data_desk.csv`` is written 0600: it holds names and numbers.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.cells import Guard, as_it_is, guarded, identity_number
from pipelines.publish.differences import told
from pipelines.publish.lists import Ask, write_list
from pipelines.publish.shown import chance, day, heading, labelled, sentence, text, town
from pipelines.publish.words import KINDS, REGISTERS, said
from sources.vocabulary import SEX

#: Column of mart ``data_desk`` → heading.
DESK = {
    "task_no": "编号", "kind": "类型", "town": "乡镇", "problem": "问题", "mend": "处理办法",
    "source": "来源", "file_name": "文件", "sheet": "工作表", "row_no": "行号", "cell": "单元格", "column_name": "列",
    "written": "内容", "suggested": "建议值", "chance": "把握", "why": "依据",
    "left_source": "甲来源", "left_file": "甲文件", "left_sheet": "甲工作表", "left_row": "甲行号",
    "left_name": "甲姓名", "left_citizen_id": "甲证件号码", "left_sex": "甲性别", "left_dob": "甲出生日期",
    "left_school": "甲学校",
    "right_source": "乙来源", "right_file": "乙文件", "right_sheet": "乙工作表", "right_row": "乙行号",
    "right_name": "乙姓名", "right_citizen_id": "乙证件号码", "right_sex": "乙性别", "right_dob": "乙出生日期",
    "right_school": "乙学校",
    "probability": "相似概率", "differences": "不同之处",
}
#: Kinds of lines that a person decides: two records, or a child recognized in doubt.
DECIDABLE = ("pair", "identity")
#: Headings that the data desk fills in for these.
VERDICT = ("判定", "判定人")
#: What two records of a pair are held against each other by → its word.
COMPARED = {"name": "姓名", "citizen_id": "证件号码", "sex": "性别", "dob": "出生日期"}
_SIDES = ("left_", "right_")


def write_data_desk(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``data_desk.csv``; the number of things to mend or decide. Pairs in review come first, likeliest first."""
    tasks = desk_tasks(ask, say)
    sheet = tasks.select(*desk_cells(say=say), *(pl.lit("").alias(heading) for heading in VERDICT))
    write_list(sheet, folder / "data_desk.csv")
    return tasks.height


def desk_tasks(ask: Ask, say: Language = CHINESE) -> pl.DataFrame:
    """The rows of mart ``data_desk``, pairs in review first; ``differences`` says them to the character."""
    tasks = ask("SELECT * FROM data_desk").sort(
        ~pl.col("kind").is_in(DECIDABLE), pl.col("kind") != "pair", pl.col("kind") != "child",
        -pl.col("probability"), "town", "source", "file_name", "sheet", "row_no", "code", "task_no", nulls_last=True)
    left, right = (tasks.select(compared_cells(side, say=say)).rows() for side in _SIDES)
    differences = [_differences(one, other, say) for one, other in zip(left, right, strict=True)]
    return tasks.with_columns(differences=pl.Series(differences, dtype=pl.String))


def desk_cells(guard: Guard = guarded, say: Language = CHINESE) -> list[pl.Expr]:
    """What the columns of DESK show, under their headings: words for codes, texts as ``guard`` makes them safe."""
    registers = said(REGISTERS, say)
    special = {
        "kind": pl.col("kind").replace(said(KINDS, say)), "source": pl.col("source").replace(registers),
        **{name: guard(sentence(name, say)) for name in ("problem", "mend", "why")},
        "column_name": heading("source", "column_name"), "row_no": pl.col("row_no"), "town": guard(town("town", say)),
        "written": _value("written", guard), "suggested": _value("suggested", guard),
        "chance": chance("chance"), "probability": chance("probability"),
    }
    for side in _SIDES:
        special |= {side + "source": pl.col(side + "source").replace(registers), side + "row": pl.col(side + "row")}
        special |= dict(zip((side + name for name in COMPARED), compared_cells(side, guard, say), strict=True))
    return [special.get(name, guard(text(name))).alias(title) for name, title in DESK.items()]


def compared_cells(side: str, guard: Guard = as_it_is, say: Language = CHINESE) -> list[pl.Expr]:
    """The columns of COMPARED of one side, as people read them."""
    return [
        guard(text(side + "name")), identity_number(text(side + "citizen_id"), guard), labelled(side + "sex", SEX, say),
        day(side + "dob"),
    ]


def _value(name: str, guard: Guard) -> pl.Expr:
    """A number in its parts; a day as days are shown everywhere."""
    is_day = text(name).str.contains(r"^\d{4}-\d\d-\d\d$")
    return pl.when(is_day).then(text(name)).otherwise(identity_number(text(name), guard))


def _differences(left: tuple[str | None, ...], right: tuple[str | None, ...], say: Language) -> str | None:
    """What differs between the two records, each heading with both writings."""
    beside = zip(COMPARED.values(), left, right, strict=True)
    found = ((title, told(one or "", other or "", say)) for title, one, other in beside)
    return say("；").join(f"{say(title)}{say('：')}{both}" for title, both in found if both) or None
