"""The two sheets of tasks in a visit workbook: the one that is filled in, and the pages to print and take along."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipelines.language import Language
from pipelines.publish.cells import inert
from pipelines.publish.form_rules import Choices
from pipelines.publish.lists import outside, place_name, visit_cells
from pipelines.publish.mould import LAST_ROW, Mould, Row
from pipelines.publish.words import GRADES
from pipelines.publish.workbook import Letterhead, Shown, headings, height_of, paper, set_widths, widths
from sources import evidence
from sources.reading import CHOICES_SHEET, PRINT_SHEET, opening_words
from sources.vocabulary import EVIDENCE_RESULT, EVIDENCE_TYPE, Vocabulary

#: The sheet that is filled in and comes back.
FILL_SHEET = "填报"
MARK = "标记"


#: Heading → how it is shown. The token and the name stand still while the rest is scrolled.
FILLED = {
    "任务编号": Shown(13, "key"), "姓名": Shown(10, "key"), MARK: Shown(8, "mark"), "性别": Shown(5, "middle"),
    "年龄": Shown(5, "number"), "乡镇": Shown(9), "村(居)": Shown(10), "地址": Shown(20), "户主或监护人": Shown(10),
    "联系电话": Shown(15, "middle"), "类别": Shown(10), "原因": Shown(16), "需取材料": Shown(24),
    "最后就读学校": Shown(15), "最后年级": Shown(8, "middle"), "责任人": Shown(9), "期限": Shown(12, "middle"),
    "优先级": Shown(7, "number"),
    "脱贫/监测户": Shown(7, "middle"), "首次列入": Shown(12, "middle"), "已列天数": Shown(6, "number"),
    "核查结果": Shown(17, "answer"), "证据类型": Shown(15, "answer"), "证据编号": Shown(16, "answer"),
    "就读学校": Shown(18, "answer"), "就读年级": Shown(9, "answer"), "就读学校所在地": Shown(15, "answer"),
    "取证日期": Shown(12, "answer"), "有效期至": Shown(12, "answer"), "核查人": Shown(9, "answer"),
    "备注": Shown(22, "answer"),
}
#: Heading of the pages to print → its width. The last ones are written on by hand; none is a heading that the
#: evidence register takes for a result, so that these pages are not read beside the sheet that is filled in.
PRINTED = {heading: Shown(width) for heading, width in {
    "任务编号": 13, "姓名": 9, "性别年龄": 6, MARK: 8, "地址": 20, "监护人、电话": 15, "原因": 15, "最后就读": 13,
    "需取材料": 22, "期限、责任人": 12,
    "核查情况": 12, "证据名称、编号": 15, "学校、年级、所在地": 17, "日期": 10, "核查人签名": 9,
}.items()}
_BY_HAND = 5
_LEAST = 46.0  # points: two lines of handwriting

_DAY = 'IF(ISNUMBER({0}),{0},IFERROR(DATEVALUE({0}),DATEVALUE(TEXT(--{0},"0000-00-00"))))'
#: Answer → the formula that is true of a right one, and what is said of a wrong one.
_DATES = {
    "取证日期": (f"=AND({_DAY}<=TODAY(),{_DAY}>36525)", "请写作 2026-09-01 或 20260901，且不晚于今天。"),
    "有效期至": (f"=AND({_DAY}>36525,{_DAY}<73051)", "请写作 2027-01-31 或 20270131。"),  # 2000 to 2099
}
_UNLISTED = "该值不在列表中，可能不被采用。"
#: Answer → what is offered.
_LISTS: dict[str, Vocabulary | dict[str, str]] = {
    "核查结果": EVIDENCE_RESULT, "证据类型": EVIDENCE_TYPE, "就读年级": GRADES,
}


def lay_out_tasks(book: xlsxwriter.Workbook, letter: Letterhead) -> None:
    """Add the two sheets, empty, with widths, rules, filters, paper and protection."""
    say = letter.say
    filled = book.add_worksheet(say(FILL_SHEET))
    set_widths(filled, widths(FILLED, say).values())
    filled.freeze_panes(1, 2)
    filled.autofilter(0, 0, LAST_ROW - 1, len(FILLED) - 1)
    filled.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(FILLED) - 1)}{LAST_ROW}"})
    filled.repeat_rows(0)
    filled.repeat_columns(0, 1)
    paper(filled, say, wide=2)
    printed = book.add_worksheet(letter.sheet(PRINT_SHEET))
    choices = Choices(sheet=letter.sheet(CHOICES_SHEET))
    _set_rules(filled, say, choices)
    choices.write(book)
    set_widths(printed, widths(PRINTED, say).values())
    printed.freeze_panes(2, 0)
    printed.repeat_rows(1)
    paper(printed, say)


def _set_rules(page: Worksheet, say: Language, choices: Choices) -> None:
    """Drop-downs and warnings. They warn and let pass: it is the reader that judges, and it says why."""
    for at, heading in enumerate(FILLED):
        rule: dict[str, object] = {"error_type": "warning", "error_title": say("请核对")}
        if heading in _LISTS:
            rule |= {"validate": "list", "source": choices.source(_offered(heading, say)),
                     "error_message": say(_UNLISTED)}
        elif heading in _DATES:
            formula, says = _DATES[heading]
            cell = f"{xl_col_to_name(at)}2"
            rule |= {"validate": "custom", "value": formula.format(cell), "error_message": say(says)}
        else:
            continue
        page.data_validation(1, at, LAST_ROW - 1, at, rule)


def _offered(heading: str, say: Language) -> tuple[str, ...]:
    words = _LISTS[heading]
    return tuple(say.labels(words).values() if isinstance(words, Vocabulary) else map(say, words.values()))


class TaskRows:
    """The rows of the two sheets for the night's tasks, each made once for each line that may stand above it."""

    def __init__(self, mould: Mould, letter: Letterhead, tasks: pl.DataFrame) -> None:
        self._mould, self._letter, self._say = mould, letter, letter.say
        self._filled, self._printed = widths(FILLED, letter.say), widths(PRINTED, letter.say)
        self._texts = tasks.select(*visit_cells(inert, letter.say), _mark(letter.say)).to_dicts()
        self._villages = tasks.select(outside().alias("outside"), "town", "village").rows()
        self._households = tasks.select(pl.coalesce("household_no", "address", "child_id")).to_series().to_list()
        self._made: dict[tuple[str, int, str], Row] = {}

    def filled(self, rows: list[int]) -> Iterator[Row]:
        """The sheet that is filled in, with those tasks."""
        yield self._mould.row(*headings(FILLED, self._say))
        yield from (self._row(FILL_SHEET, at, line) for at, line in zip(rows, self._lines(rows), strict=True))

    def printed(self, rows: list[int]) -> Iterator[Row]:
        """The pages to print, with those tasks under the name of each village."""
        opening = opening_words(evidence.CONTRACT, self._letter.sheet(PRINT_SHEET))
        kicker = self._say("{opening}：手写后请录入“填报”表", opening=opening)
        yield self._mould.row([("kicker", kicker)], 13)
        yield self._mould.row(*headings(PRINTED, self._say))
        counts = self._counted(rows)
        for at, line in zip(rows, self._lines(rows), strict=True):
            if line == "village":
                yield self._mould.row([("band", self._band(at, counts)), *[("band", None)] * (len(PRINTED) - 1)], 20)
            yield self._row(PRINT_SHEET, at, line)

    def _row(self, sheet: str, at: int, line: str) -> Row:
        key = sheet, at, line
        if key not in self._made:
            self._made[key] = (self._fill if sheet == FILL_SHEET else self._print)(self._texts[at], line)
        return self._made[key]

    def _fill(self, task: dict[str, str | int | None], line: str) -> Row:
        height = height_of((str(task[text] or ""), width) for text, width in self._filled.items() if text in task)
        return self._mould.row([(f"{shown.style}/{line}", task.get(text)) for text, shown in FILLED.items()], height)

    def _print(self, task: dict[str, str | int | None], line: str) -> Row:
        age = "" if task["年龄"] is None else task["年龄"]
        who = f"{task['性别'] or ''}\n{self._say('{age}岁', age=age)}"
        texts = (
            _lines_of(task, "任务编号"), _lines_of(task, "姓名"), who, _lines_of(task, MARK), _lines_of(task, "地址"),
            _lines_of(task, "户主或监护人", "联系电话"), _lines_of(task, "类别", "原因"),
            _lines_of(task, "最后就读学校", "最后年级"), _lines_of(task, "需取材料"), _lines_of(task, "期限", "责任人"),
        )
        styles = ("key", "key", "middle", "mark", *["text"] * 6)
        height = height_of(zip(texts, self._printed.values(), strict=False), _LEAST)
        cells = [(f"{style}/{line}", text) for style, text in zip(styles, texts, strict=True)]
        return self._mould.row([*cells, *[(f"text/{line}", None)] * _BY_HAND], height)

    def _lines(self, rows: list[int]) -> Iterator[str]:
        """What begins at each row: a village, a household, or neither (brothers and sisters stay together)."""
        before: tuple[object, object] = (None, None)
        for at in rows:
            village, household = here = self._villages[at], self._households[at]
            yield "village" if village != before[0] else "household" if household != before[1] else "same"
            before = here

    def _counted(self, rows: list[int]) -> dict[object, tuple[int, int]]:
        """Village → tasks and households."""
        there: dict[object, list[str]] = {}
        for at in rows:
            there.setdefault(self._villages[at], []).append(self._households[at])
        return {village: (len(households), len(set(households))) for village, households in there.items()}

    def _band(self, at: int, counts: dict[object, tuple[int, int]]) -> str:
        unregistered, town, village = self._villages[at]
        tasks, households = counts[self._villages[at]]
        say = self._say
        where = say("{town}　{village}", town=place_name(town, say), village=village or say("村(居)未写明"))
        where += say("（户籍库之外的儿童）") if unregistered else ""
        return say("{where}　{tasks:,} 项，{households:,} 户", where=where, tasks=tasks, households=households)


def _lines_of(task: dict[str, str | int | None], *headings: str) -> str:
    return "\n".join(str(task[heading]) for heading in headings if task[heading])


def _mark(say: Language) -> pl.Expr:
    """What is late and who is poor, in words: the list is printed in black and white."""
    late, poor = pl.when("late").then(pl.lit(say("▲逾期"))), pl.when("poverty").then(pl.lit(say("★脱贫")))
    return pl.concat_str(late, poor, separator="\n", ignore_nulls=True).alias(MARK)
