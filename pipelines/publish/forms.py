"""What a county begins with: a commented ``county.toml``, empty inbox folders, a template workbook per register."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from jinja2 import Environment, PackageLoader
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.publish.form_rules import Choices, rule
from pipelines.publish.words import CONTRACTS
from sources.contract import Column, Contract, Kind, Use
from sources.reading import NOTES_SHEET, opening_words

#: First cell of the example row; the reader leaves such a row out as ``template_note``.
EXAMPLE_MARK = "示例"
_ROWS = 20_000  # rows of a template that are typed and have drop-downs
# Invented: area code 349901 is assigned to no place; the number's check character is right all the same.
_EXAMPLES = {
    Kind.CITIZEN_ID: "349901201803150014", Kind.NAME: "张某某", Kind.DATE: "2018-03-15", Kind.MONTH: "202409",
    Kind.PHONE: "13800000000", Kind.GRADE: "三年级", Kind.ROLL_NUMBER: "G349901201803150014",
}
_TEXTS = {
    "town": "某某镇", "village": "某某村", "registered_address": "某某镇某某村1组1号",
    "school_name": "某某镇中心小学", "school_code": "0000000000", "household_no": "00012345",
    "household_type": "脱贫户", "evidence_no": "某教证〔2026〕1号", "case_token": "见核查名单",
    "aliases": "某某小学、某某完小", "located_school": "某某市第一小学",
}
_FILLING = {
    Kind.CITIZEN_ID: "18位，按文本填写；末位X用大写", Kind.ROLL_NUMBER: "按文本填写，含首字母",
    Kind.NUMBER_TEXT: "按文本填写，保留开头的0", Kind.DATE: "年-月-日，如 2018-03-15",
    Kind.MONTH: "六位年月，如 202409", Kind.PHONE: "手机号或带区号的固定电话，多个号码用“、”隔开",
    Kind.GRADE: "一年级至九年级；也可填高一、幼儿园等",
}


def init(folder: Path) -> tuple[Path, ...]:
    """Lay out a county's folder and return the files that were made.

    A file that is there already is left as it is, so that running it again never costs anybody's work.
    """
    for contract in CONTRACTS:
        (folder / "inbox" / contract.register).mkdir(parents=True, exist_ok=True)
    (folder / "templates").mkdir(exist_ok=True)
    made = []
    if not (settings := folder / "county.toml").exists():
        settings.write_text(settings_text(), encoding="utf-8")
        made.append(settings)
    for contract in CONTRACTS:
        workbook = folder / "templates" / f"{contract.register}_{contract.title}_模板.xlsx"
        if not workbook.exists():
            write_template(contract, workbook)
            made.append(workbook)
    return tuple(made)


def settings_text() -> str:
    """The text of a new ``county.toml``, every setting explained; only what a county must fill in is not a comment."""
    environment = Environment(loader=PackageLoader("pipelines.publish"), trim_blocks=True, autoescape=False)
    return environment.get_template("county.toml.j2").render(contracts=CONTRACTS) + "\n"


def write_template(contract: Contract, path: Path) -> None:
    """Write the workbook in which that register can be filled in by hand.

    Sheet 1 has the headings of the contract (``*`` required, ``☆`` one of several), an example row, text-typed cells,
    drop-downs and warnings at wrong numbers and dates; sheet 填写说明 says how each column is filled in. Columns that
    rollcall drops are not asked for.
    """
    columns = [column for column in contract.columns if column.use is not Use.DROP]
    with xlsxwriter.Workbook(path) as book:
        # Excel's own default is Calibri, which has no Chinese.
        base = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
        text = book.add_format(base | {"num_format": "@"})
        heading = book.add_format(base | {"bold": True, "bg_color": "#234E77", "font_color": "white", "border": 1,
                                          "border_color": "#AAB3BC", "num_format": "@", "text_wrap": True})
        example = book.add_format(base | {"num_format": "@", "italic": True, "font_color": "#68737D"})
        notes = book.add_format(base | {"text_wrap": True})
        sheet = book.add_worksheet(contract.title)
        _lay_out_columns(sheet, columns, heading, text)
        _write_example(sheet, columns, example)
        _write_notes(book.add_worksheet(NOTES_SHEET), contract, columns, notes)
        _write_rules(book, sheet, columns)


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


def _write_rules(book: xlsxwriter.Workbook, sheet: Worksheet, columns: list[Column]) -> None:
    """Drop-downs and warnings; lists that are too long to stand in the rule lie on a hidden sheet."""
    choices = Choices()
    for at, column in enumerate(columns):
        if (found := rule(column, at, choices)) is not None:
            sheet.data_validation(1, at, _ROWS, at, found)
    choices.write(book)


def _write_example(sheet: Worksheet, columns: list[Column], example: Format) -> None:
    for at, column in enumerate(columns):
        value = _example(column)
        sheet.write_string(1, at, f"{EXAMPLE_MARK}：{value}" if at == 0 else value, example)


def _example(column: Column) -> str:
    if column.codes is not None:
        return next(iter(column.codes.labels.values()))
    return _TEXTS.get(column.name) or _EXAMPLES.get(column.kind, "")


def _mark(column: Column) -> str:
    return "" if not column.required else "☆" if column.unless else "*"


def _write_notes(sheet: Worksheet, contract: Contract, columns: list[Column], notes: Format) -> None:
    # Whole sentences, never a bare heading in a cell: the reader must not take this sheet for data.
    sheet.set_column(0, 0, 96, notes)
    lines = [
        f"{opening_words(contract, NOTES_SHEET)}。{contract.note}",
        "带 * 的为必填列；带 ☆ 的为几列中至少有一列；其他列没有数据时可以整列删除，列的顺序不限。",
        f"第2行以“{EXAMPLE_MARK}”开头，是填写样子，读取时不计入，也可以删除。",
        "文件名中请写明数据日期，如 2026-08-31；不写时按文件保存的日期算。",
        "有下拉列表的列请从列表中选择；号码、日期填错时会有提示，确认无误也可以继续。",
        "所有单元格都已设为文本。从别处粘贴时请选“只粘贴值”或“匹配目标格式”，以免号码变成科学计数法。",
        "",
        *(_note(contract, column) for column in columns),
    ]
    for at, line in enumerate(lines):
        sheet.write_string(at, 0, line)


def _note(contract: Contract, column: Column) -> str:
    needed = ""
    if column.required:
        others = "”“".join(contract[name].heading for name in column.unless)
        needed = f"没有“{others}”列时必填。" if others else "必填。"
    ways = [column.note, _FILLING.get(column.kind, "")]
    if column.codes is not None:
        ways.append("可填：" + "、".join(column.codes.labels.values()))
    return f"“{column.heading}”：{needed}{'；'.join(filter(None, ways)) or '按实际填写'}。"
