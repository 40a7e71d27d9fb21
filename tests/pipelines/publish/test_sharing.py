"""What leaves the bureau: no small count, none to be reckoned, and every export on file."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.publish.sharing import HIDDEN, LOG, TABLES, Export, broken_line, protected, share
from sources.vocabulary import LIST_OF_STATUS

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
        for name in ("ledger", "child", "run"):
            connection.register("incoming", county.ask(f"FROM {name}").to_arrow())
            connection.execute(f"CREATE TABLE {name} AS FROM incoming")
            connection.unregister("incoming")
    return path


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_no_small_count_is_in_what_leaves(published, tmp_path) -> None:
    written, withheld = share(published, tmp_path, tmp_path / "share", EXPORT)
    assert [path.name for path in written] == ["台账_2026-09-01.csv", "清单_按年龄_2026-09-01.csv"] and withheld == []
    for path in written:
        _, *lines = rows(path)
        counts = [cell for line in lines for cell in line[1:] if cell != HIDDEN]
        assert not {int(cell) for cell in counts} & set(range(1, 5))
    assert any(HIDDEN in line for line in rows(written[0]))


def test_totals_are_those_of_the_ledger(published, county, tmp_path) -> None:
    (ledger, _), _ = share(published, tmp_path, tmp_path / "share", EXPORT)
    heading, *lines = rows(ledger)
    assert heading[0] == "乡镇" and int(lines[-1][-1]) == county.people.height
    for line in lines:
        shown = [int(cell) for cell in line[1:-1] if cell != HIDDEN]
        assert sum(shown) <= int(line[-1]) and (HIDDEN in line) is (sum(shown) < int(line[-1]))


@pytest.mark.parametrize(("counted", "shown"), [
    ({"甲": (3, 40), "乙": (60, 50)}, [["甲", HIDDEN, HIDDEN, "43"], ["乙", HIDDEN, HIDDEN, "110"], ["合计", "63", "90", "153"]]),
    ({"甲": (40, 30), "乙": (2, 1), "丙": (50, 9)},
     [["甲", "40", "30", "70"], ["其他（合并）", "52", "10", "62"], ["合计", "92", "40", "132"]]),
])  # fmt: skip
def test_small_rows_are_counted_together(counted, shown) -> None:
    frame = pl.DataFrame([(town, status, number) for town, numbers in counted.items()
                          for status, number in zip(("out_of_school", "not_found"), numbers, strict=True)],
                         schema=["town", "status", "children"], orient="row")
    sheet = protected(frame, TABLES[0], 5)
    assert sheet is not None and [list(line) for line in sheet.rows()] == shown


def test_every_export_is_on_file_and_no_line_can_be_changed_unnoticed(published, tmp_path) -> None:
    for _ in range(2):
        written, _ = share(published, tmp_path, tmp_path / "share", EXPORT)
    log = tmp_path / LOG
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["file"] for line in lines] == [path.name for path in written] * 2
    assert lines[-1]["sha256"] == hashlib.sha256(written[-1].read_bytes()).hexdigest()
    assert (lines[0]["by"], lines[0]["why"], lines[0]["least"], lines[0]["as_of"]) == ("某甲", "报市教育局", 5, str(date(2026, 9, 1)))
    assert log.stat().st_mode & 0o777 == 0o600 and broken_line(log) is None
    log.write_text(log.read_text("utf-8").replace("某甲", "某乙", 1), "utf-8")
    assert broken_line(log) == 2
