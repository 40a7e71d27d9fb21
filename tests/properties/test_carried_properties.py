"""A night that remembers decides as a night that looks at everything, whatever was edited in between."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.linkage import Carried, Linkage, Wear, link_registers
from tests.pipelines.linkage.people import (
    REGISTERS,
    TOWNS,
    _damage,
    as_roll,
    cohort_of,
    cut,
    families,
    frame,
    mistyped,
    number,
)

AS_OF = date(2026, 9, 1)
Row = dict[str, object]
County = dict[str, list[Row]]
#: What must be equal; the counts of the blocking rules are those of the night that looked for everything.
TABLES = ("links", "pairs", "duplicates", "totals", "weights", "selves")


def county(seed: int) -> County:
    """Some families, most children on the roll, some on the poverty list, some with a certificate; much is mistyped."""
    rng = random.Random(seed)
    children = families(35, seed)
    roll = [as_roll(one, f"r{n}", **_damage(one, rng)) for n, one in enumerate(children) if rng.random() < 0.85]
    poor = [one | {"record_id": f"v{n}", "household_no": f"f{n // 2}", "grade_cohort": cohort_of(one["dob"])} | _damage(one, rng)
            for n, one in enumerate(children) if rng.random() < 0.3]
    filed = [one | {"record_id": f"e{n}", "guardian_keys": [], "phones": [], "town": None, "village": None} for n, one in enumerate(children) if rng.random() < 0.15]
    twice = [one | {"record_id": f"t{one['record_id']}", "household_no": "x"} for one in rng.sample(children, 2)]
    return {"population": children + twice, "roll": roll, "poverty": poor, "evidence": filed}


def insert(rng: random.Random, registers: County) -> None:
    where, day = rng.choice(REGISTERS), date(2013, 1, 1) + timedelta(days=rng.randrange(2000))
    like = rng.choice(registers["population"])
    registers[where].append(like | {"name_key": str(like["name_key"])[:1] + rng.choice(("新来", "子涵", "伟")), "dob": day, **_numbered(number(day, rng.randrange(1, 999)))})


def delete(rng: random.Random, registers: County) -> None:
    rows = registers[rng.choice(REGISTERS)]
    if len(rows) > 2:
        rows.pop(rng.randrange(len(rows)))


def change(rng: random.Random, registers: County) -> None:
    """One cell: as another row of the county has it, gone, or a day off."""
    row, other = (rng.choice(registers[rng.choice(REGISTERS)]) for _ in range(2))
    cell = rng.choice(("name_key", "former_key", "sex", "dob", "grade_cohort", "guardian_keys", "phones", "guardian_ids", "household_no", "town", "village", "address"))
    row[cell] = other[cell]
    if cell == "name_key":
        row["name_unreadable"] = other["name_unreadable"]
    if cell == "dob":
        row["dob_precision"] = other["dob_precision"]


def damage(rng: random.Random, registers: County) -> None:
    row = rng.choice(registers[rng.choice(REGISTERS)])
    whole = str(row["citizen_id"] or number(date(2014, 3, 3), rng.randrange(1, 999)))
    row.update(rng.choice((cut(whole), mistyped(whole[:16] + str(rng.randrange(10)) + whole[17:]), _numbered(whole), _numbered(None))))


def lend(rng: random.Random, registers: County) -> None:
    """A row gets another's number, whole: who was settled by it is contested, or the other way round."""
    row, other = rng.choice(registers["roll"]), rng.choice(registers["population"])
    row.update(_numbered(other["id18"]))  # type: ignore[arg-type]


def move(rng: random.Random, registers: County) -> None:
    here, there = rng.sample(REGISTERS, 2)
    if len(registers[here]) > 2:
        registers[there].append(registers[here].pop(rng.randrange(len(registers[here]))))


def copy(rng: random.Random, registers: County) -> None:
    where = rng.choice(REGISTERS)
    registers[where].append(dict(rng.choice(registers[where])))


def settle(rng: random.Random, registers: County) -> None:
    """A school mends its record by the registry's."""
    row, child = rng.choice(registers["roll"]), rng.choice(registers["population"])
    row.update({key: child[key] for key in ("name_key", "name_unreadable", "dob", "dob_precision", "sex")} | _numbered(child["id18"]))  # type: ignore[arg-type]


def rename_village(rng: random.Random, registers: County) -> None:
    """What addresses are read by changes for everybody."""
    town = rng.choice(TOWNS)
    for row in registers["population"]:
        if row["town"] == town:
            row["village"] = str(row["village"]).replace("村", "新村") if rng.random() < 0.5 else row["village"]


def in_fashion(rng: random.Random, registers: County) -> None:
    """A name becomes frequent: whoever bears it already weighs less, though nobody touched the row."""
    name = rng.choice(registers["population"])["name_key"]
    for where in REGISTERS:
        for row in rng.sample(registers[where], min(6, len(registers[where]))):
            row["name_key"] = name


def out_of_fashion(rng: random.Random, registers: County) -> None:
    """A name becomes rare: all but one of those who bear it are gone."""
    name = rng.choice(registers["roll"])["name_key"]
    for where, rows in registers.items():
        bearing = [row for row in rows if row["name_key"] == name]
        registers[where] = [row for row in rows if row not in bearing[1:]]


def move_in_together(rng: random.Random, registers: County) -> None:
    """Two families become one, and strangers kin; what hung apart hangs together."""
    one, other = (rng.choice(registers["population"]) for _ in range(2))
    for row in registers["population"]:
        if row["household_no"] == other["household_no"]:
            row.update({cell: one[cell] for cell in ("household_no", "guardian_keys", "guardian_ids", "phones")})


def move_out(rng: random.Random, registers: County) -> None:
    """Brothers and sisters are told apart from now on."""
    home = rng.choice(registers["population"])["household_no"]
    for place, row in enumerate(row for row in registers["population"] if row["household_no"] == home):
        row.update({"household_no": f"{home}-{place}", "guardian_keys": [], "guardian_ids": []})


def twin(rng: random.Random, registers: County) -> None:
    """A twin appears, with or without a record of its own."""
    child = rng.choice(registers["population"])
    other = child | {"name_key": str(child["name_key"])[:1] + rng.choice(("双双", "成成")), **_numbered(number(date(2014, 5, 5), rng.randrange(1, 999)))}
    for where in ("population", "roll")[: rng.choice((1, 2))]:
        registers[where].append(dict(other))


def swap(rng: random.Random, registers: County) -> None:
    """Two rows have each other's number, or each other's name."""
    rows = registers[rng.choice(REGISTERS)]
    one, other = rng.choice(rows), rng.choice(rows)
    for cell in rng.choice((("citizen_id", "id18", "id15", "id_class"), ("name_key", "name_unreadable"), ("dob", "dob_precision"))):
        one[cell], other[cell] = other[cell], one[cell]


EDITS: tuple[Callable[[random.Random, County], None], ...] = (insert, delete, change, change, damage, lend, move, copy, settle, rename_village,
    in_fashion, out_of_fashion, move_in_together, move_out, twin, swap)


def _numbered(whole: str | None) -> Row:
    return {"citizen_id": whole, "id18": whole, "id15": None, "id_class": "ok18" if whole else "blank"}


def exported(rng: random.Random, registers: County) -> dict[str, pl.DataFrame]:
    """The registers as frames; every row under a new id and in another order, as a file that is exported anew has it."""
    made = {}
    for name, rows in registers.items():
        order = rng.sample(range(len(rows)), len(rows))
        made[name] = frame([row | {"record_id": f"{name}-{rng.randrange(10**6)}-{place}"} for place, row in zip(order, rows, strict=True)])
    return made


def decided(rng: random.Random, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """What people said of a few pairs, right or wrong."""
    told = [(rng.choice(frames["population"]["record_id"]), rng.choice(frames["roll"]["record_id"]), rng.choice(("same", "different", "unsure"))) for _ in range(3)]
    return pl.DataFrame(told, schema=["left_record", "right_record", "decision"], orient="row")


def same(one: Linkage, other: Linkage) -> None:
    for table in TABLES:
        assert getattr(one, table).equals(getattr(other, table)), table
    assert one.models == other.models


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 10**6), nights=st.lists(st.lists(st.sampled_from(EDITS), min_size=0, max_size=8), min_size=1, max_size=3))
def test_a_night_that_remembers_decides_as_one_that_looks_at_everything(seed: int, nights: list[list[Callable[[random.Random, County], None]]]) -> None:
    rng, registers = random.Random(seed), county(seed)
    first = link_registers(exported(rng, registers), as_of=AS_OF).carried
    assert first is not None
    carried: Carried | None = replace(first, wear=Wear(days=10**6, share=10.0))
    for passed, edits in enumerate(nights, start=1):
        for edit in edits:
            edit(rng, registers)
        frames, as_of = exported(rng, registers), AS_OF + timedelta(days=7 * passed)
        assert carried is not None
        tonight = {"registers": frames, "as_of": as_of, "decisions": decided(rng, frames)}
        remembering = link_registers(**tonight, carried=carried)  # type: ignore[arg-type]
        looking = link_registers(**tonight, carried=carried.of_models_only())  # type: ignore[arg-type]
        assert remembering.recalled > 0.2
        same(remembering, looking)
        carried = remembering.carried
        asked_again = link_registers(**tonight | {"as_of": as_of + timedelta(days=1)}, carried=carried)  # type: ignore[arg-type]
        assert asked_again.carried is carried
        same(asked_again, looking)
