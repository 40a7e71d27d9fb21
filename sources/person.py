"""The common shape every register is turned into, so that linkage knows persons and no register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from sources.sentence import Sentence

#: Column → type of a person, whatever register it came from. A null says "this register does not tell".
PERSON: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,  # the row it came from; key
    "name_display": pl.String,  # as a person would write it, dots as U+00B7
    "name_key": pl.String,  # simplified, no spaces, dots or notes, Latin upper-cased; what names are compared by
    "name_note": pl.String,  # bracketed note taken out of the name
    "name_unreadable": pl.Boolean,  # the key holds a character nobody can read; it stands as U+25A1 □
    "former_key": pl.String,  # name key of the former name
    "citizen_id": pl.String,  # normalized text of the ID cell, whatever it is
    "id_class": pl.String,  # vocabulary ID_CLASS
    "id18": pl.String,  # the full key: 18 characters, only where id_class is ok18 or disab20 (or a trusted roll hint)
    "id15": pl.String,  # partial key: first 15 digits, where the full number is not to be had
    "sex": pl.String,  # '1' or '2': the column's, else the ID's
    "dob": pl.Date,  # the column's, else the ID's; first of the month when precision is month
    "dob_precision": pl.String,  # 'day' or 'month'; null without dob
    "grade_cohort": pl.Int16,  # the cohort that the grade is for: 2014 for births from September 2014 to August 2015
    "guardian_keys": pl.List(pl.String),  # name keys of guardians, parents and head of household, distinct, sorted
    "guardian_ids": pl.List(pl.String),  # their valid ID numbers, distinct, sorted
    "phones": pl.List(pl.String),  # usable telephone numbers, distinct, sorted
    "household_no": pl.String,
    "town": pl.String,  # canonical name from the county's list where known, else as written
    "village": pl.String,
    "address": pl.String,
}

RECORD: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "source": pl.String,
    "file_name": pl.String,
    "sheet": pl.String,  # '' for files without sheets
    "row_no": pl.Int32,  # as a spreadsheet numbers it, title rows counted
    "outcome": pl.String,  # loaded, quarantined, excluded
    "reason": pl.String,
}

FINDING: dict[str, type[pl.DataType]] = {
    "source": pl.String,
    "record_id": pl.String,  # null for a finding about a whole file
    "file_name": pl.String,
    "column_name": pl.String,  # ours; null when it is about the row
    "code": pl.String,  # vocabulary FINDINGS
    "severity": pl.String,
    "detail": pl.String,  # never a personal value: a heading, a sheet, a count
}

FILE: dict[str, type[pl.DataType]] = {
    "source": pl.String,
    "file_name": pl.String,
    "sheet": pl.String,
    "file_sha256": pl.String,
    "codec": pl.String,
    "as_of": pl.Date,
    "header_row": pl.Int32,
    "rows_read": pl.Int64,  # everything below the heading that was not blank
    "loaded": pl.Int64,
    "quarantined": pl.Int64,
    "excluded": pl.Int64,
}

PLACE: dict[str, type[pl.DataType]] = {
    "file_name": pl.String,
    "sheet": pl.String,
    "column_name": pl.String,  # ours
    "letter": pl.String,  # of the column, as a spreadsheet shows it
    "heading": pl.String,  # as written in the file; our own where a value seems to stand there
}


def nowhere() -> pl.DataFrame:
    """No places: for registers whose rows stand in no sheet."""
    return pl.DataFrame(schema=PLACE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """One register, read and conformed.

    ``rows`` are the loaded records: the columns of ``PERSON`` (where the register is about persons) and then the
    register's own typed columns. ``records`` has every row read, loaded or not; ``files`` counts them per sheet;
    ``places`` (PLACE) says where each column stands.
    """

    register: str
    rows: pl.DataFrame
    records: pl.DataFrame
    findings: pl.DataFrame
    files: pl.DataFrame
    places: pl.DataFrame = field(default_factory=nowhere)


class SourceRefusedError(Exception):
    """A source that must not be used. The text is one sentence for the operator: the place, the cause, the mend."""

    def __init__(self, register: str, sentence: str) -> None:
        super().__init__(Sentence(sentence))
        self.register = register


class SourceUnreachableError(SourceRefusedError):
    """A source that could not be had tonight, through no fault of its data: an earlier load may stand in for it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What conforming a register needs to know of the night: its date and the county's towns."""

    as_of: date
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conformed:
    """A register's cells made typed and comparable.

    ``quarantined`` has ``record_id`` and ``reason`` (vocabulary QUARANTINED) of rows that are set aside; none of
    them is in ``rows``.
    """

    rows: pl.DataFrame
    quarantined: pl.DataFrame
    findings: pl.DataFrame
