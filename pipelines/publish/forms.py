"""What a county begins with: a commented ``county.toml``, empty inbox folders, a template workbook per register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from jinja2 import Environment, PackageLoader
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.language import CHINESE, Language, language
from pipelines.publish.form_examples import EXAMPLE_MARK, example
from pipelines.publish.form_rules import Choices, rule
from pipelines.publish.words import CONTRACTS
from sources.contract import Column, Contract, Kind, Use
from sources.reading import CHOICES_SHEET, NOTES_SHEET, SHEETS_IN_ENGLISH, opening_words
from sources.vocabulary import Vocabulary

_ROWS = 20_000  # rows of a template that are typed and have drop-downs
#: How a template's name ends, in every language.
_ENDING = r"_模板.xlsx"
_FILLING = {
    Kind.CITIZEN_ID: "18位，按文本填写；末位X用大写", Kind.ROLL_NUMBER: "按文本填写，含首字母",
    Kind.NUMBER_TEXT: "按文本填写，保留开头的0", Kind.DATE: "年-月-日，如 2018-03-15",
    Kind.MONTH: "六位年月，如 202409", Kind.PHONE: "手机号或带区号的固定电话，多个号码用“、”隔开",
    Kind.GRADE: "一年级至九年级；也可填高一、幼儿园等",
}


def init(folder: Path, code: str = "zh") -> tuple[Path, ...]:
    """Lay out a county's folder, with explanations in that language, and return the files that were made.

    Headings and examples are Chinese in every language: so offices write them, and so they are read. A file that is
    there already is left as it is, so that running it again never costs anybody's work.
    """
    for contract in CONTRACTS:
        (folder / "inbox" / contract.register).mkdir(parents=True, exist_ok=True)
    (folder / "templates").mkdir(exist_ok=True)
    made = []
    if not (settings := folder / "county.toml").exists():
        settings.write_text(settings_text(code), encoding="utf-8")
        made.append(settings)
    for contract in CONTRACTS:
        workbook = folder / "templates" / f"{contract.register}_{contract.title}{_ENDING}"
        if not workbook.exists():
            write_template(contract, workbook, language(code))
            made.append(workbook)
    return tuple(made)


def laid_out(folder: Path, code: str) -> str:
    """What is told once a county's folder is laid out."""
    told = "已建立 {folder}：请按注释修改 {settings}，把数据文件放进 {inbox} 下各文件夹。"
    return language(code)(told, folder=folder, settings=folder / "county.toml", inbox=folder / "inbox")


def settings_text(code: str = "zh") -> str:
    """The text of a new ``county.toml``, every setting explained; only what a county must fill in is not a comment.

    In English the setting for English is none, either.
    """
    environment = Environment(loader=PackageLoader("pipelines.publish"), trim_blocks=True, autoescape=False)
    name = "county.toml.j2" if code == "zh" else f"county.{code}.toml.j2"
    return environment.get_template(name).render(contracts=CONTRACTS) + "\n"


def write_template(contract: Contract, path: Path, say: Language = CHINESE) -> None:
    """Write the workbook in which that register can be filled in by hand.

    Sheet 1 has the headings of the contract (``*`` required, ``☆`` one of several), an example row, text-typed cells,
    drop-downs and warnings at wrong numbers and dates; sheet 填写说明 says how each column is filled in, and in other
    languages a comment on each heading, too. Columns that rollcall drops are not asked for.
    """
    columns = [column for column in contract.columns if column.use is not Use.DROP]
    with xlsxwriter.Workbook(path) as book:
        # Excel's own default is Calibri, which has no Chinese.
        base = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
        text = book.add_format(base | {"num_format": "@"})
        heading = book.add_format(base | {"bold": True, "bg_color": "#234E77", "font_color": "white", "border": 1,
                                          "border_color": "#AAB3BC", "num_format": "@", "text_wrap": True})
        shown = book.add_format(base | {"num_format": "@", "italic": True, "font_color": "#68737D"})
        notes = book.add_format(base | {"text_wrap": True})
        sheet = book.add_worksheet(contract.title)
        _lay_out_columns(sheet, columns, heading, text)
        _write_example(sheet, columns, shown, say)
        _write_notes(book.add_worksheet(_called(NOTES_SHEET, say)), _Explained(contract, say), columns, notes)
        _write_rules(book, sheet, columns, say)
        if say.code != "zh":
            for at, column in enumerate(columns):
                sheet.write_comment(0, at, _Explained(contract, say).column(column))


def _lay_out_columns(sheet: Worksheet, columns: list[Column], heading: Format, text: Format) -> None:
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_ROWS}"})
    sheet.set_row(0, 32)
    for at, column in enumerate(columns):
        title = column.heading + _mark(column)
        wide = 22 if column.kind.digits_matter else 14
        # Text throughout: a workbook's number keeps 15 digits of an ID, its date guesses the order of day and month.
        sheet.set_column(at, at, max(wide, 2 * len(title) + 2), text)
        sheet.write_string(0, at, title, heading)


def _called(sheet: str, say: Language) -> str:
    return sheet if say.code == "zh" else SHEETS_IN_ENGLISH[sheet]


def _write_rules(book: xlsxwriter.Workbook, sheet: Worksheet, columns: list[Column], say: Language) -> None:
    """Drop-downs and warnings; lists that are too long to stand in the rule lie on a hidden sheet."""
    choices = Choices(sheet=_called(CHOICES_SHEET, say), say=say)
    for at, column in enumerate(columns):
        if (found := rule(column, at, choices)) is not None:
            sheet.data_validation(1, at, _ROWS, at, found)
    choices.write(book)


def _write_example(sheet: Worksheet, columns: list[Column], shown: Format, say: Language) -> None:
    first, *values = map(example, columns)
    mark = EXAMPLE_MARK if say.code == "zh" else f"{EXAMPLE_MARK} (example)"  # the reader knows it by how it begins
    for at, value in enumerate((f"{mark}{say('：')}{first}", *values)):
        sheet.write_string(1, at, value, shown)


def _mark(column: Column) -> str:
    return "" if not column.required else "☆" if column.unless else "*"


def _write_notes(sheet: Worksheet, explained: _Explained, columns: list[Column], notes: Format) -> None:
    # Whole sentences, never a bare heading in a cell: the reader must not take this sheet for data.
    sheet.set_column(0, 0, 96, notes)
    for at, line in enumerate((*explained.whole(), "", *map(explained.column, columns))):
        sheet.write_string(at, 0, line)


@dataclass(frozen=True, slots=True)
class _Explained:
    """How a register is filled in, in words."""

    contract: Contract
    say: Language

    @property
    def _space(self) -> str:
        return "" if self.say.code == "zh" else " "

    def whole(self) -> tuple[str, ...]:
        """What holds for the whole workbook, a line each."""
        say = self.say
        return (
            self._opening(),
            say("带 * 的为必填列；带 ☆ 的为几列中至少有一列；其他列没有数据时可以整列删除，列的顺序不限。"),
            say("第2行以“示例”开头，是填写样子，读取时不计入，也可以删除。"),
            say("文件名中请写明数据日期，如 2026-08-31；不写时按文件保存的日期算。"),
            say("有下拉列表的列请从列表中选择；号码、日期填错时会有提示，确认无误也可以继续。"),
            say("所有单元格都已设为文本。从别处粘贴时请选“只粘贴值”或“匹配目标格式”，以免号码变成科学计数法。"),
        )

    def _opening(self) -> str:
        say = self.say
        first = opening_words(self.contract, _called(NOTES_SHEET, say)) + say("。")
        return f"{first}{self._space}{say(self.contract.note)}"

    def column(self, column: Column) -> str:
        """What that column holds; in other languages than the headings' with our name of it."""
        say = self.say
        name = "" if say.code == "zh" else f" ({column.name.replace('_', ' ')})"
        ways = [say(way) for way in (column.note, _FILLING.get(column.kind, "")) if way]
        if column.codes is not None:
            ways.append(say("可填：{words}", words=say("、").join(self._words(column.codes))))
        how = say("；").join(ways) or say("按实际填写")
        told = "“{heading}”{name}：{needed}{how}。"
        return say(told, heading=column.heading, name=name, needed=self._needed(column), how=how)

    def _words(self, codes: Vocabulary) -> list[str]:
        if self.say.code == "zh":
            return list(codes.labels.values())
        return [f"“{label}” ({codes.english[code]})" for code, label in codes.labels.items()]

    def _needed(self, column: Column) -> str:
        others = f"”{self._space and ' or '}“".join(self.contract[name].heading for name in column.unless)
        if not column.required:
            return ""
        return self.say("没有“{others}”列时必填。", others=others) if others else self.say("必填。")
