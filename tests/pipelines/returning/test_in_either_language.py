"""Workbooks come back in the language that they went out in, whatever the setting is by then; what is on file is one."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.language import CHINESE, language
from pipelines.operator.guard import PUBLISHED
from pipelines.operator.handing_in import handed_in
from sources.vocabulary import EVIDENCE_RESULT, VERDICT
from tests.pipelines.returning.conftest import PAIR, Small

SPOKEN = {"zh": CHINESE, "en": language("en")}
BOTH = list(product(SPOKEN, SPOKEN))
#: What is written under a heading of ours; words of a list by their code, the rest as a person types it.
VISITS = [
    {"核查结果": "enrolled_outside", "证据类型": "在读证明", "证据编号": "001", "就读年级": "三年级", "取证日期": "2026-11-01", "备注": "其他"},
    {"核查结果": "out_of_school", "取证日期": "2026-11-01", "核查人": "某甲"},
]
ON_FILE = [
    ("在外就读", "在读证明", "001", "三年级", "2026-11-01", None, "其他"),
    ("暂不在校", None, None, None, "2026-11-01", "某甲", None),
]


def workbook(path: Path, sheet: str, rows: list[dict[str, str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate([list(rows[0]), *(row.values() for row in rows)]):
            page.write_row(at, 0, row)
    return path


def visits(small: Small, code: str) -> Path:
    """The filled list in that language, every heading of it in every row."""
    say = SPOKEN[code]
    headings = ["任务编号", *dict.fromkeys(heading for row in VISITS for heading in row)]
    rows = []
    for token, answers in zip(small.tokens, VISITS, strict=False):
        row = {"任务编号": token} | answers
        row |= {"核查结果": say.labels(EVIDENCE_RESULT)[answers["核查结果"]]}
        row |= {heading: say(answers[heading]) for heading in ("证据类型", "就读年级") if heading in answers}
        rows.append({say(heading): row.get(heading, "") for heading in headings})
    return workbook(small.folder / f"visits_{code}.xlsx", say("填报"), rows)


def set_to(small: Small, code: str) -> Path:
    """The county's settings with that language."""
    path = small.folder / "county.toml"
    path.write_text(path.read_text("utf-8") + f'[output]\nlanguage = "{code}"\n', "utf-8")
    return path


@pytest.mark.parametrize(("setting", "code"), BOTH)
def test_a_visit_workbook_is_taken_whatever_the_setting_is_now(small: Small, setting: str, code: str):
    assert handed_in(set_to(small, setting), [visits(small, code)], "王一", None, withdraw=False) == PUBLISHED
    columns = ("result", "evidence_type", "evidence_no", "located_grade", "evidence_date", "verifier", "remark")
    assert small.pieces().sort("row_no").select(columns).rows() == ON_FILE


@pytest.mark.parametrize("first", list(SPOKEN))
def test_the_same_answers_in_the_other_language_are_on_file_already(small: Small, first: str):
    settings = set_to(small, first)
    for code in sorted(SPOKEN, key=lambda code: code != first):
        assert handed_in(settings, [visits(small, code)], "王一", None, withdraw=False) == PUBLISHED
    assert small.pieces().height == 2


@pytest.mark.parametrize(("setting", "code"), BOTH)
def test_a_verdict_is_taken_whatever_the_setting_is_now(small: Small, setting: str, code: str):
    say = SPOKEN[code]
    row = {say("编号"): PAIR, say("判定"): say.labels(VERDICT)["different"], say("判定人"): "王一"}
    path = workbook(small.folder / "desk.xlsx", say("待判定"), [row])
    assert handed_in(set_to(small, setting), [path], "王一", None, withdraw=False) == PUBLISHED
    assert small.verdicts() == ["different"]
