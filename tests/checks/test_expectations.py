from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from checks.expectations import answers, importing
from checks.registers import checked
from checks.results import RESULT, refuse_if_fatal
from sources import evidence, population, roll, schools
from sources.person import FINDING, PERSON, SourceRefusedError
from tests.checks.made import AS_OF, BIRTH, NAME, NUMBER, loaded, registry


def found(results: pl.DataFrame, column: str, expectation: str, severity: str = "warn", gate: str = "as conformed") -> dict[str, Any]:
    [row] = results.filter(
        pl.col("expectation") == f"expect_column_{expectation}", gate=gate, column=column, severity=severity).rows(named=True)
    return row


def test_a_good_register_keeps_every_promise() -> None:
    results = checked(registry(), population.CONTRACT, AS_OF)
    assert dict(results.schema) == RESULT
    assert results["success"].all()
    assert set(results["gate"]) == {"files", "as read", "as conformed"}
    refuse_if_fatal(results)


def test_imperfect_columns_are_told_and_counted() -> None:
    register = registry(
        id_class=["ok18"] * 150 + ["bad_check"] * 50, dob=[BIRTH] * 3 + [date(2026, 9, 2)] + [date(2015, 3, 17)] * 186 + [None] * 10)
    results = checked(register, population.CONTRACT, AS_OF)
    valid = found(results.filter(pl.col("says").str.contains("有效")), "id_class", "values_to_be_in_set")
    assert (valid["success"], valid["checked"], valid["unexpected"], valid["unexpected_percent"]) == (False, 200, 50, 25.0)
    assert "“公民身份号码”" in valid["sentence"] and "75.00%" in valid["sentence"]
    plausible = found(results, "dob", "values_to_be_between")
    assert (plausible["success"], plausible["checked"], plausible["unexpected"]) == (False, 190, 4)
    filled = found(results, "dob", "values_to_not_be_null")
    assert (filled["success"], filled["checked"], filled["unexpected"]) == (False, 200, 10)
    refuse_if_fatal(results)


def test_one_of_two_columns_is_enough_where_the_contract_says_so() -> None:
    schema = PERSON | {"case_token": pl.String, "result": pl.String}
    told = {"case_token": ["7K3QX-9VMWC"] * 6 + [None] * 4, "name_display": [None] * 5 + [NAME] * 4 + [None], "result": "moved_away"}
    results = checked(loaded("evidence", schema, 10, told), evidence.CONTRACT, AS_OF)
    either = found(results, "case_token|name_display", "values_to_not_be_null")
    assert (either["checked"], either["unexpected"]) == (10, 1)
    assert "“任务编号”或“姓名”" in either["sentence"]


def test_blank_numbers_are_missing_and_not_invalid() -> None:
    register = registry(id_class=["ok18"] * 120 + ["blank"] * 80, citizen_id=[NUMBER] * 120 + [None] * 80)
    results = checked(register, population.CONTRACT, AS_OF)
    valid = found(results.filter(pl.col("says").str.contains("有效")), "id_class", "values_to_be_in_set")
    assert (valid["success"], valid["checked"]) == (True, 120)
    assert found(results, "citizen_id", "values_to_not_be_null")["unexpected"] == 80


def test_findings_of_cells_are_counted_by_column_with_their_kinds() -> None:
    told = [("citizen_id", "id_bad_check", n) for n in range(8)] + [("citizen_id", "id_sci", n) for n in range(5, 20)] + [("phone", "phone_unusable", 1)]
    findings = pl.DataFrame(
        [{name: None for name in FINDING} | {"source": "population", "record_id": f"population-00c0ffee00-{n}", "column_name": column, "code": code}
         for column, code, n in told], schema=FINDING)
    results = checked(replace(registry(), findings=findings), population.CONTRACT, AS_OF)
    numbers = found(results, "citizen_id", "values_to_be_in_set", gate="as read")
    assert (numbers["success"], numbers["unexpected"]) == (False, 20)
    assert "变成科学计数法 15 行、证件号码校验码不符 8 行" in numbers["sentence"]
    phones = found(results, "phone", "values_to_be_in_set", gate="as read")
    assert (phones["success"], phones["unexpected"]) == (True, 1)


@pytest.mark.parametrize(("told", "words"), [
    ({"name_display": None}, "“姓名”"),
    ({"dob": None}, "“出生日期”"),
    ({"id_class": "perhaps"}, "“公民身份号码”已分类"),
    ({"record_id": ["population-00c0ffee00-7"] * 200}, "唯一的记录编号"),
])
def test_a_broken_export_refuses_the_source(told: dict[str, object], words: str) -> None:
    with pytest.raises(SourceRefusedError, match="公安户籍人口") as refused:
        refuse_if_fatal(checked(registry(**told), population.CONTRACT, AS_OF))
    assert refused.value.register == "population"
    assert words in str(refused.value)


def test_no_share_of_a_few_rows_refuses_a_source() -> None:
    refuse_if_fatal(checked(registry(99, dob=None), population.CONTRACT, AS_OF))


def test_an_id_column_eaten_by_a_spreadsheet_is_told_and_not_refused() -> None:
    results = checked(registry(id_class="suspect_trunc", id18=None), population.CONTRACT, AS_OF)
    refuse_if_fatal(results)
    assert not found(results.filter(pl.col("says").str.contains("有效")), "id_class", "values_to_be_in_set")["success"]


def test_rows_that_are_not_accounted_for_refuse_the_source() -> None:
    register = registry()
    lost = replace(register, files=register.files.with_columns(pl.col("rows_read") + 1))
    with pytest.raises(SourceRefusedError, match="读入的行"):
        refuse_if_fatal(checked(lost, population.CONTRACT, AS_OF))


def test_a_register_that_is_mostly_quarantined_is_refused() -> None:
    register = registry()
    records = register.records.with_columns(
        outcome=pl.when(pl.int_range(pl.len()) < 120).then(pl.lit("quarantined")).otherwise("outcome"), reason=pl.lit("no_name"))
    with pytest.raises(SourceRefusedError, match="未被隔离"):
        refuse_if_fatal(checked(replace(register, records=records), population.CONTRACT, AS_OF))


def test_unrecognized_roll_statuses_refuse_the_roll() -> None:
    schema = PERSON | {"school_name": pl.String, "grade": pl.Int16, "status": pl.String}
    told = {"name_display": NAME, "id_class": "ok18", "dob": date(2015, 3, 17), "school_name": "甲镇中心小学", "grade": 5}
    refuse_if_fatal(checked(loaded("roll", schema, 200, told | {"status": "active"}), roll.CONTRACT, AS_OF))
    with pytest.raises(SourceRefusedError, match="“学籍状态”"):
        refuse_if_fatal(checked(loaded("roll", schema, 200, told), roll.CONTRACT, AS_OF))


def test_schools_and_evidence_have_promises_of_their_own() -> None:
    listed = loaded("schools", {"record_id": pl.String, "school_code": pl.String, "school_name": pl.String, "in_county": pl.Boolean}, 3,
                    {"school_code": ["0000000001", "0000000001", None], "school_name": "甲镇中心小学", "in_county": True})
    results = checked(listed, schools.CONTRACT, AS_OF)
    assert not found(results, "school_code", "values_to_be_unique")["success"]
    assert found(results, "in_county", "values_to_be_in_set")["success"]
    proven = loaded("evidence", PERSON | {"result": pl.String, "evidence_date": pl.Date, "valid_until": pl.Date}, 2, {
        "id_class": "ok18", "result": "enrolled_outside", "evidence_date": date(2026, 3, 1), "valid_until": [date(2026, 2, 1), None]})
    backwards = found(checked(proven, evidence.CONTRACT, AS_OF), "valid_until", "pair_values_a_to_be_greater_than_b")
    assert (backwards["success"], backwards["checked"], backwards["unexpected"]) == (False, 1, 1)


def test_an_optional_register_without_rows_breaks_nothing_and_a_required_one_is_told() -> None:
    empty = loaded("evidence", PERSON | {"result": pl.String}, 0, {})
    assert checked(empty, evidence.CONTRACT, AS_OF)["success"].all()
    results = checked(registry(0), population.CONTRACT, AS_OF)
    refuse_if_fatal(results)
    assert results.filter(~pl.col("success"))["sentence"].to_list() == ["没有数据行：请确认导出完整。"]


def test_an_expectation_that_cannot_be_evaluated_is_a_failure_that_says_so() -> None:
    schema = PERSON | {"cancel_date": pl.String}
    register = loaded("population", schema, 200, {"name_display": NAME, "id_class": "ok18", "cancel_date": NAME})
    unanswered = found(checked(register, population.CONTRACT, AS_OF), "cancel_date", "values_to_be_between")
    assert (unanswered["success"], "未能核对" in unanswered["sentence"]) == (False, True)


def test_great_expectations_and_pandas_are_imported_only_when_a_register_is_checked() -> None:
    code = "import checks.expectations, checks.page, sys; print([m for m in ('great_expectations', 'pandas', 'scipy') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_an_import_in_another_thread_does_not_end_the_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bool, bool]] = []

    def asked(*_: object) -> object:
        thread.append(importing())
        thread[0].join(0.2)
        seen.append((thread[0].is_alive(), logging.getLogger("great_expectations").propagate))
        raise LookupError

    thread: list[Any] = []
    monkeypatch.setattr("checks.expectations._source", asked)
    with duckdb.connect() as connection, pytest.raises(LookupError):
        answers(connection, {})
    thread[0].join()
    assert seen == [(True, False)]
    assert logging.getLogger("great_expectations").propagate


def test_keys_that_are_there_twice_are_counted_whatever_else_is_asked() -> None:
    codes = ["0000000001"] * 3 + ["0000000002", None, "0000000003"]
    listed = loaded("schools", {"record_id": pl.String, "school_code": pl.String, "school_name": pl.String}, 6, {"school_code": codes})
    counted = found(checked(listed, schools.CONTRACT, AS_OF), "school_code", "values_to_be_unique")
    assert (counted["success"], counted["checked"], counted["unexpected"]) == (False, 5, 3)
    once = replace(listed, rows=listed.rows.with_columns(school_code=pl.col("record_id")))
    counted = found(checked(once, schools.CONTRACT, AS_OF), "school_code", "values_to_be_unique")
    assert (counted["success"], counted["checked"], counted["unexpected"]) == (True, 6, 0)
