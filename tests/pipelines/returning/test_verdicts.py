"""A filled data desk's list, row by row."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.returning.answers import ANSWER, Answered
from pipelines.returning.verdicts import answered
from pipelines.returning.wording import KNOWN, REFUSALS, REFUSED, TAKEN, UNANSWERED
from tests.pipelines.returning.invented import TODAY, english, known, returned

PAIRS = {"P00000000000A": True, "P00000000000B": False}
WHOLE = {"pair_token": "P00000000000A", "decision": "同一人", "decided_by": "王一", "decided_on": "2026-11-20"}
BY_RECORDS = {"left_record": "population-P00000000000A", "right_record": "roll-P00000000000A"}
OLD = date(2026, 11, 1)


def answer(*rows: dict, verdicts: list[tuple] = ()) -> Answered:
    loaded, cells = returned("decisions", *rows)
    told = answered(loaded, cells, known(pairs=PAIRS, verdicts=verdicts), TODAY)
    assert len(english(loaded, told)) == len(rows)
    return told


@pytest.mark.parametrize(("change", "outcome", "code"), [
    ({}, TAKEN, None),
    ({"decision": "不是同一人"}, TAKEN, None),
    ({"decision": "不确定"}, TAKEN, None),
    ({"decided_on": None}, TAKEN, None),
    ({"pair_token": "p00000000000a"}, TAKEN, None),
    ({"decision": None, "decided_by": None}, UNANSWERED, "undecided"),
    ({"decision": None}, UNANSWERED, "undecided"),
    ({"decision": "好像是"}, REFUSED, "unknown_verdict"),
    ({"decided_by": None}, REFUSED, "no_decider"),
    ({"pair_token": None}, REFUSED, "no_pair_key"),
    ({"pair_token": "P00000000000C"}, REFUSED, "unknown_pair"),
    ({"pair_token": "C00000000000A"}, REFUSED, "not_a_pair"),
    ({"pair_token": "R00000000000A"}, REFUSED, "not_a_pair"),
    ({"pair_token": None, **BY_RECORDS}, TAKEN, None),
    ({"pair_token": None, "left_record": BY_RECORDS["right_record"], "right_record": BY_RECORDS["left_record"]}, TAKEN, None),
    (BY_RECORDS, TAKEN, None),
    ({"pair_token": None, "left_record": BY_RECORDS["left_record"]}, REFUSED, "no_pair_key"),
    ({"pair_token": None, **BY_RECORDS, "right_record": "roll-x"}, REFUSED, "unknown_records"),
    ({"pair_token": "P00000000000B", **BY_RECORDS}, REFUSED, "records_of_another"),
    ({"decided_on": "2026-11-27"}, REFUSED, "decided_in_future"),
    ({"decided_on": "前天"}, REFUSED, "decided_on_unreadable"),
    ({"decided_on": "26-11-20"}, REFUSED, "decided_on_unreadable"),
])  # fmt: skip
def test_what_is_answered_to_a_verdict(change: dict, outcome: str, code: str | None):
    told = answer({**WHOLE, **change})
    assert told.answers.select("outcome", "code").rows() == [(outcome, code)]
    assert told.taken.height == (outcome == TAKEN)
    assert told.answers.schema == ANSWER
    assert code in (None, "undecided") or REFUSALS[code].mend


def test_however_a_pair_is_named_it_is_one_verdict():
    told = answer(WHOLE, {**WHOLE, "pair_token": None, **BY_RECORDS})
    assert told.answers["outcome"].to_list() == [TAKEN, KNOWN]
    assert told.answers["token"].to_list() == ["P00000000000A"] * 2
    assert told.taken["pair_token"].to_list() == ["P00000000000A"]


def test_a_verdict_without_a_day_is_of_today():
    assert answer({**WHOLE, "decided_on": None}).taken["decided_on"].to_list() == [TODAY]


@pytest.mark.parametrize(("row", "before", "outcome", "sentence"), [
    (WHOLE, [("v1", "P00000000000A", "same", "王一", date(2026, 11, 20))], KNOWN, ""),
    ({**WHOLE, "decided_on": None}, [("v1", "P00000000000A", "same", "王一", OLD)], KNOWN, ""),
    (WHOLE, [("v1", "P00000000000A", "same", "王一", OLD)], TAKEN, ""),
    (WHOLE, [("v1", "P00000000000A", "different", "李二", OLD)], TAKEN, "此前判定为“不是同一人”（2026-11-01），以本次为准"),
    (WHOLE, [("v1", "P00000000000A", "different", "李二", date(2026, 11, 25))], TAKEN, "在案有更新的判定“不是同一人”（2026-11-25），以新的为准"),
    ({**WHOLE, "decided_on": None},
     [("v1", "P00000000000A", "same", "王一", OLD), ("v2", "P00000000000A", "different", "王一", date(2026, 11, 2))], TAKEN,
     "此前判定为“不是同一人”（2026-11-02），以本次为准"),
    ({**WHOLE, "pair_token": "P00000000000B"}, [], TAKEN, "这一对已不在最近的清单上，仍已记录"),
])  # fmt: skip
def test_what_was_decided_before_is_told_and_kept(row, before, outcome, sentence):
    told = answer(row, verdicts=before)
    assert told.answers["outcome"].to_list() == [outcome]
    assert "；".join(told.answers["said"][0]) == sentence
    assert told.withdrawable["item"].to_list() == (["v1"] if outcome == KNOWN else [])


def test_two_verdicts_of_one_file_are_told():
    told = answer(WHOLE, {**WHOLE, "decision": "不确定"}, WHOLE)
    assert told.answers["outcome"].to_list() == [TAKEN, TAKEN, KNOWN]
    assert "另有不同的判定" in told.answers["said"][0][0]
