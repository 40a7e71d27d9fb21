"""A visit list of a thousand rows comes back, one in twenty wrong in every way there is: each is answered right."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from pipelines.casebook import Casebook
from pipelines.casebook.tokens import case_token, keyed
from pipelines.operator.explanation import explanation
from pipelines.returning import Handed, Outcome, returned
from pipelines.returning.told import BESIDE
from pipelines.returning.wording import ABSENT, IGNORED, KNOWN, OUTCOMES, REFUSED, TAKEN, UNANSWERED, WITHDRAWN
from pipelines.settings import Settings, load
from tests.pipelines.returning.county import AS_OF, county, number
from tests.pipelines.returning.nights import plain_night

ROWS, TODAY = 1_000, date(2026, 11, 2)
Row = dict[str, str]
FORMS = (".csv", ".xlsx")
#: The rows of the heading, and of the title above it.
ABOVE = {".csv": 1, ".xlsx": 2}


def _damaged(token: str) -> str:
    other = next(one for one in "23456789" if one != token[2])
    return token[:2] + other + token[3:]


@dataclass(frozen=True)
class Wrong:
    """One way in which a row comes back wrong, or odd: what was done to it, and what must be answered."""

    outcome: str
    code: str | None
    cells: Row = field(default_factory=dict)
    change: Callable[[Row], Row] = lambda row: {}
    says: str = ""


OPEN = {"核查结果": "暂不在校", "证据编号": ""}
WAYS = (
    Wrong(REFUSED, "bad_token", change=lambda row: {"任务编号": _damaged(row["任务编号"])}, says="最接近的在案编号是"),
    Wrong(REFUSED, "bad_token", change=lambda row: {"任务编号": row["任务编号"][:-2]}, says="校验不符"),
    Wrong(REFUSED, "unknown_token", change=lambda row: {"任务编号": case_token(keyed(b"another county", row["任务编号"]))}),
    Wrong(REFUSED, "name_of_another", {"姓名": "另一人"}),
    Wrong(REFUSED, "name_of_another", {"姓名": "另一人", **OPEN}),
    Wrong(REFUSED, "token_of_another", {"身份证号": number(ROWS + 40)}),
    Wrong(REFUSED, "no_child_key", {"任务编号": ""}),
    Wrong(REFUSED, "id_unusable", {"任务编号": "", "身份证号": number(3)[:17]}),
    Wrong(REFUSED, "id_unusable", {"任务编号": "", "身份证号": number(3)[:15] + "000"}),
    Wrong(REFUSED, "unknown_result", {"核查结果": "在月球就读"}),
    Wrong(REFUSED, "unknown_result", {"核查结果": ""}),
    Wrong(REFUSED, "no_evidence_ref", {"证据编号": ""}, says="请填写证据编号"),
    Wrong(REFUSED, "no_evidence_ref", {"核查结果": "死亡", "证据编号": "无"}),
    Wrong(REFUSED, "no_evidence_date", {"取证日期": ""}),
    Wrong(REFUSED, "evidence_date_unreadable", {"取证日期": "上周"}),
    Wrong(REFUSED, "evidence_date_unreadable", {"取证日期": "2026-02-30"}),
    Wrong(REFUSED, "evidence_date_two_digit", {"取证日期": "26.10.20"}),
    Wrong(REFUSED, "evidence_in_future", {"取证日期": "2026-11-03"}),
    Wrong(REFUSED, "valid_before_evidence", {"有效期至": "2026-10-01"}),
    Wrong(REFUSED, "valid_until_unreadable", {"有效期至": "学期末"}),
    Wrong(TAKEN, None, {"就读年级": "第几年"}, says="年级无法识别"),
    Wrong(TAKEN, None, {**OPEN, "取证日期": ""}, says="取证日期未填"),
    Wrong(TAKEN, None, {**OPEN, "取证日期": "去年"}, says="取证日期无法识别"),
    Wrong(TAKEN, None, {**OPEN, "取证日期": "2036-10-20"}, says="取证日期晚于今天"),
    Wrong(TAKEN, None, change=lambda row: {"任务编号": row["任务编号"].lower().replace("-", " ")}),
)


@dataclass(frozen=True)
class Sheet:
    """A filled list: its rows in order, and what must be answered to each that is not blank."""

    rows: list[Row]
    expected: list[tuple[str, str | None, str]]

    def at(self, form: str) -> list[int]:
        """The row numbers of what is answered, as the spreadsheet shows them."""
        return [place for place, row in enumerate(self.rows, ABOVE[form] + 1) if any(row.values())]


def filled(listed: pl.DataFrame) -> Sheet:
    """The county's list as it comes back: answered, one in twenty wrong, some not visited yet, office lines between."""
    rows, expected = [], []
    for place, row in enumerate(listed.with_columns(身份证号=pl.lit("")).head(ROWS).to_dicts()):
        row = {name: cell or "" for name, cell in row.items()}
        if place % 20 == 7:
            way = WAYS[place // 20 % len(WAYS)]
            rows.append({**_whole(row, place), **way.cells, **way.change(row)})
            expected.append((way.outcome, way.code, way.says))
        elif place % 10 == 3:
            rows.append(row | {"备注": "下周去"})
            expected.append((UNANSWERED, "unanswered", ""))
        else:
            rows.append(_whole(row, place))
            expected.append((TAKEN, None, ""))
    headings = dict(zip(row, row, strict=True))
    blank = dict.fromkeys(row, "")
    rows += [headings, rows[0], blank, blank | {"任务编号": "合计", "优先级": "1000"}]
    expected += [(IGNORED, "repeated_header", ""), (KNOWN, "duplicate_row", ""), (IGNORED, "total", "")]
    return Sheet(rows, expected)


def _whole(row: Row, place: int) -> Row:
    """A row as it ought to come back."""
    if place % 4 == 1:
        return row | {"核查结果": "暂不在校", "取证日期": "2026-10-20", "核查人": "王一"}
    return row | {"核查结果": "在外就读", "证据编号": f"证2026-{place:04d}", "取证日期": "2026年10月20日", "就读年级": "初一",
                  "就读学校": "外地中学", "有效期至": "2027-01-31", "核查人": "王一"}


def _written(sheet: Sheet, path: Path) -> Path:
    frame = pl.DataFrame(sheet.rows)
    if path.suffix == ".csv":
        frame.write_csv(path, include_bom=True, line_terminator="\r\n", quote_style="always")
        return path
    with xlsxwriter.Workbook(path) as book:
        page, day = book.add_worksheet("甲镇"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.merge_range(0, 0, 0, frame.width - 1, "甲镇核查清单")
        page.write_row(1, 0, frame.columns)
        for at, row in enumerate(frame.iter_rows(), 2):
            for column, text in enumerate(row):
                if text == "2027-01-31":
                    page.write_datetime(at, column, date(2027, 1, 31), day)
                elif text:
                    page.write_string(at, column, text)
    return path


@dataclass(frozen=True)
class Back:
    """The list given back twice, what was answered each time, and the county in which it was."""

    settings: Settings
    path: Path
    sheet: Sheet
    first: Outcome
    pieces: pl.DataFrame
    second: Outcome
    pieces_after: pl.DataFrame


@pytest.fixture(scope="module")
def listed_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county after its first night, every child a task."""
    folder = tmp_path_factory.mktemp("thousand") / "county"
    plain_night(county(folder, ROWS + 50), AS_OF)
    return folder


@pytest.fixture(scope="module", params=FORMS)
def back(request: pytest.FixtureRequest, listed_county: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Back]:
    folder = Path(shutil.copytree(listed_county, tmp_path_factory.mktemp("back") / "county"))
    settings = load(folder / "county.toml")
    sheet = filled(pl.read_csv(folder / "out" / "exceptions.csv", infer_schema=False))
    path = _written(sheet, folder / f"甲镇{request.param}")

    def once() -> tuple[Outcome, pl.DataFrame]:
        (outcome,) = returned(settings, [path], Handed("王一"), TODAY)
        with Casebook.of(settings) as casebook:
            return outcome, casebook.read().pieces

    yield Back(settings, path, sheet, *once(), *once())


def test_each_row_is_answered_right(back: Back):
    answers = back.first.answers
    told = answers.select("row_no", "outcome", "code").rows()
    wanted = [(row, outcome, code) for row, (outcome, code, _) in zip(back.sheet.at(back.path.suffix), back.sheet.expected, strict=True)]
    assert told == wanted
    assert not back.first.complete
    says = [one for _, _, one in back.sheet.expected]
    assert [text for text, one in zip(answers["sentence"], says, strict=True) if one not in text] == []


def test_a_refusal_names_the_column_the_cause_and_the_mend(back: Back):
    refused = back.first.answers.filter(outcome=REFUSED)
    assert refused["sentence"].str.contains(" → ", literal=True).all()
    assert refused["sentence"].str.contains(r"^[A-Z]{1,2} 列“").all()


def test_a_damaged_token_is_told_the_right_one(back: Back):
    told = {place: text.split("最接近的在案编号是 ")[1].split("，")[0]
            for place, text in enumerate(back.first.answers["sentence"]) if "最接近" in text}
    listed = pl.read_csv(back.settings.out / "exceptions.csv", infer_schema=False)["任务编号"]
    assert len(told) == 4 and told == {place: listed[place] for place in told}


def test_what_is_printed_names_nobody(back: Back):
    printed = "\n".join(back.first.lines)
    cells = {row[name] for row in back.sheet.rows[:ROWS] for name in ("姓名", "身份证号", "村(居)") if len(row[name]) > 2}
    assert len(cells) > 500
    assert [cell for cell in cells if cell in printed] == []


def test_twice_changes_nothing(back: Back):
    assert back.pieces_after.equals(back.pieces)
    first, second = back.first.answers, back.second.answers
    was_taken = first["outcome"] == TAKEN
    assert (second.filter(was_taken)["outcome"] == KNOWN).all()
    same = ["row_no", "outcome", "code", "sentence"]
    assert second.filter(~was_taken).select(same).equals(first.filter(~was_taken).select(same))
    assert any("收过" in line for line in back.second.lines)


def test_the_sums_add_up(back: Back):
    outcomes = dict(back.first.answers.group_by("outcome").len().rows())
    assert back.pieces.height == outcomes[TAKEN] and outcomes[REFUSED] == 40 and sum(outcomes.values()) == ROWS + 3
    summary = back.first.lines[-2]
    assert f"已收 {outcomes[TAKEN]}，已在案 1，拒收 40（" in summary and f"未填写 {outcomes[UNANSWERED]}，" in summary


def test_the_copy_has_the_answers_beside_the_rows_and_can_be_given_back(back: Back):
    copy = back.first.receipt
    assert copy.stem == "甲镇_回执" and copy.suffix == back.path.suffix and copy.stat().st_mode & 0o777 == 0o600
    (again,) = returned(back.settings, [copy], Handed("王一"), TODAY)
    same = ["row_no", "outcome", "code", "sentence"]
    assert again.answers.select(same).equals(back.second.answers.select(same))
    assert again.receipt not in (copy, back.second.receipt)
    beside = _column(copy, BESIDE[0])
    assert [text for text in beside if text] == [OUTCOMES[one] for one in back.first.answers["outcome"]]


def _column(path: Path, heading: str) -> list[str]:
    if path.suffix == ".csv":
        return [text or "" for text in pl.read_csv(path, infer_schema=False)[heading]]
    from openpyxl import load_workbook

    rows = list(load_workbook(path).active.iter_rows(min_row=2, values_only=True))
    return [row[rows[0].index(heading)] or "" for row in rows[1:]]


def test_the_next_night_knows_it_and_a_withdrawal_takes_it_back(back: Back):
    if back.path.suffix != ".csv":
        pytest.skip("what is in the casebook is the same, whichever form it came in")
    taken = back.first.answers.filter(pl.col("outcome") == TAKEN)["token"]
    results = dict(back.pieces.select("case_token", "result").rows())
    tokens = dict(plain_night(back.settings, date(2026, 11, 3)).select("child_id", "status").rows())
    with Casebook.of(back.settings) as casebook:
        child_of = dict(casebook.read().tokens.rows())
    wanted = {"在外就读": "enrolled_outside", "暂不在校": "out_of_school"}
    assert [token for token in taken if tokens[child_of[token]] != wanted[results[token]]] == []
    assert {tokens[child] for token, child in child_of.items() if token not in results} == {"not_found"}
    said = explanation(back.settings, child_of[taken[0]])
    assert re.search(r"案件簿 第 \d+ 件（交回的清单）（状态由此认定）\n    在外就读　取证日期 2026-10-20　按任务编号认定为本人", said)
    (outcome,) = returned(back.settings, [back.path], Handed("李二", withdraw=True), TODAY)
    assert outcome.answers.filter(outcome=WITHDRAWN).height == taken.len()
    assert outcome.answers.filter(outcome=ABSENT).height == 40
    assert set(plain_night(back.settings, date(2026, 11, 4))["status"]) == {"not_found"}
