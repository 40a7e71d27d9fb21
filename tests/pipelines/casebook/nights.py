"""Nights in a few words: who is in the registry, who is listed, and what the casebook makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import polars as pl

from pipelines.casebook import SHOWN_PAIR, Casebook, Memory, Night, ReadIn, Recognition
from pipelines.casebook.life import TONIGHT
from sources.person import PERSON

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (2, 3, 4, 5))


def persons(*rows: dict) -> pl.DataFrame:
    blank = dict.fromkeys(PERSON)
    return pl.DataFrame([blank | {"sex": "1", "town": "甲镇", "village": "一村"} | row for row in rows], schema=PERSON)


def child(record: str, name: str = "赵一", number: str | None = "349901201501010011", born: date = date(2015, 1, 1), **more: object) -> dict:
    return {"record_id": record, "name_key": name, "id18": number, "dob": born, **more}


@dataclass(frozen=True)
class Begun:
    """A run that starts now."""

    run_id: str
    as_of: date
    started: datetime
    version: str = "0"
    settings_hash: str = "0"


def begun(as_of: date) -> Begun:
    return Begun(f"{datetime.now():%Y%m%dT%H%M%S}-{uuid4().hex[:6]}", as_of, datetime.now())


def listed_cases(memory: Memory, recognition: Recognition, listed: dict[str, str], as_of: date, **columns: object) -> pl.DataFrame:
    """``case_tonight`` for records → list; other columns as given, one value for all."""
    usual = {"reason": "no_trace", "town": "甲镇", "school_name": None, "responsible": "R1", "due": as_of, "late": False, "escalated": False}
    lists = pl.DataFrame(list(listed.items()), schema={"record_id": pl.String, "list": pl.String}, orient="row")
    wanted = recognition.identities.join(lists, on="record_id").select("child_id", "list")
    tasks = memory.tasks(wanted, recognition, as_of)
    told = tasks.with_columns(**{name: pl.lit(value, TONIGHT[name]) for name, value in (usual | columns).items()})
    return told.select(*TONIGHT, "spell", "first_listed", "nights_listed")


def statuses_of(recognition: Recognition, cases: pl.DataFrame) -> pl.DataFrame:
    """``status_tonight``: whoever is not listed is in school."""
    lists = cases.select("child_id", "list", "reason")
    return recognition.identities.select("child_id").join(lists, on="child_id", how="left").select(
        "child_id", status=pl.when(pl.col("list").is_null()).then(pl.lit("enrolled_in_town")).otherwise(pl.lit("not_found")),
        reason=pl.col("reason").fill_null("roll_active"), list=pl.col("list").fill_null("none"), town=pl.lit("甲镇"),
        school_name=pl.lit(None, pl.String))


def night(
    book: Casebook, as_of: date, people: pl.DataFrame, listed: list[str] | dict[str, str] = (), *, publish: bool = True, **columns: object
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One night: the listed records' children are on the visit list, or the list given; who is who, and the tasks."""
    run = begun(as_of)
    memory = book.begin(run)
    recognition = memory.recognized(people, as_of)
    cases = listed_cases(memory, recognition, listed if isinstance(listed, dict) else dict.fromkeys(listed, "visit"), as_of, **columns)
    book.remember(memory, Night(run.run_id, as_of, recognition, cases, statuses_of(recognition, cases),
                                pl.DataFrame(schema=SHOWN_PAIR), ReadIn({"population": len(people)})))
    if publish:
        book.end(run.run_id, "published")
    return recognition.identities, cases


def ids(identities: pl.DataFrame) -> dict[str, str]:
    return dict(identities.select("record_id", "child_id").rows())
