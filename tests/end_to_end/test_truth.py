"""Given the true links, the office's rules give every invented child its true status: decision apart from linkage."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.arrival.intake import read_registers
from pipelines.casebook import Casebook
from pipelines.decision import decide, hold_invariants
from pipelines.linkage import Linkage
from pipelines.linkage.registers import TOTALS
from pipelines.run import AS_USUAL, Run
from pipelines.settings import load
from pipelines.store import Workspace
from sources import synthetic
from sources.accounting import without

JOINED = (
    ("population", "roll"), ("population", "poverty"), ("population", "evidence"), ("population", "approvals"),
    ("population", "disability"), ("roll", "poverty"))


@pytest.mark.parametrize(("level", "seed", "traps"), [
    ("clean", 31, 0), ("ordinary", 32, 0), ("hostile", 33, 0), ("ordinary", 34, 8)])
def test_true_links_give_true_statuses(tmp_path, level, seed, traps):
    made = synthetic.synthesize(tmp_path, children=4_000, seed=seed, level=level, traps=traps)
    judged = decided(tmp_path)
    assert judged.height == made.children
    assert judged.filter(pl.col("status") != pl.col("status_true")).group_by("status_true", "status").len().rows() == []


def test_what_evidence_does_not_say_the_other_offices_do(tmp_path):
    """Leave and disability stand on approvals and on the federation's list alone, as they do on evidence."""
    synthetic.synthesize(tmp_path, children=4_000, seed=35, level="clean")
    judged = decided(tmp_path, set_aside=("deferred", "suspended", "disabled_unplaced"))
    assert judged.filter(pl.col("status").is_in(["deferred", "suspended", "disabled_unplaced"])).height > 3
    assert judged.filter(pl.col("status") != pl.col("status_true")).rows() == []


@pytest.mark.parametrize(("level", "seed", "mistaken"), [("ordinary", 36, 0), ("hostile", 37, 8)])
def test_who_is_on_the_roll_and_not_in_class_is_found(tmp_path, level, seed, mistaken):
    """Every such child, at every level; where names and numbers are damaged on both sides a few more are visited."""
    synthetic.synthesize(tmp_path, children=4_000, seed=seed, level=level, rosters=True)
    judged = decided(tmp_path)
    gone = judged.filter(kinds="not_in_class")
    assert gone.height > 10
    assert set(gone["status"]) == {"suspected_dropout"}
    wrong = judged.filter(pl.col("status") != pl.col("status_true"))
    assert set(wrong["status"]) <= {"suspected_dropout"}
    assert wrong.height <= mistaken


def decided(folder: Path, set_aside: tuple[str, ...] = ()) -> pl.DataFrame:
    """Each child's status beside the true one, links being true; evidence of those results is set aside."""
    settings = load(folder / "county.toml")
    assert settings.night.as_of is not None
    run = Run.begun(settings, settings.night.as_of, AS_USUAL)
    with Casebook(folder / "state") as casebook, Workspace(folder / "tmp") as workspace:
        registers = read_registers(settings, run.as_of, (memory := casebook.read()).key, memory.tokens)
        aside = registers["evidence"].rows.filter(pl.col("result").is_in(set_aside))
        registers["evidence"] = without(registers["evidence"], aside.select("record_id", reason=pl.lit("unanswered")))
        owner = owners(folder / "truth", pl.concat([loaded.records for loaded in registers.values()]))
        decide(workspace, memory, registers, true_linkage(folder / "truth", owner), run)
        hold_invariants(workspace)
        given = workspace.frame("SELECT record_id, status FROM child")
    persons = pl.read_csv(folder / "truth" / "persons.csv", infer_schema=False)
    return given.join(owner, on="record_id").join(persons, on="person", suffix="_true")


def owners(truth: Path, records: pl.DataFrame) -> pl.DataFrame:
    """``record_id, source, person`` of every row that was loaded."""
    told = pl.read_csv(truth / "records.csv", infer_schema=False).with_columns(pl.col("row_no").cast(pl.Int32))
    return records.filter(outcome="loaded").join(told, on=["source", "file_name", "row_no"]).select("record_id", "source", "person")


def true_linkage(truth: Path, owner: pl.DataFrame) -> Linkage:
    """What a linkage without error would return."""
    links = pl.concat([paired(owner, left, right) for left, right in JOINED])
    rows = owner.filter(source="population").select("person", "record_id")
    persons = pl.read_csv(truth / "persons.csv", infer_schema=False).drop_nulls("same_as").select("person", "same_as")
    twice = persons.join(rows, on="person").join(rows, left_on="same_as", right_on="person", suffix="_other").select(
        left_record="record_id", right_record="record_id_other", probability=pl.lit(1.0), why=pl.lit("truth"))
    pairs = links.clear().with_columns(decision=pl.lit(""), why=pl.lit(""))
    links = links.with_columns(doubt=pl.lit(0.0), doubt_at_most=pl.lit(0.0))
    return Linkage(links, pairs, twice, {}, pl.DataFrame(), pl.DataFrame(schema=TOTALS), pl.DataFrame(), pl.DataFrame())


def paired(owner: pl.DataFrame, left: str, right: str) -> pl.DataFrame:
    both = owner.filter(source=left).join(owner.filter(source=right), on="person", suffix="_right")
    return both.select(
        left_source=pl.lit(left), left_record="record_id", right_source=pl.lit(right), right_record="record_id_right",
        probability=pl.lit(1.0), match_weight=pl.lit(40.0), rule=pl.lit("truth"), levels=pl.lit(""))
