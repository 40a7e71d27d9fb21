"""A register's promise, written once as data.

The reader, the checks, the data dictionary, the template workbooks and the invented county are all made from
these declarations; none of them keeps a list of columns of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sources.vocabulary import Vocabulary


class Kind(Enum):
    """What a column's cells hold, and so how they are read, checked, drawn in a template and invented."""

    TEXT = "文本"
    NAME = "姓名"
    CITIZEN_ID = "公民身份号码"
    ROLL_NUMBER = "学籍号"
    NUMBER_TEXT = "编号（文本）"
    DATE = "日期"
    MONTH = "年月"
    PHONE = "电话"
    CODE = "代码"
    GRADE = "年级"
    YES_NO = "是否"

    @property
    def digits_matter(self) -> bool:
        """True for long numbers that a spreadsheet damages by keeping only 15 digits."""
        return self in (Kind.CITIZEN_ID, Kind.ROLL_NUMBER, Kind.NUMBER_TEXT)


class Use(Enum):
    """What becomes of a column after it is read (data minimisation, PIPL art. 6)."""

    KEEP = "保留"
    RESTRICTED = "限制"  # kept, but only in the restricted file
    MATCH_ONLY = "仅用于匹配"  # used while linking, kept in no table
    DROP = "不保留"  # recognised so that it is not reported as unknown, then dropped unread


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register.

    ``heading`` is the customary Chinese heading and the one templates print; ``also`` are other headings and the
    official identifiers (GA/T, JY/T 1001) under which offices export it. ``required`` columns must be present in
    the file, unless one of ``unless`` is.
    """

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    also: tuple[str, ...] = ()
    required: bool = False
    unless: tuple[str, ...] = ()
    codes: Vocabulary | None = None
    use: Use = Use.KEEP
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """One register: what it is called, what it must hold, and whether a night can do without it.

    ``english`` is its title in English: by it the reader knows our own sheets in a list or copy that comes back.
    """

    register: str
    title: str
    columns: tuple[Column, ...]
    required: bool
    english: str
    note: str = ""

    def __getitem__(self, name: str) -> Column:
        """The column of that name; KeyError when the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def kept(self) -> tuple[Column, ...]:
        """The columns that leave the reader, in order."""
        return tuple(column for column in self.columns if column.use is not Use.DROP)
