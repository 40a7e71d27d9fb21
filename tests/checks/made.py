"""Registers made by hand, good but for what a test says; every personal value in them is a canary."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from sources.person import FILE, FINDING, PERSON, RECORD, Loaded

AS_OF = date(2026, 9, 1)
NAME, NUMBER, PHONE, ADDRESS, BIRTH = "欧阳金丝雀", "349901181506180017", "13912345678", "翠鸟巷四十二号", date(1815, 6, 18)
CANARIES = (NAME, "金丝雀", NUMBER, NUMBER[:15], PHONE, "翠鸟巷", "1815-06-18", "18150618", "1815")


def frame(schema: dict[str, Any], rows: int, told: dict[str, object]) -> pl.DataFrame:
    """``rows`` rows of the schema; a list in ``told`` is a column, anything else stands in every row, the rest is null."""
    columns = {name: told.get(name) for name in schema}
    return pl.DataFrame(
        {name: one if isinstance(one, list) else pl.Series([one] * rows, dtype=schema[name]) for name, one in columns.items()},
        schema=schema)


def loaded(register: str, schema: dict[str, Any], rows: int, told: dict[str, object]) -> Loaded:
    ids = [f"{register}-00c0ffee00-{n}" for n in range(rows)]
    records = frame(RECORD, rows, {"record_id": ids, "source": register, "file_name": "表.csv", "sheet": "", "outcome": "loaded"})
    files = frame(FILE, 1, {"source": register, "file_name": "表.csv", "rows_read": rows, "loaded": rows, "quarantined": 0, "excluded": 0})
    return Loaded(register, frame(schema, rows, {"record_id": ids} | told), records, pl.DataFrame(schema=FINDING), files)


def registry(rows: int = 200, **told: object) -> Loaded:
    own = {"cancel_kind": pl.String, "same_place": pl.String, "cancel_date": pl.Date, "phone": pl.String}
    good = {"name_display": NAME, "citizen_id": NUMBER, "id18": NUMBER, "id_class": "ok18", "sex": "2", "phone": PHONE,
            "dob": date(2015, 3, 17), "town": "甲镇", "village": "甲村", "address": ADDRESS, "same_place": "1"}
    return loaded("population", PERSON | own, rows, good | told)
