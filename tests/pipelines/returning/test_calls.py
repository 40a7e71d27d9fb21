"""A filled list of telephone checks, row by row; an untrue certificate is never lost to a wrong date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.publish.plans import CALL, PHONE_CHECKS
from pipelines.returning.answers import ANSWER, Answered
from pipelines.returning.calls import answered
from pipelines.returning.wording import KNOWN, REFUSALS, REFUSED, TAKEN, UNANSWERED
from sources import belongs_to
from sources.calls import CONTRACT
from tests.pipelines.returning.invented import TODAY, english, known, returned

WHOLE = {"draw_id": "D00000000000A", "result": "属实", "called_by": "王一", "called_on": "2026-11-20"}
UNTRUE = {**WHOLE, "result": "不属实"}
ON = date(2026, 11, 20)


def answer(*rows: dict, calls: list[tuple] = ()) -> Answered:
    loaded, _ = returned("calls", *rows)
    told = answered(loaded, known(draws=["D00000000000A"], calls=calls), "李二", TODAY)
    assert len(english(loaded, told)) == len(rows)
    return told


@pytest.mark.parametrize(("row", "outcome", "code", "day"), [
    (WHOLE, TAKEN, None, ON),
    (UNTRUE, TAKEN, None, ON),
    ({**WHOLE, "result": "无人接听"}, TAKEN, None, ON),
    ({**WHOLE, "called_on": None}, TAKEN, None, TODAY),
    ({**WHOLE, "called_on": "昨天"}, REFUSED, "called_on_unreadable", None),
    ({**WHOLE, "called_on": "2026-11-27"}, REFUSED, "called_in_future", None),
    ({**UNTRUE, "called_on": "昨天"}, TAKEN, None, TODAY),
    ({**UNTRUE, "called_on": "2036-11-20"}, TAKEN, None, TODAY),
    ({**WHOLE, "draw_id": "d00000000000a "}, TAKEN, None, ON),
    ({**WHOLE, "draw_id": "D00000000000B"}, REFUSED, "unknown_draw", None),
    ({**UNTRUE, "draw_id": None}, REFUSED, "no_draw", None),
    ({**WHOLE, "result": "大概是"}, REFUSED, "unknown_call", None),
    ({**WHOLE, "result": None}, UNANSWERED, "uncalled", None),
])  # fmt: skip
def test_what_is_answered_to_a_call(row, outcome, code, day):
    told = answer(row)
    assert told.answers.select("outcome", "code").rows() == [(outcome, code)]
    assert told.taken["called_on"].to_list() == ([day] if outcome == TAKEN else [])
    assert told.answers.schema == ANSWER
    assert code in (None, "uncalled") or REFUSALS[code].mend


def test_who_is_not_named_is_who_hands_it_in():
    told = answer({**WHOLE, "called_by": None})
    assert told.taken["called_by"].to_list() == ["李二"] and told.answers["said"].to_list() == [["核实人未填，记为交回人"]]


@pytest.mark.parametrize(("row", "before", "outcome", "sentence"), [
    (WHOLE, [("c1", "D00000000000A", "true", "王一", ON)], KNOWN, ""),
    ({**WHOLE, "called_on": None}, [("c1", "D00000000000A", "true", "王一", ON)], KNOWN, ""),
    (UNTRUE, [("c1", "D00000000000A", "true", "王一", date(2026, 11, 1))], TAKEN, "此前核实为“属实”（2026-11-01），以本次为准"),
    (WHOLE, [("c1", "D00000000000A", "untrue", "王一", date(2026, 11, 21))], TAKEN, "此前核实为“不属实”（2026-11-21），以那次为准"),
    (WHOLE, [("c1", "D00000000000A", "unreached", "王一", date(2026, 11, 1))], TAKEN, ""),
])  # fmt: skip
def test_what_was_found_before_is_told_and_kept(row, before, outcome, sentence):
    told = answer(row, calls=before)
    assert told.answers["outcome"].to_list() == [outcome]
    assert "；".join(told.answers["said"][0]) == sentence


def test_our_own_list_comes_back_as_it_went_out(tmp_path: Path):
    known_headings = {heading for column in CONTRACT.columns for heading in (column.heading, *column.also)}
    headings = (*PHONE_CHECKS.values(), *CALL)
    assert set(headings) <= known_headings
    (tmp_path / "phone_checks.csv").write_text(",".join(headings) + "\n", "utf-8")
    assert belongs_to(tmp_path / "phone_checks.csv", ("evidence", "decisions", "calls")) == "calls"
