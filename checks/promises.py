"""What a register's contract promises, as data that Great Expectations can be given.

Nothing here knows a value of a person or a library: a promise names a column, a rule and a share of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any

from sources.contract import Column, Contract, Kind
from sources.vocabulary import EXCLUDED, ID_CLASS, QUARANTINED, SEX, Severity

#: Between the names of columns of which one is enough.
OR = "|"
#: Before a column's name: whether something was found in its cells.
CELL = "cell:"
#: Stands in the name of a column that is made for Great Expectations to look at, and in no column of a table.
MADE = ":"
CLEAN, FOUND = 0, 1


class Gate(Enum):
    """Where in the night a promise is looked at."""

    FILES = "files"
    AS_READ = "as read"
    AS_CONFORMED = "as conformed"
    TOTALS = "totals"  # of the conformed rows, beside last night's
    AS_PUBLISHED = "as published"


class Rule(Enum):
    """How a promise is kept; the value is the name of the expectation in Great Expectations."""

    ROWS = "ExpectTableRowCountToBeBetween"
    UNIQUE = "ExpectColumnValuesToBeUnique"
    DIFFERENT = "ExpectColumnUniqueValueCountToBeBetween"  # how many different values there are
    FILLED = "ExpectColumnValuesToNotBeNull"
    LISTED = "ExpectColumnValuesToBeInSet"
    WITHIN = "ExpectColumnValuesToBeBetween"
    EQUAL = "ExpectColumnPairValuesToBeEqual"
    NOT_BEFORE = "ExpectColumnPairValuesAToBeGreaterThanB"
    SHARE = "ExpectColumnMeanToBeBetween"  # of a column of ones and zeros
    SUM = "ExpectColumnSumToBeBetween"
    COLUMNS = "ExpectTableColumnsToMatchSet"

    @property
    def counts_rows(self) -> bool:
        """True when a row keeps or breaks it; false when it is about the table as a whole."""
        return self not in (Rule.ROWS, Rule.DIFFERENT, Rule.SHARE, Rule.SUM, Rule.COLUMNS)


@dataclass(frozen=True, slots=True)
class Promise:
    """One sentence of a contract: ``says`` (中文) holds for at least ``mostly`` of the rows of ``gate``.

    ``column`` is a column of the gate's frame, '' for the table. ``arguments`` are further arguments of the rule.
    A broken ``fatal`` promise refuses the source, a broken ``warn`` promise is told; ``mend`` is what to do.
    """

    gate: Gate
    column: str
    rule: Rule
    says: str
    mend: str = ""
    mostly: float = 1.0
    severity: str = Severity.WARN
    arguments: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    other: str = ""  # the second column of a rule about two
    expected: str = ""  # of a total, what it should be, in Chinese
    of: int = 0  # of a share, the rows that it is a share of

    @property
    def needs(self) -> frozenset[str]:
        """The columns without which the promise cannot be looked at."""
        return frozenset({*self.column.split(OR), self.other} - {""})

    @property
    def expectation(self) -> str:
        """The rule's name as Great Expectations prints it."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.rule.value).lower()


#: What is to be done about what only a programmer can mend.
REPORT = "请将本页告知维护人员"
#: What is promised of a column, by the heading that the office knows it by, in quotes.
_CLEAN_CELLS = "{heading}的单元格没有数据问题"
_LISTED, _CLASSED = "{heading}在代码表中", "{heading}已分类"
_DAY = "{heading}在 1900 年至基准日之间"
_SEX = "{heading}已知（本列或号码）"
_VALID = "{heading}有效（18位、校验码正确）"
_FILLED_IN, _LOOK_AT = "{headings}已填写且可识别", "请检查{headings}列，更正后重新导出"
#: A share of fewer rows than this says nothing about an export, so no source is refused for one.
FEWEST_ROWS_TO_JUDGE = 100
#: Contract column → the column that it has become in ``Loaded.rows``, where that is another.
CONFORMED_AS = {"name": "name_display", "citizen_id": "id_class", "cancel_type": "cancel_kind"}
#: Register and column → the share of filled rows below which the export is broken rather than imperfect: below it
#: more than half of all children would be of unknown age, unnamed, or wrongly without schooling.
FLOORS = {
    ("population", "name"): 0.5,
    ("population", "dob"): 0.5,
    ("roll", "name"): 0.5,
    ("roll", "status"): 0.5,
    ("poverty", "name"): 0.5,
}
#: Contract column → the share of filled rows that is aimed at. A blank schooling claim is usual among adults.
AIMS = {"schooling_claim": 0.2}
_AIM = 0.98
_CLEAN = 0.97
_VALID_IDS = 0.95
_FIRST_DAY = date(1900, 1, 1)


def promises(contract: Contract, columns: frozenset[str], rows: int, as_of: date) -> tuple[Promise, ...]:
    """Everything ``contract`` promises of a register of ``rows`` loaded rows whose conformed frame has ``columns``."""
    made = [*_of_reading(contract)]
    for column in contract.kept:
        conformed = CONFORMED_AS.get(column.name, column.name)
        if conformed in columns:
            made += _of_column(column, conformed, as_of)
    made += _of_filling(contract, columns)
    made += _of_register(contract.register)
    return tuple(one for one in made if _applies(one, columns, rows))


def _applies(promise: Promise, columns: frozenset[str], rows: int) -> bool:
    if promise.severity == Severity.FATAL and promise.mostly < 1 and rows < FEWEST_ROWS_TO_JUDGE:
        return False
    return promise.gate is not Gate.AS_CONFORMED or promise.needs <= columns


def _of_reading(contract: Contract) -> Iterator[Promise]:
    # That every row read has a record id of its own is promised once, of the published table ``record``: its rows.
    fatal = Severity.FATAL
    again = "请查看隔离原因，更正后重新导出"
    yield Promise(Gate.AS_READ, "outcome", Rule.LISTED, "载入的行（其余已隔离或不计入）", again, 0.9,
                  arguments={"value_set": ["loaded"]})
    if contract.required:
        yield Promise(Gate.AS_READ, "", Rule.ROWS, "至少有一行数据", "请确认导出完整", arguments={"min_value": 1})
        yield Promise(Gate.AS_READ, "outcome", Rule.LISTED, "未被隔离的行", again, 0.5, fatal,
                      {"value_set": ["loaded", "excluded"]})
    yield Promise(Gate.AS_READ, "reason", Rule.LISTED, "未载入的行都有列明的原因", REPORT,
                  arguments={"value_set": [*EXCLUDED.codes, *QUARANTINED.codes]})
    yield Promise(Gate.FILES, "rows_read", Rule.EQUAL, "读入的行 = 载入 + 隔离 + 不计入", REPORT, severity=fatal,
                  other="accounted")
    for column in contract.kept:
        if column.kind is not Kind.TEXT and column.kind is not Kind.NUMBER_TEXT:
            says = _CLEAN_CELLS.format(heading=f"“{column.heading}”")
            yield Promise(Gate.AS_READ, f"{CELL}{column.name}", Rule.LISTED, says,
                          "逐行问题见数据核对清单", _CLEAN, arguments={"value_set": [CLEAN]})


def _of_column(column: Column, conformed: str, as_of: date) -> Iterator[Promise]:
    heading = f"“{column.heading}”"
    if column.name == "citizen_id":
        yield from _of_numbers(heading)
    if column.codes is not None and column.name != "sex":
        yield Promise(Gate.AS_CONFORMED, conformed, Rule.LISTED, _LISTED.format(heading=heading), "改为代码表中的值",
                      arguments={"value_set": list(column.codes.codes)})
    if column.kind is Kind.DATE and column.name not in ("as_of", "valid_until"):
        yield Promise(Gate.AS_CONFORMED, conformed, Rule.WITHIN, _DAY.format(heading=heading), "核对日期",
                      0.999, arguments={"min_value": _FIRST_DAY, "max_value": as_of})
    if column.name == "sex":
        yield Promise(Gate.AS_CONFORMED, conformed, Rule.FILLED, _SEX.format(heading=heading), "补录性别", 0.95)
        yield Promise(Gate.AS_CONFORMED, conformed, Rule.LISTED, _LISTED.format(heading=heading), "改为 男、女",
                      arguments={"value_set": list(SEX.codes)})


def _of_numbers(heading: str) -> Iterator[Promise]:
    yield Promise(Gate.AS_CONFORMED, "id_class", Rule.LISTED, _CLASSED.format(heading=heading), REPORT,
                  severity=Severity.FATAL, arguments={"value_set": list(ID_CLASS.codes)})
    yield Promise(Gate.AS_CONFORMED, "id_class", Rule.LISTED, _VALID.format(heading=heading),
                  "请以文本格式导出号码列，其余见数据核对清单", _VALID_IDS,
                  arguments={"value_set": ["ok18", "disab20"]})


def _of_filling(contract: Contract, columns: frozenset[str]) -> Iterator[Promise]:
    """That each required column, or one that the contract takes instead of it, is filled in; each pair once."""
    told: set[str] = set()
    for column in contract.kept:
        floor = FLOORS.get((contract.register, column.name))
        either = [one for one in (column, *map(contract.__getitem__, column.unless)) if _filled_in(one) in columns]
        name = OR.join(sorted(map(_filled_in, either)))
        if not (column.required or floor) or not either or name in told:
            continue
        told.add(name)
        headings = "或".join(f"“{one.heading}”" for one in either)
        says = _FILLED_IN.format(headings=headings)
        yield Promise(Gate.AS_CONFORMED, name, Rule.FILLED, says, "补录缺漏", AIMS.get(column.name, _AIM))
        if floor:
            mend = _LOOK_AT.format(headings=headings)
            yield Promise(Gate.AS_CONFORMED, name, Rule.FILLED, says, mend, floor, Severity.FATAL)


def _filled_in(column: Column) -> str:
    return "name_display" if column.name == "name" else column.name


def _of_register(register: str) -> Iterator[Promise]:
    """What no single column of the contract says."""
    yield Promise(Gate.AS_CONFORMED, "record_id", Rule.UNIQUE, "每名人员（或学校）有唯一的记录编号",
                  REPORT, severity=Severity.FATAL)
    if register == "schools":
        yield Promise(Gate.AS_CONFORMED, "school_code", Rule.UNIQUE, "“学校标识码”不重复", "核对学校名录中的标识码")
    if register == "evidence":
        yield Promise(Gate.AS_CONFORMED, "valid_until", Rule.NOT_BEFORE, "“有效期至”不早于“取证日期”", "核对两个日期",
                      arguments={"or_equal": True}, other="evidence_date")
