"""What an operator reads in English who hands lists in or decides: every answer a row can get, in plain words."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, USAGE
from pipelines.operator.handing_in import handed_in, pair_decided
from pipelines.returning.answers import ANSWER
from pipelines.returning.told import explained
from pipelines.returning.wording import IGNORED, REFUSALS, REFUSED
from sources.vocabulary import EXCLUDED
from tests.english import chinese
from tests.pipelines.returning.conftest import PAIR, Small
from tests.pipelines.returning.county import children
from tests.pipelines.returning.invented import SAY, returned

HEADINGS = ("任务编号", "姓名", "核查结果", "证据编号", "取证日期")
NAMES = [name for name, _ in children(4)]
CERTIFICATE, NO_NUMBER = ("在外就读", "001", "2026-11-01"), ("在外就读", "", "2026-11-01")
VISIT, NOTHING = ("暂不在校", "", "2026-11-01"), ("", "", "")
#: Some refusals, as they are read.
READ = {
    "bad_token": "Task number wrong (check character) → correct it by the list",
    "no_evidence_date": "no evidence date → fill in the date of evidence (YYYY-MM-DD)",
    "unknown_verdict": "verdict not on the list → fill in “同一人” (same), “不是同一人” (different) or “不确定” (unsure)",
    "unknown_draw": "The draw’s number is not on file → check whether this county sent the list of phone checks out",
}


def sentence(outcome: str, code: str) -> str:
    """What stands beside a row with that answer."""
    loaded, _ = returned("evidence", {"case_token": "K"})
    row = dict.fromkeys(ANSWER) | {"outcome": outcome, "code": code, "said": [], "file_name": "a.csv", "sheet": "", "row_no": 2}
    return explained(loaded, pl.DataFrame([row], schema=ANSWER), SAY)["sentence"][0]


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_says_its_cause_and_what_to_do(code: str):
    cause, arrow, mend = sentence(REFUSED, code).partition(" → ")
    assert cause and arrow and mend
    assert not chinese(cause + mend)
    assert code not in READ or f"{cause} → {mend}" == READ[code]


@pytest.mark.parametrize("code", EXCLUDED.labels)
def test_what_does_not_count_is_said(code: str):
    assert sentence(IGNORED, code) == EXCLUDED.english[code]


@pytest.fixture
def settings(small: Small) -> Path:
    """The county's settings, with the language set to English."""
    path = small.folder / "county.toml"
    path.write_text(path.read_text("utf-8") + '[output]\nlanguage = "en"\n', "utf-8")
    return path


def filled(small: Small, *rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Answers to the tasks in their order, under the list's headings."""
    return [HEADINGS, *((token, name, *row) for token, name, row in zip(small.tokens, NAMES, rows, strict=False))]


def as_csv(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_list_is_answered_in_english_taken_known_refused_and_taken_back(small: Small, settings: Path, capsys):
    path = as_csv(small.folder / "visits.csv", filled(small, CERTIFICATE, NO_NUMBER, VISIT, NOTHING))
    assert handed_in(settings, [path], "Wang", None, withdraw=False) == NOTHING_PUBLISHED
    first = capsys.readouterr().out
    assert f"   row 3  {small.tokens[1]}  refused: Column D, “证据编号”: closing result without an evidence number → " in first
    assert "taken 2, on file 0, refused 1 (closing result without an evidence number 1), not filled in 1, cases closed since 0" in first
    assert handed_in(settings, [path], "Wang", None, withdraw=False) == NOTHING_PUBLISHED
    assert handed_in(settings, [path], "Wang", None, withdraw=True) == NOTHING_PUBLISHED  # one row was never taken
    assert handed_in(settings, [path], "Wang", None, withdraw=True) == NOTHING_PUBLISHED
    told = first + capsys.readouterr().out
    assert [line for line in told.splitlines() if chinese(line, "visits_回执")] == []


def test_the_receipt_of_a_workbook_has_its_columns_in_english_and_can_be_given_back(small: Small, settings: Path, capsys):
    path = small.folder / "visits.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Visits")
        for at, row in enumerate(filled(small, CERTIFICATE, NO_NUMBER)):
            page.write_row(at, 0, row)
    assert handed_in(settings, [path], "Wang", None, withdraw=False) == NOTHING_PUBLISHED
    receipt = small.folder / "visits_回执.xlsx"
    beside = [[cell.value for cell in row[5:]] for row in openpyxl.load_workbook(receipt)["Visits"].iter_rows()]
    assert beside[0] == ["Receipt", "Receipt note"]
    assert not any(chinese(text) for row in beside for text in row if text)
    handed_in(settings, [receipt], "Wang", None, withdraw=False)
    again = openpyxl.load_workbook(small.folder / "visits_回执2.xlsx")["Visits"]
    assert [cell.value for cell in again[1]] == [*HEADINGS, "Receipt", "Receipt note"]


def test_a_file_that_is_no_list_is_refused_in_english(small: Small, settings: Path, capsys):
    roll = small.folder / "roll.csv"
    roll.write_text("姓名,身份证件号,学籍号,学校名称,年级,学籍状态\n", "utf-8")
    (small.folder / "empty.csv").write_bytes(b"")
    for path in (roll, small.folder / "empty.csv"):
        assert handed_in(settings, [path], "Wang", None, withdraw=False) == NOTHING_PUBLISHED
        told = capsys.readouterr().err
        assert told.startswith("Not taken: ") and path.name in told and not chinese(told)


def test_a_decision_is_told_in_english_recorded_known_changed_and_taken_back(small: Small, settings: Path, capsys):
    for verdict, withdraw in (("same", False), ("same", False), ("different", False), (None, True)):
        assert pair_decided(settings, PAIR, verdict, "Wang", withdraw=withdraw) == PUBLISHED
        told = capsys.readouterr().out
        assert PAIR in told and not chinese(told), told


@pytest.mark.parametrize(("pair", "verdict", "withdraw"), [
    ("P999999999999", "same", False), (PAIR, "maybe", False), (PAIR, None, False), (PAIR, None, True)])
def test_a_decision_that_cannot_be_is_one_english_sentence(small: Small, settings: Path, pair: str, verdict: str | None, withdraw: bool, capsys):
    assert pair_decided(settings, pair, verdict, "Wang", withdraw=withdraw) == USAGE
    told = capsys.readouterr().err
    assert told.startswith("Error: ") and not chinese(told), told
