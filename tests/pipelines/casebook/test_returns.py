"""What people bring back is kept once, with who and when; what is taken back is reversed, not erased."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.casebook import Casebook, Memory, ReturnedFile
from pipelines.casebook.ledger import METADATA
from tests.pipelines.casebook.nights import MONDAY, TUESDAY, begun, child, night, persons

ROWS = pl.DataFrame({
    "case_token": ["AAAA-AAAA-A", "BBBB-BBBB-B"], "sheet": ["", ""], "row_no": [2, 3], "result": ["enrolled_outside", "out_of_school"],
    "evidence_no": ["证1", None], "evidence_date": ["2026-10-01", "2026/10/2"], "verifier": ["王", "王"], "remark": ["", "  "],
})
FILE = ReturnedFile("d" * 64, "核查清单.csv", "evidence", refused=1)


@pytest.fixture
def casebook(tmp_path: Path):
    with Casebook(tmp_path / "state") as book:
        yield book


def test_a_result_is_kept_as_it_stood_in_its_cells(casebook: Casebook):
    answered = casebook.take_pieces(ROWS, "李", FILE)
    assert answered["outcome"].to_list() == ["taken", "taken"]
    kept = casebook.read().pieces
    told = kept.select(*(name for name in ROWS.columns if name != "remark"), "recorded_by", "file_digest").sort("row_no")
    assert told.rows() == [
        ("AAAA-AAAA-A", "", 2, "enrolled_outside", "证1", "2026-10-01", "王", "李", FILE.digest),
        ("BBBB-BBBB-B", "", 3, "out_of_school", None, "2026/10/2", "王", "李", FILE.digest)]
    assert casebook.read().returned.select("file_name", "taken", "known", "refused").rows() == [("核查清单.csv", 2, 0, 1)]


def test_the_same_twice_is_one_in_whichever_file_it_comes(casebook: Casebook):
    first = casebook.take_pieces(ROWS, "李", FILE)
    again = casebook.take_pieces(ROWS.with_columns(row_no=pl.lit(9)), "钱", ReturnedFile("e" * 64, "又一份.csv", "evidence"))
    assert again["outcome"].to_list() == ["known", "known"]
    assert again["piece_id"].to_list() == first["piece_id"].to_list()
    assert casebook.read().pieces.height == 2
    changed = casebook.take_pieces(ROWS.with_columns(evidence_no=pl.lit("证2")), "李")
    assert changed["outcome"].to_list() == ["taken", "taken"]


def test_two_equal_rows_of_one_file_are_one(casebook: Casebook):
    twice = casebook.take_pieces(pl.concat([ROWS, ROWS]), "李", FILE)
    assert twice["outcome"].to_list() == ["taken", "taken", "known", "known"]


def test_what_is_withdrawn_counts_no_more_and_may_be_brought_again(casebook: Casebook):
    first, second = casebook.take_pieces(ROWS, "李", FILE)["piece_id"]
    assert casebook.withdraw("piece", [first, first], "李", "看错人") == [first]
    assert casebook.withdraw("piece", [first], "李", "看错人") == []
    memory = casebook.read()
    assert memory.pieces["piece_id"].to_list() == [second]
    assert set(memory.every_piece["piece_id"]) == {first, second}
    assert memory.withdrawals.select("what", "item_id", "withdrawn_by", "why").rows() == [("piece", first, "李", "看错人")]
    again = casebook.take_pieces(ROWS, "李")
    assert again["outcome"].to_list() == ["taken", "known"]
    assert again["piece_id"][0] != first


def test_verdicts_and_telephone_checks_are_kept_likewise(casebook: Casebook):
    verdict = pl.DataFrame({
        "pair_token": ["P1"], "left_record": ["l"], "right_record": ["r"], "left_key": ["lk"], "right_key": ["rk"],
        "decision": ["same"], "decided_by": ["王"], "decided_on": [date(2026, 11, 2)]})
    assert [casebook.take_verdicts(verdict, "李")["outcome"].item() for _ in range(2)] == ["taken", "known"]
    other = casebook.take_verdicts(verdict.with_columns(decision=pl.lit("different")), "李")["verdict_id"]
    assert casebook.read().verdicts["decision"].to_list() == ["same", "different"]
    casebook.withdraw("verdict", other.to_list(), "李", "误填")
    assert casebook.read().verdicts["decision"].to_list() == ["same"]
    call = pl.DataFrame({"draw_id": ["d1"], "result": ["untrue"], "called_by": ["王"], "called_on": [date(2026, 11, 3)]})
    assert [casebook.take_calls(call, "李")["outcome"].item() for _ in range(2)] == ["taken", "known"]
    assert casebook.read().calls.select("draw_id", "result").rows() == [("d1", "untrue")]


def test_all_or_nothing_of_a_file_is_kept(casebook: Casebook):
    broken = ROWS.with_columns(recorded=pl.lit(1), sheet=pl.lit(None, pl.String))
    bad = pl.DataFrame({"pair_token": ["P1", None], "decision": ["same", "same"], "decided_by": ["王", "王"],
                        "decided_on": [MONDAY, MONDAY]})
    with pytest.raises(Exception, match="NOT NULL"):
        casebook.take_verdicts(bad, "李")
    assert casebook.read().verdicts.is_empty()
    assert casebook.take_pieces(broken, "李")["outcome"].to_list() == ["taken", "taken"]


def test_an_earlier_moment_can_be_read_again(casebook: Casebook):
    """What a night saw, whatever came later."""
    people = persons(child("a"), child("b", name="钱二", number=None))
    night(casebook, MONDAY, people, ["a"])
    casebook.take_pieces(ROWS.head(1), "李")
    then = casebook.read()
    night(casebook, TUESDAY, people.head(1), [])
    casebook.take_pieces(ROWS, "李", FILE)
    casebook.withdraw("piece", then.pieces["piece_id"].to_list(), "李", "误填")
    again = casebook.read(at=then.read_at)
    assert alike(again, then)
    assert not alike(casebook.read(), then)


def alike(one: Memory, other: Memory) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in METADATA.tables)


def test_a_run_is_known_from_its_start_to_its_end(casebook: Casebook):
    killed, refused, good = begun(MONDAY), begun(MONDAY), begun(MONDAY)
    casebook.begin(killed)
    assert casebook.read().runs["state"].to_list() == ["running"]
    casebook.begin(refused)
    casebook.end(refused.run_id, "refused", "一句话")
    casebook.begin(good)
    casebook.end(good.run_id, "published")
    runs = casebook.read().runs
    assert dict(runs.select("run_id", "state").rows()) == {
        killed.run_id: "interrupted", refused.run_id: "refused", good.run_id: "published"}
    assert dict(runs.select("run_id", "reason").rows())[refused.run_id] == "一句话"
    assert runs["reached"].max() <= datetime.now()
