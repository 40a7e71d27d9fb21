"""Every invariant holds on a sound night and fires when that night is broken in its own way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

import sql
from pipelines.store import INVARIANTS, Workspace
from tests.spec.county import County

Break = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture
def night(tmp_path):
    """Children enrolled, certified, in review, to be visited, of unknown age; a poor one outside."""
    county = County()
    county.roll("甲", county.child("甲"))
    county.evidence("乙", county.child("乙", town="乙镇"), "enrolled_outside", date(2026, 10, 1))
    county.roll("丙", county.child("丙"), review=True)
    poor = county.child("丁")
    county.link(poor, county.poor("丁"))
    county.child("戊", dob=None)
    county.poor("己")
    county.declared("*", "poor", 1)
    with county.opened(tmp_path) as workspace:
        # The night before, all was as it is.
        workspace.put("casebook", "night", pl.DataFrame({"as_of": [date(2026, 11, 1)]}))
        workspace.put("casebook", "status_event", workspace.frame(
            "SELECT child_id, DATE '2026-11-01' AS as_of, status, reason, list, town, 1::BIGINT AS seq FROM child"))
        workspace.put("casebook", "item_event", workspace.frame(
            "SELECT item, member, DATE '2026-11-01' AS as_of, town, 1::BIGINT AS seq FROM item_tonight"))
        workspace.build_all()
        yield workspace


def _where(column: str, value: str, to: object, name: str) -> Break:
    changed = pl.when(pl.col(column) == value).then(pl.lit(to)).otherwise(name).alias(name)
    return lambda table: table.with_columns(changed)


#: Invariant, the table that is broken, how.
BROKEN: list[tuple[str, str, Break]] = [
    ("partition", "main.child", lambda t: t.head(-1)),
    ("partition", "main.child", lambda t: pl.concat([t, t.head(1).with_columns(child_id=pl.lit("C9"))])),
    ("partition", "main.child", _where("status", "not_found", "gone_fishing", "status")),
    ("partition", "main.child", _where("status", "not_found", "population-00005", "record_id")),
    ("ledger_adds_up", "main.ledger", lambda t: t.filter((pl.col("town") != "乙镇") | (pl.col("children") == 0))),
    ("ledger_adds_up", "main.ledger", lambda t: t.with_columns(children=pl.col("children") * 2)),
    ("ledger_adds_up", "main.ledger", lambda t: t.filter(pl.col("status") != "age_unknown")),
    ("ledger_adds_up", "main.ledger", _where("status", "missing", "gone_fishing", "status")),
    ("poverty_children_kept", "main.outside_denominator", lambda t: t.head(0)),
    ("poverty_children_kept", "main.poverty_of_child", lambda t: t.head(0)),
    ("one_pupil_one_child", "linked.link", lambda t: pl.concat([
        t, t.filter(right_source="roll").with_columns(left_record=pl.lit("population-00002"))])),
    ("one_pupil_one_child", "main.evidence_of_subject", lambda t: pl.concat([
        t, t.with_columns(child_id=pl.lit("Cpopulation-00001"))])),
    ("rows_accounted", "source.file", lambda t: t.with_columns(loaded=pl.col("loaded") - 1)),
    ("rows_accounted", "source.record", lambda t: t.head(-1)),
    ("loaded_rows_present", "source.roll", lambda t: t.head(-1)),
    ("loaded_rows_present", "source.record", lambda t: t.with_columns(outcome=pl.lit("quarantined"))),
    ("listed_have_a_task", "main.exception", lambda t: t.head(-1)),
    ("listed_have_a_task", "main.exception", lambda t: pl.concat([t, t.with_columns(child_id=pl.lit("Cpopulation-00001"))])),
    ("listed_have_a_task", "main.child", _where("status", "not_found", "none", "list")),
    ("listed_have_a_task", "main.child", _where("status", "enrolled_in_town", "visit", "list")),
    ("every_task_is_handed_out", "main.visit_list", lambda t: t.head(-1)),
    ("every_task_is_handed_out", "main.desk_pair", lambda t: t.head(0)),
    ("every_task_is_handed_out", "main.desk_child", lambda t: t.head(0)),
    ("verified_by_something", "main.child", _where("status", "not_found", "enrolled_in_town", "status")),
    ("verified_by_something", "main.child", _where("status", "possible_match", "graduated", "status")),
    ("verified_by_something", "linked.link", lambda t: t.filter(pl.col("right_source") != "roll")),
    ("verified_by_something", "main.evidence_in_force", lambda t: t.with_columns(in_force=pl.lit(False))),
    ("flow_adds_up", "main.ledger_flow", lambda t: t.filter(pl.col("to_status") != "not_found")),
    ("flow_adds_up", "main.ledger_history", lambda t: t.filter(pl.col("status") != "not_found")),
    ("flow_adds_up", "main.ledger_flow", _where("from_status", "not_found", "entered", "from_status")),
    ("item_flow_adds_up", "main.item_flow", lambda t: t.with_columns(pl.col("entered") + 1)),
    ("item_flow_adds_up", "main.item_held", lambda t: t.head(0)),
    ("item_flow_adds_up", "main.our_total", lambda t: t.filter(pl.col("item") != "poor")),
    ("proof_in_force", "main.child", lambda t: t.with_columns(valid_until=pl.lit(date(2026, 11, 1)))),
    ("proof_in_force", "main.child", lambda t: t.with_columns(valid_until=pl.lit(None, pl.Date))),
    ("nothing_identifying", "main.child", lambda t: t.with_columns(head_name=pl.lit("x"))),
    ("nothing_identifying", "main.outside_denominator", lambda t: t.with_columns(dob=pl.lit(1))),
    ("nothing_identifying", "main.child", lambda t: t.with_columns(village=pl.lit("一村13900000000"))),
    ("nothing_identifying", "main.finding", lambda t: pl.DataFrame({"finding_no": [1], "detail": ["34990120160501001X"]})),
    ("keys_known", "main.child", _where("status", "not_found", "population-00099", "record_id")),
    ("keys_known", "linked.link", lambda t: t.with_columns(right_record=pl.lit("roll-00099"))),
    ("keys_known", "main.exception", lambda t: t.with_columns(child_id=pl.lit("C9"))),
    ("keys_known", "casebook.child", lambda t: t.with_columns(child_id=pl.lit("C1"))),
]


def _broken(night: Workspace) -> set[str]:
    return {name for name, _, _ in night.broken_invariants()}


def test_a_sound_night_breaks_none(night: Workspace) -> None:
    assert night.broken_invariants() == []


@pytest.mark.parametrize(("invariant", "table", "how"), BROKEN, ids=[f"{name}-{table}-{n}" for n, (name, table, _) in enumerate(BROKEN)])
def test_a_broken_night_is_noticed(night: Workspace, invariant: str, table: str, how: Break) -> None:
    schema, name = table.split(".")
    night.put(schema, name, how(night.frame(f"FROM {table}")))
    assert invariant in _broken(night)


def test_every_invariant_is_tried() -> None:
    assert {model.name for model in sql.load(INVARIANTS)} == {name for name, _, _ in BROKEN}


def test_a_broken_invariant_is_told_with_its_title_and_count(night: Workspace) -> None:
    night.put("main", "outside_denominator", night.table("outside_denominator").filter(source="roll"))
    assert ("poverty_children_kept", "监测名单上的适龄儿童一个不少", 1) in night.broken_invariants()
