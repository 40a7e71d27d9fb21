"""When carried models serve no longer, and what is looked for again although it is carried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.linkage import Carried, Linkage, Thresholds, Wear, county, link_registers
from tests.pipelines.linkage.people import frame, registers

AS_OF = date(2026, 9, 1)
LEFT, RIGHT, _ = registers(60, 11)
CHANGED = pl.int_range(pl.len()) % 10 == 0


def night(carried: Carried | None = None, *, days: int = 0, right: pl.DataFrame = RIGHT, **asked: Any) -> Linkage:
    rows = {"population": LEFT, "roll": right, "poverty": frame([]), "evidence": frame([])}
    return link_registers(rows, as_of=AS_OF + timedelta(days=days), carried=carried, **asked)


def left(wear: Wear) -> Carried:
    made = night().carried
    assert made is not None
    return replace(made, wear=wear)


#: days since the training, how long it serves, the share that changed since → does it serve?
SERVES = [
    ("as fresh as it was", 0, Wear(30, 0.1), RIGHT, True),
    ("on its last day", 30, Wear(30, 0.1), RIGHT, True),
    ("a day too old", 31, Wear(30, 0.1), RIGHT, False),
    ("asked for an earlier night, long before it was trained", -31, Wear(30, 0.1), RIGHT, False),
    ("one record in twenty changed", 1, Wear(30, 0.1), RIGHT.with_columns(pl.when(CHANGED).then(pl.lit(None)).otherwise("address").alias("address")), True),
    ("the same, where one in fifty may", 1, Wear(30, 0.02), RIGHT.with_columns(pl.when(CHANGED).then(pl.lit(None)).otherwise("address").alias("address")), False),
]


@pytest.mark.parametrize(("days", "wear", "right", "serves"), [pytest.param(*row[1:], id=row[0]) for row in SERVES])
def test_models_serve_until_they_are_worn(days: int, wear: Wear, right: pl.DataFrame, serves: bool) -> None:
    before = left(wear)
    found = night(before, days=days, right=right)
    trained = found.models["population-roll"].provenance
    assert trained is not None and trained.as_of == (AS_OF if serves else AS_OF + timedelta(days=days)).isoformat()
    assert (found.recalled > 0.9) == serves
    assert found.carried is not None and found.carried.trained.isoformat() == trained.as_of


def _told_otherwise(column: str, value: object) -> pl.DataFrame:
    return RIGHT.with_columns(pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value, RIGHT.schema[column])).otherwise(column).alias(column))


SAID = pl.DataFrame([("p0", "r0", "different")], schema=["left_record", "right_record", "decision"], orient="row")
#: what is another tonight → is the answer of last night given again?
ASKED_AGAIN: list[tuple[str, dict, bool]] = [
    ("nothing, a day later", {"days": 1}, True),
    ("a cell", {"right": _told_otherwise("town", "某镇")}, False),
    ("a cell that is empty now", {"right": _told_otherwise("phones", None)}, False),
    ("an id", {"right": _told_otherwise("record_id", "r-another")}, False),
    ("the order of the rows", {"right": RIGHT.reverse()}, False),
    ("a row less", {"right": RIGHT.head(-1)}, False),
    ("a row twice", {"right": pl.concat([RIGHT, RIGHT.head(1).with_columns(record_id=pl.lit("r-twice"))])}, False),
    ("what people decided", {"decisions": SAID}, False),
    ("from where on pairs link", {"thresholds": Thresholds(link_probability=0.99)}, False),
    ("who is of a pupil's age", {"days": 365 * 16}, False),
]


@pytest.mark.parametrize(("changed", "again"), [pytest.param(*row[1:], id=row[0]) for row in ASKED_AGAIN])
def test_an_answer_is_given_again_to_the_very_question_alone(changed: dict, again: bool) -> None:
    carried = left(Wear(10**6, 10.0))
    found, looking = night(carried, **changed), night(carried.of_models_only(), **changed)
    assert (found.carried is carried) == again
    for table in ("links", "pairs", "duplicates", "counts", "totals", "weights", "selves"):
        one, other = getattr(found, table), getattr(looking, table)
        assert one.equals(other) or (table == "counts" and not again)
    assert found.models == looking.models


def test_small_changes_of_many_nights_add_up() -> None:
    carried, trained = left(Wear(30, 0.1)), []
    for passed in range(1, 5):
        touched = pl.int_range(pl.len()) % 10 == passed
        right = RIGHT.with_columns(pl.when(touched).then(pl.lit("某地")).otherwise("address").alias("address"))
        found = night(carried, days=passed, right=right)
        assert found.carried is not None
        carried = found.carried
        trained.append(carried.trained)
    assert trained[0] == AS_OF and trained[-1] > AS_OF


def test_blocks_too_large_to_be_looked_at_are_left_out_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block may grow beyond the limit, or shrink below it, by others than the pair itself."""
    rules = tuple(replace(rule, most=1) for rule in county.POPULATION_ROLL.rules)
    monkeypatch.setattr(county, "POPULATION_ROLL", replace(county.POPULATION_ROLL, rules=rules))
    carried = left(Wear(30, 10.0))
    for share in (3, 2, 5):
        right = RIGHT.with_columns(pl.when(pl.int_range(pl.len()) % share == 0).then(pl.lit(None)).otherwise("id18").alias("id18"))
        found = night(carried, right=right)
        looking = night(carried.of_models_only(), right=right)
        assert looking.counts["blocks_left_out"].sum() > 0 and found.counts.equals(looking.counts)
        assert found.links.equals(looking.links) and found.pairs.equals(looking.pairs)
        assert found.carried is not None
        carried = found.carried


def test_nothing_is_compared_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.linkage import linking

    carried, asked = left(Wear(30, 0.1)), []
    compared = linking.compared
    monkeypatch.setattr(linking, "compared", lambda records, a, b, what: asked.append(len(a)) or compared(records, a, b, what))
    night(carried, right=RIGHT.with_columns(pl.concat_str(pl.lit("again-"), "record_id").alias("record_id")))
    of_the_guards = len(RIGHT)  # the fast path asks its guards of all it takes
    assert sum(asked) <= of_the_guards
