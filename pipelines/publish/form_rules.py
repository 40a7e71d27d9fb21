"""What a template's cells say to whoever fills them in: drop-downs, and a warning at a wrong number or date.

Every rule warns and lets pass: it is the reader that decides what a value means, and it says so with a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from pipelines.language import CHINESE, Language
from pipelines.publish.words import GRADES
from sources.contract import Column, Kind
from sources.reading import CHOICES_SHEET

#: A rule of Excel's holds a list of so many characters; a longer one must lie in cells.
_LONGEST_LIST = 255
# The weights of GB 11643 are the powers of two modulo 11. INDIRECT, as rows inserted above would stretch 1:17.
_CHECKED_ID = (
    'AND(OR(LEN({0})=18,LEN({0})=20),MID("10X98765432",MOD(SUMPRODUCT(MID({0},ROW(INDIRECT("1:17")),1)'
    '*2^(18-ROW(INDIRECT("1:17")))),11)+1,1)=UPPER(MID({0},18,1)))'
)
_DATE = 'OR(ISNUMBER(DATEVALUE({0})),AND(LEN({0})=8,ISNUMBER(DATEVALUE(TEXT(--{0},"0000-00-00")))))'
_MONTH = 'AND(LEN({0})=6,ISNUMBER(--{0}),--RIGHT({0},2)>=1,--RIGHT({0},2)<=12)'
#: Kind → the formula that is true of a right cell, and what is said of a wrong one.
FORMULAS = {
    Kind.CITIZEN_ID: (_CHECKED_ID, "号码应为18位，且末位校验码相符（残疾人证号20位）。请对照户口簿核对。"),
    Kind.DATE: (_DATE, "日期请写作 2018-03-15 或 20180315。"),
    Kind.MONTH: (_MONTH, "年月请写作六位数字，如 202409。"),
}


@dataclass(slots=True)
class Choices:
    """The lists that are too long for a rule, one a column of the hidden sheet."""

    columns: list[tuple[str, ...]] = field(default_factory=list)
    sheet: str = CHOICES_SHEET
    say: Language = CHINESE

    def source(self, labels: tuple[str, ...]) -> list[str] | str:
        """What a rule names as its list: the labels, or the cells of the hidden sheet where they will stand."""
        if len(",".join(labels)) <= _LONGEST_LIST and not any("," in label for label in labels):
            return list(labels)
        self.columns.append(labels)
        letter = xl_col_to_name(len(self.columns) - 1)
        return f"='{self.sheet}'!${letter}$1:${letter}${len(labels)}"

    def write(self, book: xlsxwriter.Workbook) -> None:
        """Add the hidden sheet, where there is any such list."""
        if self.columns:
            listed = book.add_worksheet(self.sheet)
            listed.hide()
            for at, labels in enumerate(self.columns):
                listed.write_column(0, at, labels)


def rule(column: Column, position: int, choices: Choices) -> dict[str, object] | None:
    """The rule for the cells of that column, which begin in row 2, as xlsxwriter takes it; None where there is none."""
    if column.codes is not None:
        return _listed(tuple(column.codes.labels.values()), choices)
    if column.kind is Kind.GRADE:
        return _listed(tuple(GRADES.values()), choices)
    if column.kind not in FORMULAS:
        return None
    formula, says = FORMULAS[column.kind]
    cell = f"{xl_col_to_name(position)}2"
    return _warning("custom", says, choices.say) | {"value": f"={formula.format(cell)}"}


def _listed(labels: tuple[str, ...], choices: Choices) -> dict[str, object]:
    return _warning("list", "该值不在列表中，程序可能无法识别。", choices.say) | {"source": choices.source(labels)}


def _warning(validate: str, says: str, say: Language) -> dict[str, object]:
    return {"validate": validate, "error_type": "warning", "error_title": say("请核对"), "error_message": say(says)}
