"""What leaves the bureau: no small count, none to be reckoned, and every export on file."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.language import language
from pipelines.publish.export_log import LOG, broken_line, last_shown
from pipelines.publish.sharing import FEW, HIDDEN, Export, share
from sources.vocabulary import CHILD_STATUS, LIST_OF_STATUS

EXPORT = Export("某甲", "报市教育局", 5, datetime(2026, 9, 2, 9))


@pytest.fixture
def county(invented):
    """Six towns, most lines of the ledger sparse."""
    ledger = {status: 12 + 7 * n % 90 for n, status in enumerate(LIST_OF_STATUS)}
    return invented(ledger | {"enrolled_in_town": 2400, "enrolled_in_county": 600}, towns=6)


@pytest.fixture
def published(county, tmp_path) -> Path:
    """``rollcall.duckdb`` of the county."""
    path = tmp_path / "rollcall.duckdb"
    with duckdb.connect(str(path)) as connection:
        for name in ("child", "run"):
            connection.register("incoming", county.ask(f"FROM {name}").to_arrow())
            connection.execute(f"CREATE TABLE {name} AS FROM incoming")
            connection.unregister("incoming")
    return path


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_no_small_count_is_in_what_leaves(published, tmp_path) -> None:
    written, _ = share(published, tmp_path, tmp_path / "share", EXPORT)
    assert [path.name for path in written] == ["台账_2026-09-01.csv", "清单_按年龄_2026-09-01.csv", "说明_2026-09-01.txt"]
    for path in written[:2]:
        _, *lines = rows(path)
        counts = [cell for line in lines for cell in line[1:] if cell != HIDDEN]
        assert not {int(cell) for cell in counts} & set(range(1, 5))
    assert any(HIDDEN in line for line in rows(written[0]))
    assert "实有人数" in written[2].read_text("utf-8-sig")


def test_an_english_export_keeps_its_file_names_and_headings_and_says_all_else_in_english(published, county, tmp_path) -> None:
    spoken = [EXPORT, replace(EXPORT, say=language("en"))]
    chinese, english = (share(published, tmp_path / str(at), tmp_path / str(at) / "share", one)[0] for at, one in enumerate(spoken))
    assert [path.name for path in chinese] == [path.name for path in english]
    towns = set(county.people["town"])
    for one, other in zip(chinese[:2], english[:2], strict=True):
        assert rows(one)[0] == rows(other)[0]
        cells = {cell for line in rows(other)[1:] for cell in line} - towns
        assert {cell for cell in cells if not cell.isdigit()} == {"withheld", "Total"}
        assert [[cell == "withheld" for cell in line] for line in rows(other)] == [[cell == HIDDEN for cell in line] for line in rows(one)]
    assert not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", english[2].read_text("utf-8-sig"))
    hidden = [[file["hidden"] for file in json.loads((tmp_path / at / LOG).read_text())["files"]] for at in "01"]
    assert hidden[0] == hidden[1] and min(hidden[0]) > 0


def test_totals_are_those_of_the_county(published, county, tmp_path) -> None:
    (ledger, ages, _), _ = share(published, tmp_path, tmp_path / "share", EXPORT)
    heading, *lines = rows(ledger)
    assert heading == ["乡镇", *CHILD_STATUS.labels.values(), "合计"]
    assert int(lines[-1][-1]) == int(rows(ages)[-1][-1]) == county.people.height
    assert [line[0] for line in rows(ages)[1:]] == [*map(str, range(6, 16)), "合计"]
    for line in lines:
        shown = [int(cell) for cell in line[1:-1] if cell != HIDDEN]
        assert line[-1] == HIDDEN or (sum(shown) <= int(line[-1]) and (HIDDEN in line) is (sum(shown) < int(line[-1])))


def test_a_child_more_on_the_next_day_is_not_to_be_seen(published, tmp_path) -> None:
    before, _ = share(published, tmp_path, tmp_path / "before", EXPORT)
    with duckdb.connect(str(published)) as connection:
        connection.execute("UPDATE run SET run_id = 'next', as_of = as_of + 1")
        connection.execute("INSERT INTO child SELECT * REPLACE ('CX' AS child_id) FROM child WHERE status = 'enrolled_in_town' LIMIT 1")
    after, shown = share(published, tmp_path, tmp_path / "after", EXPORT)
    assert [rows(path) for path in after[:2]] == [rows(path) for path in before[:2]]
    assert (shown.series, shown.as_of) == (date(2026, 9, 1), date(2026, 9, 2))
    assert "以 5 人为一步" in after[2].read_text("utf-8-sig")


def test_a_town_that_was_not_there_comes_in_whole_steps(published, tmp_path) -> None:
    share(published, tmp_path, tmp_path / "before", EXPORT)
    with duckdb.connect(str(published)) as connection:
        connection.execute("UPDATE run SET run_id = 'next', as_of = as_of + 1")
        connection.execute("INSERT INTO child SELECT * REPLACE ('未识别' AS town, child_id || 'N' AS child_id) FROM child LIMIT 13")
    (ledger, *_), _ = share(published, tmp_path, tmp_path / "after", EXPORT)
    (line,) = (line for line in rows(ledger) if line[0] == "未识别")
    assert {int(cell) % 5 for cell in line[1:]} == {0} and FEW not in line and int(line[-1]) in (10, 15)


def test_every_export_is_on_file_and_no_line_can_be_changed_unnoticed(published, tmp_path) -> None:
    for _ in range(2):
        written, shown = share(published, tmp_path, tmp_path / "share", EXPORT)
    log = tmp_path / LOG
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [[file["file"] for file in line["files"]] for line in lines] == [[path.name for path in written[:2]]] * 2
    assert lines[-1]["files"][-1]["sha256"] == hashlib.sha256(written[1].read_bytes()).hexdigest()
    assert (lines[0]["by"], lines[0]["why"], lines[0]["least"], lines[0]["as_of"]) == ("某甲", "报市教育局", 5, str(date(2026, 9, 1)))
    again = last_shown(log)
    assert again is not None and dict(zip(again.flow.pipes, again.flow.counts, strict=True)) == dict(zip(shown.flow.pipes, shown.flow.counts, strict=True))
    assert log.stat().st_mode & 0o777 == 0o600 and broken_line(log) is None
    log.write_text(log.read_text("utf-8").replace("某甲", "某乙", 1), "utf-8")
    assert broken_line(log) == 2
    log.write_bytes(log.read_bytes()[:-40])
    assert broken_line(log) == 2
