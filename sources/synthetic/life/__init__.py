"""An invented county that lives: night after night its registers as they stand then, with the truth beside them.

Children come of age and leave it, families move in and out, pupils change schools, drop out and come back; names and
numbers are mended, changed, damaged anew, now and then both at once; registrations are cancelled, doubles are found and
settled; visits come back, certificates and deferrals run out; one night a source does not come; files are exported anew
with their rows in another order and under other names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from sources.synthetic import offices, writing
from sources.synthetic.life.county import County, Event
from sources.synthetic.life.entries import Entry
from sources.synthetic.life.founding import founded
from sources.synthetic.life.happenings import (
    let_clerks_work,
    let_happen,
    let_time_pass,
    let_visitors_return,
    tomorrow,
)
from sources.synthetic.plan import Level

__all__ = ["FIRST", "VISIT", "Event", "Life", "Night", "lived"]

#: In a month from here the autumn term ends (15 February), and with it the certificates of most pupils elsewhere.
FIRST = date(2027, 2, 1)
_REGISTERS = ("population", "roll", "poverty", "evidence", "approvals", "disability")
#: How a register's file is called, in turn; the date in it is that of the export.
_FILE_NAMES = ("{kind}_{day}.csv", "导出 {kind} {day}.csv", "{day}-{kind}（最终）.csv")
_EXPORTED_ANEW = 5  # every so many nights though nothing has changed
VISIT = ("name", "citizen_id", "result", "evidence_type", "evidence_no", "located_school", "located_grade",
         "located_place", "evidence_date", "valid_until", "verifier")  # fmt: skip


@dataclass(frozen=True)
class File:
    """One file as it was exported: its cells, and for each row whose it is, what is wrong in it, and its origin."""

    name: str
    cells: pl.DataFrame
    persons: tuple[str, ...]
    faults: tuple[list[str], ...]
    late: tuple[bool, ...]  # brought back by a visit

    @classmethod
    def of(cls, name: str, rows: Sequence[Entry]) -> File:
        """The rows as they stand now; they go on changing."""
        cells = pl.DataFrame([one.cells for one in rows], infer_schema_length=None)
        persons, faults = tuple(one.person for one in rows), tuple(one.faults for one in rows)
        return cls(name, cells, persons, faults, tuple(one.late for one in rows))


@dataclass(frozen=True)
class Night:
    """One night's sources and truth. ``late`` is the register that does not come, or none."""

    number: int
    date: date
    late: str | None
    files: dict[str, tuple[File, ...]]
    nobodys: dict[str, pl.DataFrame]
    persons: pl.DataFrame  # person, status, schooled, town, poverty, kinds, fate, same_as
    visits: pl.DataFrame  # person and the cells of VISIT: what came back since the night before
    events: tuple[Event, ...]

    def write(self, folder: Path, *, visits: bool = True) -> None:
        """Write ``inbox/`` and ``truth/``; without ``visits`` what visitors bring back is left to the caller.

        truth/persons.csv and truth/records.csv are as one night's county has them (``rollcall evaluate`` reads them);
        truth/events.csv says what happened to whom.
        """
        writing.clear(folder)
        records = [_written_nobodys(folder, register, rows) for register, rows in self.nobodys.items()]
        came = {register: files for register, files in self.files.items() if register != self.late}
        records += [_written(folder, register, file, visits) for register, files in came.items() for file in files]
        writing.write_records(folder, records)
        self.persons.write_csv(folder / "truth" / "persons.csv")
        told = [(one.person, one.what) for one in self.events]
        pl.DataFrame(told, schema={"person": pl.String, "event": pl.String}, orient="row").write_csv(
            folder / "truth" / "events.csv")


def lived(out: Path, *, children: int, seed: int, nights: int, level: Level = "ordinary") -> list[date]:
    """Writes county.toml and night-001/, night-002/ … into ``out``, each with inbox/ and truth/; the nights' dates.

    What visitors bring back is in each night's evidence, by name and number. The same arguments write the same bytes.
    """
    life = Life(children, seed, nights, level=level)
    life.write_settings(out)
    dates = []
    for night in life:
        night.write(out / f"night-{night.number:03d}")
        dates.append(night.date)
    return dates


class Life:
    """A county's nights. The same arguments give the same nights, whatever is done with them."""

    def __init__(self, children: int, seed: int, nights: int, *, level: Level = "ordinary", pace: float = 1.0) -> None:
        self.children, self.seed, self.nights, self.pace = children, seed, nights, pace
        self._founded = founded(children, seed, level, FIRST, nights)

    def write_settings(self, folder: Path) -> None:
        """Write county.toml, the same for all nights; each night's inbox/ belongs beside it."""
        writing.write_settings(folder, self._founded.plan, self.children)
        path = folder / "county.toml"
        text = path.read_text("utf-8").replace(f"as_of = {self._founded.plan.as_of}\n", "")
        path.write_text(text, "utf-8")

    def __iter__(self) -> Iterator[Night]:
        """Each night in turn; may be asked for once."""
        county = County(self._founded, self.seed)
        kept: dict[str, tuple[File, ...]] = {}
        late = 2 + self.seed % (self.nights - 2) if self.nights > 2 else 0  # the night on which the roll does not come
        for number in range(1, self.nights + 1):
            roll = number != late
            if number > 1:
                tomorrow(county)
                let_happen(county, self.children, self.pace, roll=roll)
                let_clerks_work(county, self.pace, roll=roll)
                let_visitors_return(county, self.pace, roll=roll)
            let_time_pass(county)
            kept = _exported(county, kept, number)
            yield self._night(county, kept, number, None if roll else "roll")

    def _night(self, county: County, files: dict[str, tuple[File, ...]], number: int, late: str | None) -> Night:
        came = [one for one in county.book.standing("evidence") if one.late
                and one.right["evidence_date"] == county.date.isoformat()]
        visits = pl.DataFrame(
            [(one.person, *(one.right[name] for name in VISIT)) for one in came],
            schema=dict.fromkeys(("person", *VISIT), pl.String), orient="row")
        persons = _persons(county)
        nobodys = self._founded.nobodys
        if number == 1:
            counted = persons.filter(~pl.col("status").is_in(["other_age", "unregistered"]))
            lines = counted.group_by("town", "status").agg(children=pl.len().cast(pl.Int64))
            rng = np.random.Generator(np.random.PCG64([self.seed, 9]))
            nobodys["control_totals"] = offices.declared_rows(rng, lines)
        events = tuple(one for one in county.events if one.night == county.night)
        return Night(number, county.date, late, dict(files), dict(nobodys), persons, visits, events)


def _persons(county: County) -> pl.DataFrame:
    rows = [
        (one.code, one.status(county.date), int(one.proven(county.date)), one.town, int(one.poor), one.kinds, one.fate,
         one.same_as)
        for one in county.people.values()
    ]
    names = ("person", "status", "schooled", "town", "poverty", "kinds", "fate", "same_as")
    return pl.DataFrame(rows, schema=list(names), orient="row", infer_schema_length=None)


def _exported(county: County, kept: dict[str, tuple[File, ...]], number: int) -> dict[str, tuple[File, ...]]:
    """Register → its files. A register that says nothing new keeps them; now and then it is exported all the same."""
    anew = set(_REGISTERS) if number % _EXPORTED_ANEW == 1 else county.book.touched | (set(_REGISTERS) - set(kept))
    files = {name: _files(county, name, number) if name in anew else kept[name] for name in _REGISTERS}
    county.book.touched.clear()
    return files


def _files(county: County, register: str, number: int) -> tuple[File, ...]:
    rows = county.book.standing(register)
    if number % _EXPORTED_ANEW == 1 and number > 1:
        rows = [rows[place] for place in county.rng.permutation(len(rows)).tolist()]
    form = _FILE_NAMES[number // _EXPORTED_ANEW % len(_FILE_NAMES)]
    kinds = sorted({one.file for one in rows}) or [register]
    found = []
    for kind in kinds:
        name = kind if register != "roll" else f"roll_{kind}"
        of = [one for one in rows if one.file == kind]
        found.append(File.of(form.format(kind=name, day=county.date.isoformat()), of))
    return tuple(found)


def _written_nobodys(folder: Path, register: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Writes a register that is about no person; the truth of its rows."""
    name = writing.write_register(folder, register, f"{register}_{FIRST}.csv", rows)
    return writing.record_truth(register, name, pl.Series([""] * len(rows)), [[]] * len(rows))


def _written(folder: Path, register: str, file: File, visits: bool) -> pl.DataFrame:
    """Writes a file into the inbox; whose its rows are."""
    chosen = [place for place, late in enumerate(file.late) if visits or not late]
    name = writing.write_register(folder, register, file.name, file.cells[chosen])
    person = pl.Series([file.persons[place] for place in chosen], dtype=pl.String)
    return writing.record_truth(register, name, person, [file.faults[place] for place in chosen])
