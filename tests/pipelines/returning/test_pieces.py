"""A filled visit list, row by row: what is answered to whom, drawn as an office would explain it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.returning.answers import ANSWER, Answered
from pipelines.returning.pieces import answered
from pipelines.returning.wording import IGNORED, KNOWN, REFUSALS, REFUSED, TAKEN, UNANSWERED
from tests.pipelines.returning.invented import KEY, TODAY, english, known, number, returned, token

WHOLE = {"case_token": token("A"), "name": "赵一", "result": "在外就读", "evidence_no": "证1", "evidence_date": "2026-11-01"}
OPEN = {"case_token": token("A"), "name": "赵一", "result": "暂不在校", "evidence_date": "2026-11-01"}
NO_TOKEN = {**WHOLE, "case_token": None, "citizen_id": number("A")}


def answer(*rows: dict, **on_file) -> Answered:
    loaded, cells = returned("evidence", *rows)
    told = answered(loaded, cells, known(**on_file), KEY, TODAY)
    assert len(english(loaded, told)) == len(rows)
    return told


def outcomes(told: Answered) -> list[tuple[str, str | None]]:
    return told.answers.select("outcome", "code").rows()


def said(told: Answered, place: int = 0) -> str:
    return "；".join(told.answers["said"][place])


DAMAGED = token("A")[:2] + "7" + token("A")[3:]


@pytest.mark.parametrize(("row", "outcome", "code"), [
    (WHOLE, TAKEN, None),
    (OPEN, TAKEN, None),
    (NO_TOKEN, TAKEN, None),
    ({**WHOLE, "case_token": token("A").lower().replace("-", " ")}, TAKEN, None),
    ({**WHOLE, "name": None}, TAKEN, None),
    ({**WHOLE, "citizen_id": number("A")}, TAKEN, None),
    ({**WHOLE, "citizen_id": number("A"), "name": "赵壹"}, TAKEN, None),  # the number says that it is the same child
    ({**WHOLE, "name": "赵?"}, TAKEN, None),  # nobody can read it
    ({**WHOLE, "case_token": DAMAGED}, REFUSED, "bad_token"),
    ({**WHOLE, "case_token": token("Z")}, REFUSED, "unknown_token"),
    ({**WHOLE, "name": "钱二"}, REFUSED, "name_of_another"),
    ({**OPEN, "name": "钱二"}, REFUSED, "name_of_another"),
    ({**WHOLE, "citizen_id": number("B")}, REFUSED, "token_of_another"),
    ({**WHOLE, "case_token": None}, REFUSED, "no_child_key"),
    ({**NO_TOKEN, "citizen_id": number("A")[:17]}, REFUSED, "id_unusable"),
    ({**NO_TOKEN, "citizen_id": number("A")[:15] + "000"}, REFUSED, "id_unusable"),
    ({**NO_TOKEN, "name": None}, REFUSED, "no_child_key"),
    ({**WHOLE, "result": "在月球就读"}, REFUSED, "unknown_result"),
    ({**WHOLE, "evidence_no": None}, REFUSED, "no_evidence_ref"),
    ({**OPEN, "evidence_no": None}, TAKEN, None),
    ({**WHOLE, "evidence_date": None}, REFUSED, "no_evidence_date"),
    ({**WHOLE, "evidence_date": "上周"}, REFUSED, "evidence_date_unreadable"),
    ({**WHOLE, "evidence_date": "26.11.1"}, REFUSED, "evidence_date_two_digit"),
    ({**WHOLE, "evidence_date": "2026-11-27"}, REFUSED, "evidence_in_future"),
    ({**WHOLE, "evidence_date": "2026-11-26"}, TAKEN, None),
    ({**OPEN, "evidence_date": "2026-11-27"}, TAKEN, None),
    ({**WHOLE, "valid_until": "2026-10-31"}, REFUSED, "valid_before_evidence"),
    ({**WHOLE, "valid_until": "学期末"}, REFUSED, "valid_until_unreadable"),
    ({**WHOLE, "located_grade": "第几年"}, TAKEN, None),
    ({"case_token": token("A"), "name": "赵一", "remark": "下周去"}, UNANSWERED, "unanswered"),
])  # fmt: skip
def test_what_is_answered_to_a_row(row: dict, outcome: str, code: str | None):
    told = answer(row)
    assert outcomes(told) == [(outcome, code)]
    assert told.taken.height == (outcome == TAKEN)
    assert told.answers.schema == ANSWER
    assert code is None or code == "unanswered" or REFUSALS[code].mend


def test_a_damaged_token_is_told_the_nearest_open_one():
    assert said(answer({**WHOLE, "case_token": DAMAGED})) == f"最接近的在案编号是 {token('A')}，请核对"
    assert said(answer({**WHOLE, "case_token": DAMAGED}, closed={"A": date(2026, 10, 1)})) == ""
    assert said(answer({**WHOLE, "case_token": "K7Q2-M9XF-U"})) == ""


def test_what_is_known_is_known_in_whichever_file_and_however_written():
    first = answer(WHOLE).taken.row(0, named=True)
    piece = {"piece_id": "p1", "who": "A"} | {name: first[name] for name in first if name not in (
        "record_id", "case_token", "child_id", "name", "citizen_id")}
    again = {**WHOLE, "evidence_date": "2026年11月1日", "case_token": token("A").replace("-", "")}
    told = answer(again, NO_TOKEN, {**WHOLE, "remark": "电话核实"}, {**WHOLE, "evidence_date": "2026-11-02"}, pieces=[piece])
    assert [one for one, _ in outcomes(told)] == [KNOWN, KNOWN, TAKEN, TAKEN]
    assert told.withdrawable["item"].to_list() == ["p1", "p1"]


def test_the_same_said_twice_in_one_file_is_one_item():
    told = answer(WHOLE, {**WHOLE, "evidence_date": "2026/11/1"}, {**WHOLE, "verifier": "王一"})
    assert [one for one, _ in outcomes(told)] == [TAKEN, KNOWN, TAKEN]


@pytest.mark.parametrize(("row", "on_file", "closed", "sentence"), [
    (WHOLE, [], None, ""),
    (WHOLE, [("A", "enrolled_outside", date(2026, 9, 1))], None, ""),
    (WHOLE, [("A", "out_of_school", date(2026, 9, 1))], None, "此前在案的结果是“暂不在校”（2026-09-01），以本次为准"),
    (WHOLE, [("A", "out_of_school", date(2026, 11, 20))], None, "在案有更新的结果“暂不在校”（2026-11-20），以新的为准"),
    (WHOLE, [("A", "deceased", date(2026, 11, 1))], None, "同一天另有结果“死亡”，互相矛盾：两者并存，待核实；填错的请用 --withdraw 撤回"),
    (WHOLE, [("A", "person_unknown", date(2026, 11, 20))], None, ""),
    (WHOLE, [("B", "deceased", date(2026, 11, 1))], None, ""),
    (WHOLE, [], date(2026, 11, 10), "案件已于 2026-11-10 关闭"),
    (OPEN, [], date(2026, 11, 10), "案件已于 2026-11-10 关闭，本次结果为暂不在校，将重新列入"),
    ({**OPEN, "evidence_date": None}, [], None, "取证日期未填，按收回之日计"),
    ({**OPEN, "evidence_date": "上周"}, [], None, "取证日期无法识别，按收回之日计"),
    ({**OPEN, "evidence_date": "2027-11-01"}, [], None, "取证日期晚于今天，按收回之日计"),
    ({**OPEN, "evidence_date": None}, [("A", "enrolled_outside", date(2026, 11, 20))], None,
     "此前在案的结果是“在外就读”（2026-11-20），以本次为准；取证日期未填，按收回之日计"),
    ({**WHOLE, "located_grade": "第几年"}, [], None, "年级无法识别，未采用该格"),
])  # fmt: skip
def test_what_is_on_file_is_told_and_kept(row, on_file, closed, sentence):
    told = answer(row, on_file=on_file, closed={"A": closed} if closed else None)
    assert outcomes(told) == [(TAKEN, None)]
    assert said(told) == sentence
    assert told.answers["closed"].to_list() == [closed is not None]


def test_two_rows_of_one_file_can_be_at_odds():
    told = answer(WHOLE, {**WHOLE, "result": "死亡", "evidence_no": "销1"})
    assert [one for one, _ in outcomes(told)] == [TAKEN, TAKEN]
    assert "互相矛盾" in said(told, 0) and "互相矛盾" in said(told, 1)


def test_one_certificate_for_two_children_is_told():
    told = answer(WHOLE, {**WHOLE, "case_token": token("B"), "name": "钱二"})
    assert [said(told, place) for place in (0, 1)] == ["同一证据编号用于几名儿童，请核对"] * 2


def test_an_unfilled_row_of_a_closed_case_need_not_be_filled():
    told = answer({"case_token": token("A")}, closed={"A": date(2026, 11, 10)})
    assert said(told) == "案件已于 2026-11-10 关闭，不需再办"


def test_a_name_is_kept_only_where_nothing_else_says_whom_it_is_about():
    told = answer({**WHOLE, "citizen_id": number("A")}, {**NO_TOKEN, "evidence_no": "证2"})
    assert told.taken.select("case_token", "child_id", "name", "citizen_id").rows() == [
        (token("A"), "A", None, None), (None, "A", "赵一", number("A"))]


def test_who_is_unlike_the_child_of_that_number_is_left_to_the_night():
    assert answer({**NO_TOKEN, "name": "周五"}).taken["child_id"].to_list() == [None]


def test_what_does_not_count_is_said():
    loaded, cells = returned("evidence", WHOLE, WHOLE)
    records = loaded.records.with_columns(
        outcome=pl.Series(["loaded", "excluded"]), reason=pl.Series([None, "total"], dtype=pl.String))
    rows = loaded.rows.head(1)
    told = answered(replace(loaded, rows=rows, records=records), cells.head(1), known(), KEY, TODAY)
    assert outcomes(told) == [(TAKEN, None), (IGNORED, "total")]
