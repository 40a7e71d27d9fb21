"""One invented county from its plan: people, fates, registers, damage, files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from sources.synthetic import (
    enrollment,
    fates,
    filings,
    garbling,
    lives,
    offices,
    people,
    places,
    registry,
    rosters,
    traps,
    writing,
)
from sources.synthetic.damage import Register, damaged
from sources.synthetic.places import Places
from sources.synthetic.plan import Plan


@dataclass(frozen=True, slots=True)
class Invented:
    """What was written: where, how many children, and the rows of each register."""

    folder: Path
    children: int
    rows: dict[str, int]

    def __str__(self) -> str:
        titles = {
            "population": "户籍", "roll": "学籍", "poverty": "监测名单", "schools": "学校", "evidence": "佐证",
            "approvals": "审批", "disability": "残联名单", "assignment": "包保", "control_totals": "上报数",
            "roster": "花名册",
        }
        counts = "、".join(f"{titles[name]} {count:,} 行" for name, count in self.rows.items())
        return f"{self.folder}：适龄儿童 {self.children:,} 名；{counts}"


def invented(plans: tuple[Plan, ...], out: Path) -> Invented:
    """Writes a county into that folder, one part after the other in the places of the first: memory is one part's.

    The same plans write the same bytes.
    """
    rng = np.random.Generator(np.random.PCG64(plans[0].seed))
    where = places.laid_out(rng, plans[0].towns, plans[0].peopled, plans[0].minority_villages)
    children = sum(plan.children for plan in plans)
    writing.clear(out)
    writing.write_settings(out, plans[0], children)
    rows: Counter[str] = Counter({"schools": _write_nobodys(out, plans[0], "schools", registry.school_rows(where))})
    # A stream of its own, as in each part: what other offices keep changes no register of the county's.
    others = np.random.Generator(np.random.PCG64([plans[0].seed, 6]))
    assigned = offices.assignment_rows(others, plans[0], where)
    rows["assignment"] = _write_nobodys(out, plans[0], "assignment", assigned)
    for plan in plans:
        if plan.part:
            rng = np.random.Generator(np.random.PCG64([plan.seed, 4, plan.part]))
        rows.update(_part(rng, plan, where, out))
    declared = offices.declared_rows(others, writing.true_statuses(out))
    rows["control_totals"] = _write_nobodys(out, plans[0], "control_totals", declared)
    return Invented(out, children, dict(rows))


def _write_nobodys(out: Path, plan: Plan, register: str, rows: pl.DataFrame) -> int:
    """Writes a register that is about no person."""
    name = writing.write_register(out, register, f"{register}_{plan.as_of}.csv", rows)
    nobody = pl.Series([""] * len(rows))
    writing.write_records(out, [writing.record_truth(register, name, nobody, [[]] * len(rows))])
    return len(rows)


def _part(rng: np.random.Generator, plan: Plan, where: Places, out: Path) -> dict[str, int]:
    """Writes one part's people into files of their own; returns the rows of each register."""
    folk = traps.staged(plan, where, people.population(rng, _ordinary(plan), where))
    folk = lives.written(rng, plan, where, fates.decided(rng, plan, where, folk))
    folk = registry.with_poverty(rng, plan, folk)
    forced = traps.forced(np.random.Generator(np.random.PCG64([plan.seed, 3])), folk)
    registers = (
        registry.population_rows(rng, plan, folk), enrollment.roll_rows(rng, plan, where, folk),
        registry.poverty_rows(rng, plan, folk), filings.evidence_rows(rng, plan, where, folk),
    )
    for register in registers:
        writing.write_records(out, _written(rng, plan, out, register, folk["person"], forced))
    # A stream of their own: whatever these offices keep, the registers above stay as they are, byte for byte.
    rng = np.random.Generator(np.random.PCG64([plan.seed, 5, plan.part]))
    others = offices.of_persons(rng, plan, folk)
    absent = np.zeros(0, dtype=np.int64)
    if plan.rosters:
        seats = rosters.seats_of(registers[1], where)
        absent = rosters.absent_pupils(rng, folk, seats)
        others = (*others, rosters.roster_rows(rng, plan, folk, seats, absent))
    for register in others:
        writing.write_records(out, _written(rng, plan, out, register, folk["person"], forced))
    writing.write_persons(out, folk, registry.poor(folk), absent)
    return {one.name: len(one.rows) for one in (*registers, *others)}


def _ordinary(plan: Plan) -> Plan:
    """The plan of the county around the scenes of traps."""
    return replace(plan, children=plan.children - traps.registered_children(plan.staged))


def _written(
    rng: np.random.Generator, plan: Plan, out: Path, register: Register, persons: pl.Series, forced: pl.DataFrame
) -> list[pl.DataFrame]:
    rows, done = damaged(rng, register, plan.level)
    wanted = forced[register.who] if forced.width else forced
    rows, done = traps.imposed(rows, done, register.name, wanted)
    names = [register.name]
    if register.name == "roll":
        rows = rows.with_columns(enrollment.roll_numbers(rng, rows, register.rows["citizen_id"]))
        rows, done = traps.imposed(rows, done, register.name, wanted.select(pl.col("^roll.roll_no$")))
        names = [f"roll_{file}" for file in enrollment.FILES]
    person = persons.gather(register.who.astype(np.uint32))
    sheets = {f"roll_{sheet.file}": sheet.damage for sheet in traps.SHEETS}
    if plan.level == "hostile":
        sheets["roll_junior"] = "excel_cut"
    truth = []
    for number, name in enumerate(names):
        chosen = np.flatnonzero(register.file == number)
        if not len(chosen) and number >= enrollment.BY_GRADE:
            continue
        cells, kinds = rows[chosen], [done[row] for row in chosen]
        if name in sheets:
            cells, kinds = _cut_whole(cells, kinds, sheets[name])
        part_of = f"_{plan.part + 1}" if plan.part else ""
        file = writing.write_register(out, register.name, f"{name}{part_of}_{plan.as_of}.csv", cells)
        truth.append(writing.record_truth(register.name, file, person.gather(chosen.astype(np.uint32)), kinds))
    return truth


def _cut_whole(
    cells: pl.DataFrame, kinds: list[list[str]], damage: str
) -> tuple[pl.DataFrame, list[list[str]]]:
    """A file whose whole ID column a spreadsheet has spoiled, and which has no roll numbers to mend it by."""
    numbers = cells["citizen_id"].to_list()
    cut = [getattr(garbling, damage)(number, 0) if number else number for number in numbers]
    kinds = [
        [*one, "citizen_id:file_cut"] if was != now else one for one, was, now in zip(kinds, numbers, cut, strict=True)
    ]
    return cells.drop("roll_no").with_columns(pl.Series("citizen_id", cut, dtype=pl.String)), kinds
