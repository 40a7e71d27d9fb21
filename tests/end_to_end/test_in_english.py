"""What the terminal says in English: no Chinese but the data's own. In Chinese it is what it was."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from checks.page import write_pages
from checks.results import RESULT
from pipelines.language import language
from pipelines.operator.explanation import draw, explanation
from pipelines.operator.terminal import checked, examined, explained, stands
from pipelines.settings import Settings, load

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


def chinese(text: str, own: list[str]) -> list[str]:
    """What is left of Chinese where the data's own values and what is quoted are taken out."""
    for value in own:
        text = text.replace(value, "")
    return sorted(set(HAN.findall(re.sub(r"“[^”]*”", "", text))))


@pytest.fixture(scope="module")
def asked(published_pattern, tmp_path_factory) -> Path:
    """The settings of a county after its first night, whose people have asked for English since."""
    folder = Path(shutil.copytree(published_pattern, tmp_path_factory.mktemp("english") / "county"))
    path = folder / "county.toml"
    told = path.read_text("utf-8")
    path.write_text(told.replace("[output]", '[output]\nlanguage = "en"') if "[output]" in told
                    else f'{told}\n[output]\nlanguage = "en"\n', "utf-8")
    return path


@pytest.fixture(scope="module")
def english(asked) -> Settings:
    return load(asked)


@pytest.fixture(scope="module")
def of_the_data(english) -> list[str]:
    """Names of people, places, schools and files, longest first."""
    with duckdb.connect(str(english.state / "personal.duckdb"), read_only=True) as con:
        con.execute(f"ATTACH '{english.out / 'rollcall.duckdb'}' AS night (READ_ONLY)")
        found = con.sql("""
            SELECT DISTINCT unnest([name, school]) AS own FROM restricted.person
            UNION SELECT unnest([town, village, school_name]) FROM night.child
            UNION SELECT unnest([file_name, sheet]) FROM night.source_file
        """).fetchall()
    return sorted({english.county.name, *(one for (one,) in found if one)}, key=len, reverse=True)


def of_each_kind(settings: Settings) -> list[str]:
    """A child of each status, link and refusal, a task of each list, and one whom the registry lacks."""
    with duckdb.connect(str(settings.out / "rollcall.duckdb"), read_only=True) as con:
        found = con.sql("""
            SELECT min(child_id) FROM child GROUP BY status, reason
            UNION SELECT min(c.child_id) FROM link l JOIN child c ON c.record_id = l.left_record GROUP BY rule
            UNION SELECT min(c.child_id) FROM pair p JOIN child c ON c.record_id = p.left_record GROUP BY why
            UNION SELECT min(case_token) FROM exception GROUP BY list
            UNION SELECT min(case_token) FROM exception WHERE child_id NOT IN (SELECT child_id FROM child)
        """).fetchall()
    return [one for (one,) in found if one]


def test_every_child_is_explained_in_english(english, of_the_data) -> None:
    said = "\n".join(explanation(english, who) for who in of_each_kind(english))
    assert chinese(said, of_the_data) == []
    assert "(the status hangs on this)" in said and "Waits for review: " in said and "task " in said


def test_numbers_and_birth_dates_are_hidden_unless_they_are_asked_for(english) -> None:
    with duckdb.connect(str(english.state / "personal.duckdb"), read_only=True) as con:
        people = con.sql("SELECT citizen_id, dob::VARCHAR FROM restricted.person WHERE length(citizen_id) = 18").fetchall()
    said, asked = ("\n".join(explanation(english, who, numbers=numbers) for who in of_each_kind(english))
                   for numbers in (False, True))
    shown = {value for person in people for value in person if value and value in asked}
    assert len(shown) > 10
    # A date that is a child's birthday may be the evidence's, too: none stands after a number.
    assert [value for value in shown if len(value) == 18 and value in said] == []
    assert re.search(r"\d{6}\*{12}  20\d\d-\*\*-\*\*", said) and not re.search(r"\*{12}  20\d\d-\d", said)


def test_the_waterfall_is_drawn_in_english(english, of_the_data, tmp_path) -> None:
    with duckdb.connect(str(english.out / "rollcall.duckdb"), read_only=True) as con:
        (child,) = con.sql("SELECT min(child_id) FROM child WHERE status = 'possible_match'").fetchall()[0]
    draw(english, child, tmp_path / "pairs.html")
    page = (tmp_path / "pairs.html").read_text("utf-8")
    assert '<html lang="en">' in page and "Result: the chance that both are one person" in page
    assert chinese(page, of_the_data) == []


@pytest.mark.parametrize(("command", "says"), [(stands, "Last run: Published, As of"), (examined, "Lock: No run is under way")])
def test_how_things_stand_is_told_in_english(asked, of_the_data, capsys, monkeypatch, command, says) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    command(asked)
    told = capsys.readouterr()
    assert says in told.out
    assert chinese(told.out + told.err, [*of_the_data, str(asked.parent)]) == []


def test_what_a_user_can_cause_is_told_in_english(asked, capsys) -> None:
    assert explained(asked, "X", None, numbers=False) == 2
    told = capsys.readouterr().err
    assert told.startswith("Error: The last night has no child X") and chinese(told, []) == []


def test_the_pages_of_the_checks_are_in_english(english, of_the_data, tmp_path) -> None:
    found = json.loads((english.out / "checks" / "results.json").read_text("utf-8"))["results"]
    write_pages(pl.DataFrame(found, schema=RESULT), tmp_path, language("en"))
    pages = {page.name: page.read_text("utf-8") for page in tmp_path.glob("*.html")}
    assert "Promises of data, checked" in pages["index.html"] and len(pages) > 8
    told = re.sub(r"<style>.*?</style>|<code>.*?</code>", "", "\n".join(pages.values()), flags=re.DOTALL)
    assert '<html lang="en">' in told and chinese(told, of_the_data) == []


def test_what_a_check_found_is_told_in_english(asked, of_the_data, capsys, tmp_path) -> None:
    assert checked(asked, None, tmp_path / "check", blocking=False) == 0
    told = capsys.readouterr()
    assert "→ Correct the number by the household booklet" in told.out and "▸ Marking " in told.err
    headings = re.sub(r"\[[^\]]*\]", "", told.out)  # as they stand in the files
    assert chinese(headings + told.err, [*of_the_data, str(tmp_path)]) == []
    desk = pl.read_csv(tmp_path / "check" / "data_desk.csv", infer_schema=False)
    assert chinese("\n".join(desk.select(pl.concat_str("级别", "来源", "问题", "处理办法", separator=" ")).to_series()), []) == []
