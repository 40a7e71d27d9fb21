"""Whatever the registers say, every child is in exactly one line and no child is lost."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.vocabulary import APPROVAL, EVIDENCE_RESULT, FILED, NON_CLOSING_RESULTS, PLACEMENT, ROLL_STATUS, VERIFIED
from tests.spec.county import SCHOOLS, County, schema

_DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 31)) | st.sampled_from([date(2026, 11, 2), date(2026, 9, 1), date(2026, 2, 15)])
_OFTEN_LINKED = st.sampled_from(["link", "link", "review", "loose"])
_ROLL = st.fixed_dictionaries({
    "status": st.sampled_from([*ROLL_STATUS.codes, None]), "grade": st.none() | st.integers(0, 13),
    "school_name": st.sampled_from([*SCHOOLS, "某校", None]), "attendance": st.sampled_from(["day", "home", None]),
    "change_date": st.none() | _DAYS, "entry_month": st.none() | _DAYS.map(lambda day: day.replace(day=1)),
})
_EVIDENCE = st.fixed_dictionaries({
    "result": st.sampled_from(EVIDENCE_RESULT.codes), "on": _DAYS, "valid_until": st.none() | _DAYS,
    "located_grade": st.none() | st.integers(0, 12),
})
_APPROVAL = st.fixed_dictionaries({"kind": st.sampled_from(APPROVAL.codes), "on": _DAYS, "valid_until": _DAYS})
_DISABLED = st.fixed_dictionaries({
    "placement": st.sampled_from([*PLACEMENT.codes, None]), "as_of": _DAYS, "disability_level": st.sampled_from(["1", "4", None])})
_POOR = st.fixed_dictionaries({"schooling_claim": st.sampled_from(["none", "primary", "grade7", None])})
_CHILD = st.fixed_dictionaries({
    "registry": st.fixed_dictionaries({
        "dob": st.none() | st.dates(date(2009, 1, 1), date(2022, 1, 1)), "town": st.sampled_from(["甲镇", "乙镇", "丁镇", None]),
        "cancel_kind": st.sampled_from([None, None, None, "deceased", "missing", "moved_away", "duplicate_registration"]),
        "id18": st.sampled_from([None, None, "34990120160501001X", "349901201605010028"]), "village": st.sampled_from(["一村", None]),
    }),
    "roll": st.lists(st.tuples(_OFTEN_LINKED, _ROLL), max_size=3),
    "evidence": st.lists(st.tuples(_OFTEN_LINKED | st.just("token"), _EVIDENCE), max_size=3),
    "poverty": st.lists(st.tuples(_OFTEN_LINKED, _POOR), max_size=2),
    "approvals": st.lists(st.tuples(_OFTEN_LINKED, _APPROVAL), max_size=1),
    "disability": st.lists(st.tuples(_OFTEN_LINKED, _DISABLED), max_size=2),
    "outside": st.lists(st.tuples(_POOR, st.lists(st.tuples(_OFTEN_LINKED, _ROLL), max_size=2)), max_size=1),
    "also_reviewed": st.lists(st.integers(0, 30), max_size=2),
    "also_certified": st.lists(st.integers(0, 30), max_size=1),
    "refuted": st.none() | st.none() | _DAYS,
    "twin_of_last": st.sampled_from([False, False, False, True]),
})


def _told(county: County, number: int, about: dict, last: str | None) -> str:
    """The child and everything said of it, put into the county; its registry row."""
    child = county.child(f"童{number}", **about["registry"])
    for how, cells in about["roll"]:
        record = county.roll(f"童{number}", child if how == "link" else None, **cells)
        if how == "review":
            county.review(child, record)
    for how, cells in about["evidence"]:
        cells = dict(cells)
        token = {"case_token": f"T{child}"} if how == "token" else {}
        record = county.evidence(f"童{number}", child if how == "link" else None, cells.pop("result"), cells.pop("on"), **cells, **token)
        county.tokens[f"T{child}"] = f"C{child}"
        if how == "review":
            county.review(child, record)
    for how, cells in about["poverty"]:
        record = county.poor(f"童{number}", **cells)
        if how != "loose":
            (county.link if how == "link" else county.review)(child, record)
    for how, cells in about["approvals"]:
        linked = child if how != "loose" else None
        county.approval(f"童{number}", linked, cells["kind"], cells["on"], review=how == "review", valid_until=cells["valid_until"])
    for how, cells in about["disability"]:
        county.disabled(f"童{number}", child if how != "loose" else None, review=how == "review", **cells)
    for cells, pupils in about["outside"]:
        record = county.poor(f"外{number}", **cells)
        for how, pupil in pupils:
            if how != "loose":
                (county.link if how == "link" else county.review)(county.roll(f"外{number}", **pupil), record)
    _contested(county, child, about)
    if about["refuted"]:
        county.refuted[f"D{child}"] = (f"C{child}", about["refuted"])
    if about["twin_of_last"] and last:
        county.duplicates.append({"left_record": last, "right_record": child})
    return child


def _contested(county: County, child: str, about: dict) -> None:
    """Others' records that may be this child's, others' certificates that bear this child's number."""
    for how, register, numbers in ((county.review, "roll", about["also_reviewed"]), (county.link, "evidence", about["also_certified"]),
                                 (county.link, "disability", about["also_certified"])):
        for number in numbers:
            if number < len(county.rows[register]):
                record = str(county.rows[register][number]["record_id"])
                if not any(record == pair["right_record"] and child == pair["left_record"] for pair in county.links + county.pairs):
                    how(child, record)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(_CHILD, min_size=1, max_size=12), st.sampled_from(["full_years", "school_year"]))
def test_every_child_is_in_exactly_one_line(children: list[dict], age_mode: str) -> None:
    county, last = County(age_mode=age_mode), None
    for number, about in enumerate(children):
        last = _told(county, number, about, last)
    with tempfile.TemporaryDirectory() as folder, county.opened(Path(folder)) as workspace:
        assert workspace.broken_invariants() == []
        child, ledger = workspace.table("child"), workspace.table("ledger")
        of_age = workspace.frame("SELECT record_id FROM age WHERE in_band")["record_id"].sort()
    assert child["record_id"].sort().equals(of_age)
    counted = ledger.filter(pl.col("status") != "age_unknown")
    assert counted.filter(town="*")["children"].sum() == child.height == counted.filter(pl.col("town") != "*")["children"].sum()
    _nobody_is_lost(county, child)
    _nothing_untrue_proves(county, child)


def _nobody_is_lost(county: County, child: pl.DataFrame) -> None:
    links = pl.DataFrame(county.links, schema=["left_record", "right_record"]) if county.links else pl.DataFrame(
        schema={"left_record": pl.String, "right_record": pl.String})
    told = pl.concat([links, _by_token(county), _of_the_twin(county, links), _of_the_twin(county, _by_token(county))])
    linked = set(told["left_record"])
    visited = _last_seen_out_of_school(county, told)
    for row in child.to_dicts():
        assert not (row["status"] in VERIFIED and row["record_id"] not in linked), "verified by nothing"
        if row["record_id"] in visited and row["status"] not in FILED:
            assert row["list"] in ("visit", "data_desk"), "out of school and on no list"


def _nothing_untrue_proves(county: County, child: pl.DataFrame) -> None:
    dates = {row["record_id"]: row["evidence_date"] for row in county.rows["evidence"]}
    untrue = {who: day for who, day in county.refuted.values() if day <= county.as_of}
    for row in child.filter(pl.col("status").is_in(VERIFIED), pl.col("status") != "graduated", reason="evidence_valid").to_dicts():
        assert row["child_id"] not in untrue or dates[row["evidence_record"]] > untrue[row["child_id"]]


def _by_token(county: County) -> pl.DataFrame:
    evidence = pl.DataFrame(county.rows["evidence"], schema=schema("evidence")).drop_nulls("case_token")
    return evidence.select(left_record=pl.col("case_token").str.strip_prefix("T"), right_record="record_id")


def _of_the_twin(county: County, told: pl.DataFrame) -> pl.DataFrame:
    """What is told of one row of a suspected duplicate is told of the other."""
    same = {(a["record_id"], b["record_id"]) for a in county.rows["population"] for b in county.rows["population"]
            if a is not b and a["id18"] and (a["id18"], a["name_key"], a["dob"]) == (b["id18"], b["name_key"], b["dob"])}
    pairs = {(one["left_record"], one["right_record"]) for one in county.duplicates} | same
    both = pl.DataFrame(sorted(pairs | {(b, a) for a, b in pairs}), schema={"left_record": pl.String, "twin": pl.String}, orient="row")
    return told.join(both, on="left_record").select(left_record="twin", right_record="right_record")


def _last_seen_out_of_school(county: County, told: pl.DataFrame) -> set[str]:
    """Registry rows with a visit that found the child out of school, no closing evidence and no roll record since."""
    evidence = pl.DataFrame(county.rows["evidence"], schema=schema("evidence"))
    of_child = told.join(evidence, left_on="right_record", right_on="record_id")
    roll = pl.DataFrame(county.rows["roll"], schema=schema("roll"))
    enrolled = told.join(roll, left_on="right_record", right_on="record_id").select(
        "left_record", since=pl.max_horizontal("change_date", "entry_month"))
    visits = of_child.filter(result="out_of_school").with_columns(
        pl.min_horizontal("evidence_date", pl.lit(county.as_of))).group_by("left_record").agg(visit=pl.col("evidence_date").max())
    closing = of_child.filter(~pl.col("result").is_in(NON_CLOSING_RESULTS), pl.col("evidence_date") <= county.as_of)
    leave = told.join(pl.DataFrame(county.rows["approvals"], schema=schema("approvals")), left_on="right_record", right_on="record_id")
    leave = leave.filter(pl.col("valid_from") <= county.as_of).select("left_record", since="valid_from")
    since = pl.concat([closing.select("left_record", since="evidence_date"), leave, enrolled]).group_by("left_record").agg(pl.col("since").max())
    left = visits.join(since, on="left_record", how="left").filter(pl.col("since").is_null() | (pl.col("since") < pl.col("visit")))
    return set(left["left_record"])
