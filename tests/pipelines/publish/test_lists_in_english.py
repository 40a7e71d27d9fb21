"""Lists and workbooks in English: no Chinese but the data's own, and what is filled in comes back in either language."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

import sources
from pipelines.language import CHINESE, language
from pipelines.publish.desk import VERDICT, write_data_desk
from pipelines.publish.lists import write_visit_lists
from pipelines.publish.words import GRADES
from pipelines.publish.workbook_desk import DECIDED, MENDED, write_desk_workbook
from pipelines.publish.workbook_tasks import FILL_SHEET, FILLED
from pipelines.publish.workbook_visits import write_visit_workbooks
from sources import decisions, evidence
from sources.grades import grade_number
from sources.person import Terms
from sources.reading.meanings import known_headings, meaning
from sources.vocabulary import EVIDENCE_RESULT, EVIDENCE_TYPE
from sources.vocabulary import VERDICT as VERDICTS
from tests.pipelines.publish.test_workbook import LETTER

CHINESE_SIGN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
SAY = language("en")
SPOKEN = {"zh": LETTER, "en": replace(LETTER, say=SAY)}
#: What every Chinese workbook has that nobody reads: the font's name.
UNREAD = ("微软雅黑",)


@pytest.fixture(scope="module")
def written(township, tmp_path_factory) -> dict[str, Path]:
    """Language → the folder with the township's lists and workbooks in it."""
    folders = {code: tmp_path_factory.mktemp(code) for code in SPOKEN}
    for code, folder in folders.items():
        write_visit_lists(township.ask, folder, SPOKEN[code].say)
        write_data_desk(township.ask, folder, SPOKEN[code].say)
        write_visit_workbooks(township.ask, folder, SPOKEN[code])
        write_desk_workbook(township.ask, folder, SPOKEN[code])
    return folders


@pytest.fixture(scope="module")
def of_the_data(township) -> list[str]:
    """Names, places, files, quoted values, longest first: what is never translated."""
    asked_of = (
        "SELECT name, town, village, address, guardian, last_school, own_school FROM visit_list", "SELECT name FROM responsible_person",
        "SELECT file_name, sheet, left_file, left_sheet, left_name, left_school, right_file, right_sheet, right_name, right_school, town FROM data_desk")
    found = {one for query in asked_of for column in township.ask(query).iter_columns() for one in column.drop_nulls()}
    # A register's own heading, and a text with what differs marked, in pieces.
    found |= {"身份证件号", "甲溪中心小学六年级2班", "赵伟[芳]", "赵伟[方]", "赵伟", "芳", "方", LETTER.county, LETTER.return_to, *UNREAD}
    return sorted(found - {""}, key=len, reverse=True)


def chinese(text: str, own: list[str]) -> list[str]:
    """What is Chinese in the text, but for the data's own."""
    for one in own:
        text = text.replace(one, "")
    return sorted(set(CHINESE_SIGN.findall(text)))


def test_an_english_workbook_has_no_chinese_but_the_datas_own(written, of_the_data) -> None:
    books = [path for path in written["en"].rglob("*.xlsx")]
    assert len(books) == 6
    for path in books:
        with zipfile.ZipFile(path) as parts:  # whatever is in it: cells, rules, headers, names of sheets, properties
            text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml") and "theme" not in name)
        assert chinese(text, of_the_data) == [], path.name


@pytest.mark.parametrize("name", ["exceptions.csv", "exceptions/甲溪镇.csv", "data_desk.csv"])
def test_an_english_csv_keeps_its_promised_headings_and_says_all_else_in_english(name, written, of_the_data) -> None:
    (one, *rows), (other, *_) = ((written[code] / name).read_text("utf-8-sig").splitlines() for code in ("en", "zh"))
    assert one == other
    assert chinese("\n".join(rows), of_the_data) == []
    assert len(rows) >= 2


def test_the_files_have_the_same_names_in_both_languages(written) -> None:
    one, other = ({str(path.relative_to(written[code])) for path in written[code].rglob("*")} for code in SPOKEN)
    assert one == other


@pytest.mark.parametrize(("contract", "headings"), [
    (evidence.CONTRACT, [*FILLED, "身份证号"]), (decisions.CONTRACT, [*DECIDED, *(set(MENDED) - {"办理情况"}), *VERDICT]),
], ids=["visits", "desk"])
def test_the_reader_knows_every_heading_of_ours_in_both_languages(contract, headings) -> None:
    known = known_headings(contract)
    said = {heading: (meaning(heading, known), meaning(SAY(heading), known)) for heading in headings if heading != "身份证号"}
    assert {heading: both for heading, both in said.items() if both[0] is None or both[0] != both[1]} == {}


def test_the_reader_knows_every_grade_by_its_english_name() -> None:
    assert {code: grade_number(SAY(word)) for code, word in GRADES.items()} == {code: int(code) for code in GRADES}
    assert [grade_number(text) for text in ("Grade 3", "GRADE 12", "grade 13", "grade 0", "grade", "graded 3")] == [3, 12, *[None] * 4]


def test_results_are_chosen_from_the_vocabulary_in_english_though_they_are_too_long_for_a_rule(written) -> None:
    book = openpyxl.load_workbook(written["en"] / "exceptions.xlsx")
    rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule.formula1 for rule in book["Fill in"].data_validations.dataValidation}
    for heading, words in (("核查结果", EVIDENCE_RESULT), ("证据类型", EVIDENCE_TYPE)):
        sheet, cells = rules[openpyxl.utils.get_column_letter(list(FILLED).index(heading) + 1)].strip("'").replace("'", "").split("!")
        offered = [cell for (cell,) in book[sheet][cells.replace("$", "")] for cell in [cell.value]]
        assert offered == list(words.english.values())
    assert book["Choices"].sheet_state == "hidden"


# ---------------------------------------------------------------- there and back

#: Two doors as a visitor answers them: what is chosen from a list stands in the workbook's language.
ANSWERS = [
    {"核查结果": EVIDENCE_RESULT.labels["enrolled_outside"], "证据类型": "在读证明", "证据编号": "00120034", "就读学校": "某市第一小学",
     "就读年级": "三年级", "取证日期": "2026-08-30", "有效期至": "2027-01-31", "核查人": "某甲"},
    {"核查结果": EVIDENCE_RESULT.labels["out_of_school"], "取证日期": "20260828", "备注": "其他"},
]
CHOSEN = ("核查结果", "证据类型", "就读年级")
TAKEN = [
    ("enrolled_outside", "在读证明", "00120034", "某市第一小学", 3, date(2026, 8, 30), date(2027, 1, 31), "某甲", None),
    ("out_of_school", None, None, None, None, date(2026, 8, 28), None, None, "其他"),
]
COLUMNS = ("result", "evidence_type", "evidence_no", "located_school", "located_grade", "evidence_date", "valid_until", "verifier", "remark")


def filled_in(path: Path, into: Path, sheet: str, headings: list[str], rows: list[dict[str, str]]) -> Path:
    """The workbook with those answers, by the places of their headings, from the second row on."""
    book = openpyxl.load_workbook(path)
    for at, row in enumerate(rows, 2):
        for heading, value in row.items():
            book[sheet].cell(at, headings.index(heading) + 1, value)
    book.save(into)
    return into


@pytest.mark.parametrize("chosen_in", ["zh", "en"])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_visit_workbook_comes_back_whole_whichever_language_it_went_out_in(code, chosen_in, written, tmp_path) -> None:
    """A label of the other language, typed or pasted, is understood as well."""
    label = {"zh": CHINESE, "en": SAY}[chosen_in]
    english = dict(zip(EVIDENCE_RESULT.labels.values(), EVIDENCE_RESULT.english.values(), strict=True)) if chosen_in == "en" else {}
    rows = [{heading: english.get(value) or label(value) if heading in CHOSEN else value for heading, value in row.items()}
            for row in ANSWERS]
    sheet = SPOKEN[code].say(FILL_SHEET)
    sent = filled_in(written[code] / "exceptions.xlsx", tmp_path / "back20260901.xlsx", sheet, list(FILLED), rows)
    back = sources.read("evidence", [sent], Terms(date(2026, 9, 2), ("甲溪镇",)), key=b"k" * 32)
    assert back.rows.select(COLUMNS).rows() == TAKEN
    assert back.records.group_by("outcome", "reason").len().sort("len").rows() == [("loaded", None, 2), ("quarantined", "unanswered", 24)]
    assert back.findings.filter(~pl.col("code").is_in(["row_quarantined"])).rows() == []


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("verdict", VERDICTS.codes)
def test_a_verdict_comes_back_whichever_language_it_went_out_in(code, verdict, written, tmp_path) -> None:
    say = SPOKEN[code].say
    row = dict(zip(VERDICT, (say.labels(VERDICTS)[verdict], "某甲"), strict=True))
    path = filled_in(written[code] / "data_desk.xlsx", tmp_path / "desk20260901.xlsx", say("待判定"), list(DECIDED), [row])
    back = sources.read("decisions", [path], Terms(date(2026, 9, 2)), key=b"k" * 32)
    assert back.rows.select("pair_token", "decision", "decided_by").rows() == [("P-0001", verdict, "某甲")]
    assert back.findings.filter(pl.col("code") != "row_quarantined").rows() == []
    assert back.records.height == 1
