"""The cover of a visit workbook: how many tasks of which kind where, how to fill in, by when, to whom it goes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl
from xlsxwriter.worksheet import Worksheet

from pipelines.language import Language
from pipelines.publish.lists import place_name
from pipelines.publish.mould import Cell, Mould, Row
from pipelines.publish.workbook import Letterhead, height_of, paper, set_widths
from sources import evidence
from sources.reading import COVER_SHEET, opening_words
from sources.vocabulary import EVIDENCE_RESULT, LIST, NON_CLOSING_RESULTS

_WIDTHS = (24.0, *(13.0,) * 8)
_SAY_FROM = 5  # the row below which the instructions stand, each in one merged row
_CATEGORIES = ("visit", "certificate", "placement")
#: How the list is worked through; what stands in braces is the night's.
INSTRUCTIONS = (
    "先急后缓：优先级 1 最急。{urgent}",
    "只填“填报”表中浅黄色的格子，其余已锁定。“核查结果”“证据类型”“就读年级”从下拉列表中选。手机上用 WPS 打开即可填写。",
    "请勿改动任务编号、表头和工作表名称。没有办的行空着即可；可以分次交回，同一任务以取证日期最新的为准。",
    "核查结果为“{open}”的，不需要证据编号；其余结果必须同时填写“证据编号”和“取证日期”，否则不予采用。",
    "日期写作 2026-09-01 或 20260901。证明上写有有效期的填“有效期至”；没有写的，只在开具的学期内有效。",
    "在校的请写明就读学校、年级和学校所在地。已搬走、电话不通、拒绝提供等情况写在“备注”中；“核查人”填姓名。",
    "“打印页”供上门携带、手写；回来后请录入“填报”表，写在打印页里的内容不会被读取。",
    "填好后保存（.xlsx、.xls 或 .csv 均可），{due}交回：{back}。",
    "本文件含未成年人个人信息，只供本次核查使用：不得转发到微信群、网盘，办完后请删除。",
)


def lay_out_cover(page: Worksheet, say: Language, instructions: int = len(INSTRUCTIONS)) -> None:
    """Give the empty cover its columns, a merged row for each instruction, and its paper."""
    set_widths(page, _WIDTHS)
    for at in range(instructions):
        page.merge_range(_SAY_FROM + at, 0, _SAY_FROM + at, len(_WIDTHS) - 1, "")
    page.hide_gridlines(2)
    paper(page, say)


def cover_rows(mould: Mould, letter: Letterhead, title: str, tasks: pl.DataFrame) -> Iterator[Row]:
    """The rows of the cover for these tasks (mart ``visit_list``)."""
    say = letter.say
    opening = opening_words(evidence.CONTRACT, letter.sheet(COVER_SHEET))
    households = tasks.select("town", "village", pl.coalesce("household_no", "address")).n_unique()
    subtitle = say("基准日 {as_of}　共 {tasks:,} 项任务，{households:,} 户",
                   as_of=letter.as_of, tasks=tasks.height, households=households)
    kicker = say("{opening}　{county}", opening=opening, county=letter.county)
    yield from head_rows(mould, say, (kicker, title, subtitle), _told(letter, tasks))
    yield from _by_category(mould, say, tasks)
    yield mould.row([])
    yield from _by_place(mould, say, tasks)
    yield mould.row([])
    yield mould.row([("kicker", letter.stamp)])


def head_rows(
    mould: Mould, say: Language, titles: tuple[str, str, str], instructions: Iterable[str]
) -> Iterator[Row]:
    """The upper part of a cover: the words by which the reader knows it, title, subtitle, instructions."""
    for style, text, height in zip(("kicker", "title", "subtitle"), titles, (15, 32, 22), strict=True):
        yield mould.row([(style, text)], height)
    yield mould.row([])
    yield mould.row([("say_bold", say("怎样办理"))], 20)
    for number, text in enumerate(instructions, 1):
        yield mould.row([("say", f"{number}. {text}")], height_of([(text, sum(_WIDTHS))], 18))
    yield mould.row([])


def _told(letter: Letterhead, tasks: pl.DataFrame) -> Iterator[str]:
    say = letter.say
    urgent = say("已过期限的 {late:,} 项，标记为“▲逾期”；脱贫（监测）户的 {poor:,} 项，标记为“★脱贫”。",
                 late=tasks["late"].sum(), poor=tasks["poverty"].sum())
    coming = tasks.filter(~pl.col("late"))["due"].min()
    due = say("在各行的期限前（最近的是 {day}）", day=coming) if coming else say("请尽快")
    results = say.labels(EVIDENCE_RESULT)
    still_open = say("、").join(results[code] for code in NON_CLOSING_RESULTS)
    return (say(text, urgent=urgent, due=due, back=letter.back, open=still_open) for text in INSTRUCTIONS)


def _by_category(mould: Mould, say: Language, tasks: pl.DataFrame) -> Iterator[Row]:
    levels = list(range(1, 6))
    headings = (say("类别"), *(say("优先级 {level}", level=level) for level in levels), *_sums(say))
    yield mould.row([("heading", text) for text in headings], _heading_height(say))
    for category in _CATEGORIES:
        counts = _counted(tasks.filter(category=category), "priority", levels)
        yield mould.row([("cell", say.labels(LIST)[category]), *counts])
    yield mould.row([("sum", say("合计")), *_counted(tasks, "priority", levels, "sum_count")])


def _by_place(mould: Mould, say: Language, tasks: pl.DataFrame) -> Iterator[Row]:
    """A line for each town, or for each village where there is one town."""
    towns = tasks["town"].n_unique() > 1
    place = "town" if towns else "village"
    labels = (say.labels(LIST)[code] for code in _CATEGORIES)
    headings = (say("乡镇") if towns else say("村(居)"), *labels, *_sums(say))
    yield mould.row([("heading", text) for text in headings], _heading_height(say))
    for (name,), part in tasks.group_by(place, maintain_order=True):
        yield mould.row([("cell", place_name(name, say)), *_counted(part, "category", list(_CATEGORIES))])
    yield mould.row([("sum", say("合计")), *_counted(tasks, "category", list(_CATEGORIES), "sum_count")])


def _sums(say: Language) -> tuple[str, str, str]:
    return say("合计"), say("其中逾期"), say("其中脱贫户")


def _heading_height(say: Language) -> float:
    return 20 if say.code == "zh" else 34


def _counted(tasks: pl.DataFrame, column: str, values: list[int] | list[str], style: str = "count") -> list[Cell]:
    of = dict(tasks[column].value_counts().rows())
    sums = (tasks.height, int(tasks["late"].sum()), int(tasks["poverty"].sum()))
    return [(style, count) for count in (*(of.get(value, 0) for value in values), *sums)]
