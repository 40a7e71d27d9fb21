"""Small registers as they come out of reading, with values that nobody could mistake."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources.person import FILE, FINDING, PERSON, RECORD, Loaded

AS_OF = date(2026, 9, 1)
NAME, NUMBER, PHONE, ADDRESS, BIRTH = "欧阳金丝雀", "349901201503170017", "13912345678", "翠鸟巷四十二号", date(1815, 6, 18)
CANARIES = (NAME, "金丝雀", NUMBER, NUMBER[:15], PHONE, "翠鸟巷", "1815-06-18", "18150618", "1815")


def registry(rows: int = 200, **columns: object) -> Loaded:
    """A population of ``rows`` good rows; a keyword sets a column (a list, or one value for all rows)."""
    ids = [f"population-00c0ffee00-{n}" for n in range(rows)]
    told: dict[str, object] = {
        "record_id": ids, "name_display": NAME, "citizen_id": NUMBER, "id18": NUMBER, "id_class": "ok18", "sex": "2",
        "dob": date(2015, 3, 17), "town": "甲镇", "address": ADDRESS,
    } | columns
    frame = pl.DataFrame(
        {name: told[name] if isinstance(told.get(name), list) else pl.Series([told.get(name)] * rows, dtype=kind)
         for name, kind in PERSON.items()}, schema=dict(PERSON))
    frame = frame.with_columns(cancel_kind=pl.lit(None, pl.String), same_place=pl.lit("1"), cancel_date=pl.lit(None, pl.Date),
                               phone=pl.lit(PHONE))
    return Loaded("population", frame, records("population", ids), pl.DataFrame(schema=FINDING), files("population", rows))


def records(source: str, ids: list[str], **columns: object) -> pl.DataFrame:
    told = {"record_id": ids, "source": source, "file_name": "人口.csv", "sheet": "", "outcome": "loaded"} | columns
    return pl.DataFrame(
        {name: told[name] if isinstance(told.get(name), list) else pl.Series([told.get(name)] * len(ids), dtype=kind)
         for name, kind in RECORD.items()}, schema=dict(RECORD))


def files(source: str, rows: int, lost: int = 0) -> pl.DataFrame:
    told = {"source": source, "file_name": "人口.csv", "sheet": "", "rows_read": rows + lost, "loaded": rows, "quarantined": 0, "excluded": 0}
    return pl.DataFrame([told | {name: None for name in FILE if name not in told}], schema=dict(FILE))


@pytest.fixture
def population() -> Loaded:
    return registry()
