"""The data desk's list as a workbook: pairs side by side with a verdict to choose, and what is to be mended by cell.

What differs between two writings is set off to the character. ``rollcall return`` takes the verdicts back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from pipelines.language import Language
from pipelines.publish.cells import inert
from pipelines.publish.desk import COMPARED, DECIDABLE, VERDICT, desk_cells, desk_tasks
from pipelines.publish.differences import Pieces, compared
from pipelines.publish.files import private
from pipelines.publish.lists import Ask
from pipelines.publish.mould import LAST_ROW, Cell, Mould, Row, moulded
from pipelines.publish.sealing import sealed
from pipelines.publish.workbook import (
    FOOT,
    TITLE,
    Letterhead,
    Shown,
    header_text,
    headings,
    height_of,
    paper,
    set_widths,
    styles,
    widths,
)
from pipelines.publish.workbook_cover import head_rows, lay_out_cover
from sources import decisions, vocabulary
from sources.reading import COVER_SHEET, MENDING_SHEET, opening_words

#: The sheet on which pairs are decided and that comes back.
DECIDE_SHEET = "待判定"
#: Heading → how it is shown where pairs are decided: what is compared stands beside its like.
DECIDED = {
    "编号": Shown(16, "key"), "乡镇": Shown(9), "相似概率": Shown(8, "middle"), "问题": Shown(26),
    **{side + word: Shown(width)
       for word, width in (("姓名", 10), ("证件号码", 23), ("出生日期", 12), ("性别", 6), ("学校", 17))
       for side in "甲乙"},
    **{heading: Shown(12, "answer") for heading in VERDICT},
    "不同之处": Shown(34),
    **{side + word: Shown(width)
       for side in "甲乙" for word, width in (("来源", 11), ("文件", 20), ("工作表", 10), ("行号", 7))},
}
#: The same for what is to be mended.
MENDED = {
    "编号": Shown(16, "key"), "来源": Shown(12), "文件": Shown(20), "工作表": Shown(10), "行号": Shown(7, "number"),
    "单元格": Shown(9, "key"), "列": Shown(12), "问题": Shown(26), "内容": Shown(23), "建议值": Shown(23),
    "把握": Shown(8, "middle"), "依据": Shown(34), "处理办法": Shown(26), "办理情况": Shown(16, "answer"),
    "乡镇": Shown(9), "甲姓名": Shown(10), "甲证件号码": Shown(23), "甲出生日期": Shown(12),
    "乙来源": Shown(11), "乙文件": Shown(20),
    "乙行号": Shown(7), "乙姓名": Shown(10), "乙证件号码": Shown(23), "乙出生日期": Shown(12), "不同之处": Shown(34),
}
#: Headings whose cells are held against each other.
_BESIDE = (*(("甲" + word, "乙" + word) for word in COMPARED.values()), ("内容", "建议值"))
_INSTRUCTIONS = (
    "“待判定”表：一行一对记录，甲、乙并排，不同的字加粗、加下划线并标红。在“判定”中选同一人、不是同一人或不确定，并填“判定人”。",
    "拿不准的选“不确定”：判错为同一人，一名失学儿童就会从清单上消失；判错为不是同一人，只是多走访一次。",
    "填好后保存（.xlsx、.xls 或 .csv 均可），交回：{back}。以后各夜都按判定执行；要更改，再交回一次新的判定。",
    "“待更正”表：一行一处，写明来源、文件、工作表、单元格。请在原系统或原文件中更正后重新导出，不要只改本表。",
    "“建议值”只在说得出依据时才有，“把握”是依据成立的概率：请对照户口簿等原件核实后再用。“办理情况”供本单位自记，不会被读取。",
    "本文件含证件号码：只在数据岗位使用，不得转发，办完后请删除。",
)


def write_desk_workbook(ask: Ask, folder: Path, letter: Letterhead) -> int:
    """Write ``data_desk.xlsx``; the number of things to mend or decide."""
    say = letter.say
    tasks = desk_tasks(ask, say)
    mould = moulded(lambda book: _lay_out(book, letter))
    title = say("{county}数据核对清单", county=letter.county)
    pairs = tasks.filter(pl.col("kind").is_in(DECIDABLE))
    others = tasks.filter(~pl.col("kind").is_in(DECIDABLE)).sort(
        "source", "file_name", "sheet", "row_no", "column_name", "task_no", nulls_last=True)
    mending = letter.sheet(MENDING_SHEET)
    kicker = say("{opening}：请在原文件中更正", opening=opening_words(decisions.CONTRACT, mending))
    pages = {
        letter.sheet(COVER_SHEET): _cover(mould, letter, title, tasks),
        say(DECIDE_SHEET): [mould.row(*headings(DECIDED, say)), *_rows(mould, say, DECIDED, pairs)],
        mending: [
            mould.row([("kicker", kicker)]), mould.row(*headings(MENDED, say)), *_rows(mould, say, MENDED, others)],
    }
    words = {TITLE: header_text(title), FOOT: letter.foot}
    with private(folder / "data_desk.xlsx") as file:
        file.write(sealed(mould.filled(pages, words), letter.password))
    return tasks.height


def _lay_out(book: xlsxwriter.Workbook, letter: Letterhead) -> dict[str, Format]:
    book.set_properties({"title": TITLE, "company": letter.county, "created": letter.made})
    made = styles(book)
    say = letter.say
    lay_out_cover(book.add_worksheet(letter.sheet(COVER_SHEET)), say, len(_INSTRUCTIONS))
    decide, mend = (book.add_worksheet(name) for name in (say(DECIDE_SHEET), letter.sheet(MENDING_SHEET)))
    for page, columns, row in zip((decide, mend), (DECIDED, MENDED), (0, 1), strict=True):
        set_widths(page, widths(columns, say).values())
        page.freeze_panes(row + 1, 1)
        page.repeat_rows(row)
        page.repeat_columns(0, 0)
        page.autofilter(row, 0, LAST_ROW - 1, len(columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns) - 1)}{LAST_ROW}"})
        paper(page, say, wide=2)
    verdicts = {"validate": "list", "source": list(say.labels(vocabulary.VERDICT).values()), "error_type": "warning",
                "error_title": say("请核对"), "error_message": say("请选同一人、不是同一人或不确定。")}
    column = list(DECIDED).index(VERDICT[0])
    decide.data_validation(1, column, LAST_ROW - 1, column, verdicts)
    return made


def _rows(mould: Mould, say: Language, columns: Mapping[str, Shown], tasks: pl.DataFrame) -> Iterator[Row]:
    """A row for each task, under a line where another file, another row of it, or another pair begins."""
    places = tasks.select("source", "file_name", "sheet", "row_no").rows()
    before: tuple[object, ...] = ()
    wide = widths(columns, say)
    for task, place in zip(tasks.select(desk_cells(inert, say)).to_dicts(), places, strict=True):
        line = "village" if place[:3] != before[:3] else "same" if place == before and place[3] else "household"
        texts = {heading: str(task.get(heading) or "") for heading in columns}
        height = height_of(((texts[heading], width) for heading, width in wide.items()), 20)
        values = _values(task) if columns is DECIDED or task.get("建议值") else task
        cells: list[Cell] = [(f"{shown.style}/{line}", values.get(heading)) for heading, shown in columns.items()]
        yield mould.row(cells, height)
        before = place


def _values(task: Mapping[str, str | int | None]) -> dict[str, str | int | Pieces | None]:
    """The cells of a task, those that stand beside each other in pieces."""
    beside: dict[str, str | int | Pieces | None] = dict(task)
    for left, right in _BESIDE:
        one, other = str(task.get(left) or ""), str(task.get(right) or "")
        if one and other and one != other:
            beside[left], beside[right] = compared(one, other)
    return beside


def _cover(mould: Mould, letter: Letterhead, title: str, tasks: pl.DataFrame) -> Iterator[Row]:
    say = letter.say
    opening = opening_words(decisions.CONTRACT, letter.sheet(COVER_SHEET))
    kicker = say("{opening}　{county}", opening=opening, county=letter.county)
    pairs = tasks.filter(pl.col("kind").is_in(DECIDABLE)).height
    subtitle = say("基准日 {as_of}　待判定 {pairs:,} 对，待更正 {others:,} 处",
                   as_of=letter.as_of, pairs=pairs, others=tasks.height - pairs)
    instructions = (say(text, back=letter.back) for text in _INSTRUCTIONS)
    yield from head_rows(mould, say, (kicker, title, subtitle), instructions)
    shown = tasks.select(*desk_cells(inert, say), has=pl.col("suggested").is_not_null())
    counts = shown.group_by("类型", "问题", maintain_order=True).agg(pl.len(), pl.col("has").sum())
    yield mould.row([("heading", say(text)) for text in ("类型", "件数", "有建议值", "问题")], 20)
    for kind, problem, number, has in counts.sort("类型", "len", descending=[False, True], maintain_order=True).rows():
        yield mould.row([("cell", kind), ("count", number), ("count", has), ("subtext", problem)])
    sums = ("sum_count", tasks.height), ("sum_count", int(shown["has"].sum()))
    yield mould.row([("sum", say("合计")), *sums])
    yield mould.row([])
    yield mould.row([("kicker", letter.stamp)])
