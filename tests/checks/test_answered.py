"""A question that was answered on an earlier night is not asked again, and its answer is the one it would be given."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest

from checks import registers as gate
from checks.answered import Answered, question
from checks.promises import Gate, Promise, Rule
from checks.registers import checked
from sources import population
from sources.person import Loaded
from tests.checks.made import registry

AS_OF = date(2026, 9, 1)


def shuffled(loaded: Loaded) -> Loaded:
    """The same rows in another order under other ids, as a register that is exported anew."""
    rows = loaded.rows.sample(fraction=1.0, shuffle=True, seed=3).with_columns(record_id=pl.lit("anew-") + pl.col("record_id"))
    records = loaded.records.with_columns(record_id=pl.lit("anew-") + pl.col("record_id"))
    return Loaded(loaded.register, rows, records, loaded.findings, loaded.files)


def sexless(loaded: Loaded) -> Loaded:
    rows = loaded.rows.with_columns(sex=pl.when(pl.int_range(pl.len()) < 30).then(None).otherwise("sex"))
    return Loaded(loaded.register, rows, loaded.records, loaded.findings, loaded.files)


def shorter(loaded: Loaded) -> Loaded:
    return registry(190)


def twice(loaded: Loaded) -> Loaded:
    rows = loaded.rows.with_columns(record_id=pl.when(pl.int_range(pl.len()) == 7).then(pl.col("record_id").first()).otherwise("record_id"))
    return Loaded(loaded.register, rows, loaded.records, loaded.findings, loaded.files)


@pytest.mark.parametrize(("tonight", "as_of", "anew"), [
    (lambda loaded: loaded, AS_OF, set()),
    (shuffled, AS_OF, set()),
    (sexless, AS_OF, {"sex"}),
    (twice, AS_OF, {"record_id"}),
    (lambda loaded: loaded, date(2026, 9, 2), {"dob", "cancel_date"}),  # what is promised of dates is another thing every day
    (shorter, AS_OF, None),
])  # fmt: skip
def test_only_what_changed_is_asked_and_all_is_told_as_if_it_were_asked(tonight, as_of: date, anew: set[str] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Answered()
    checked(registry(), population.CONTRACT, AS_OF, answered=first)
    asked: list[str] = []
    really = gate._asked
    monkeypatch.setattr(gate, "_asked", lambda seen, some: asked.extend(one.column for promises in some.values() for one in promises) or really(seen, some))
    now = tonight(registry())
    told = checked(now, population.CONTRACT, as_of, answered=Answered(first.tonight))
    if anew is not None:
        assert set(asked) <= anew and (bool(asked) == bool(anew))
    asked.clear()
    assert told.equals(checked(now, population.CONTRACT, as_of))
    assert len(asked) == told.height


def test_nothing_is_remembered_of_what_could_not_be_looked_at() -> None:
    lost = Promise(Gate.FILES, "no such column", Rule.FILLED, "有")
    here = Promise(Gate.FILES, "rows_read", Rule.FILLED, "有")
    seen = {"files": pl.DataFrame({"rows_read": [1, 2], "no such column": [1, 2]})}
    found = Answered()
    asked = [question(one, seen["files"], "files") for one in (lost, here)]
    answers = found.answers({"files": asked}, lambda unknown: gate._asked({"files": seen["files"].drop("no such column")}, unknown))
    assert [counts.success for _, counts in answers] == [None, True]
    assert [*found.tonight] == [asked[1].values]


def test_another_share_or_set_is_another_question() -> None:
    rng = random.Random(1)
    frame = pl.DataFrame({"sex": [rng.choice("12") for _ in range(50)]})
    asked = [
        Promise(Gate.AS_CONFORMED, "sex", Rule.LISTED, "在代码表中", mostly=mostly, arguments={"value_set": codes})
        for mostly in (0.9, 1.0) for codes in (["1"], ["1", "2"])
    ]  # fmt: skip
    questions = [question(one, frame, table) for one in asked for table in ("as_read", "as_conformed")]
    assert len({one.exactly for one in questions} | {one.values for one in questions}) == 16
