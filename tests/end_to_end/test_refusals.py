"""Bad input is one clear sentence and an exit code; what was published before stays to the byte."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.command import run

BOM = "﻿"


def only_file(county: Path, register: str) -> Path:
    return sorted((county / "inbox" / register).iterdir())[0]


def without_column(heading: str, register: str) -> Callable[[Path], None]:
    def damage(county: Path) -> None:
        path = only_file(county, register)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        gone = rows[0].index(heading)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([cell for place, cell in enumerate(row) if place != gone] for row in rows)

    return damage


def emptied(county: Path) -> None:
    only_file(county, "roll").write_bytes(b"")


def in_shift_jis(county: Path) -> None:
    only_file(county, "population").write_bytes(b"\xff\x80\xff\xff" * 500)


def of_another_register(county: Path) -> None:
    poverty = only_file(county, "poverty")
    (only_file(county, "population")).write_bytes(poverty.read_bytes())


def no_files(county: Path) -> None:
    for path in (county / "inbox" / "roll").iterdir():
        path.unlink()


def half_the_rows(county: Path) -> None:
    path = only_file(county, "population")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]))


def as_of_long_ago(county: Path) -> None:
    path = only_file(county, "poverty")
    path.rename(path.with_name("poverty_2025-01-01.csv"))


def output_in_the_way(county: Path) -> None:
    settings = county / "county.toml"
    (county / "taken").write_text("a file")
    settings.write_text(settings.read_text("utf-8").replace('folder = "out"', 'folder = "taken"'), "utf-8")


def misspelled_setting(county: Path) -> None:
    settings = county / "county.toml"
    settings.write_text(settings.read_text("utf-8").replace("[night]", "[night]\nage_mod = 'full_years'"), "utf-8")


def two_columns_for_one(county: Path) -> None:
    path = only_file(county, "poverty")
    path.write_text(path.read_text("utf-8-sig").replace("证件类型", "身份证号", 1), "utf-8")


@pytest.mark.parametrize(("damage", "code", "says"), [
    (without_column("姓名", "population"), 3, ("姓名",)),
    (without_column("学籍状态", "roll"), 3, ("学籍状态",)),
    (emptied, 3, ("空",)),
    (in_shift_jis, 3, ("编码",)),
    (of_another_register, 3, ("脱贫户和监测对象",)),
    (half_the_rows, 3, ("减少", "--accept population")),
    (as_of_long_ago, 3, ("2025-01-01", "--accept poverty")),
    (output_in_the_way, 3, ("无法写入",)),
    (two_columns_for_one, 3, ("证件号码", "身份证号")),
    (misspelled_setting, 2, ("age_mod", "age_mode")),
])
def test_what_cannot_be_used_is_one_sentence_and_nothing_changes(published, damage, code, says):
    before = contents(published / "out")
    damage(published)
    answer = run(published)
    assert answer.code == code, answer.complained
    sentence = next(line for line in answer.complained.splitlines() if line.startswith(("未发布：", "错误：")))
    assert all(word in sentence for word in says), sentence
    assert contents(published / "out") == before


def test_a_missing_settings_file_says_how_to_make_one(tmp_path):
    answer = run(tmp_path)
    assert answer.code == 2
    assert "rollcall init" in answer.complained


def test_without_a_file_of_a_required_register_there_is_no_night(county):
    no_files(county)
    answer = run(county)
    assert answer.code == 3
    assert "没有数据文件" in answer.complained and "放入" in answer.complained


def test_a_file_that_is_late_is_stood_in_for_by_the_last_load(published):
    no_files(published)
    answer = run(published)
    assert answer.code == 0, answer.complained
    assert answer.said.lstrip().startswith("注意：中小学生学籍没有数据文件")


def test_a_source_that_is_wrong_is_not_stood_in_for(published):
    no_files(published)
    (published / "inbox" / "roll" / "roll_2026-11-02.csv").write_text("姓名\n", "utf-8")
    assert run(published).code == 3


def test_a_shrunken_source_can_be_accepted_for_once(published):
    half_the_rows(published)
    assert run(published, "--accept", "population").code == 0


def test_an_id_column_eaten_by_a_spreadsheet_publishes_with_one_finding_a_file(county):
    path = only_file(county, "roll")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index("身份证件号")
    for row in rows[1:]:
        if len(row[place]) == 18 and row[place].isdigit():
            row[place] = row[place][:15] + "000"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    answer = run(county)
    assert answer.code == 0, answer.complained
    assert ask(county, "SELECT count(*) FROM finding WHERE code = 'id_column_truncated'") == [(1,)]


def test_every_row_twice_publishes_and_is_counted(county, published):
    path = only_file(county, "poverty")
    text = path.read_text("utf-8-sig")
    header, body = text.split("\n", 1)
    path.write_text(f"{header}\n{body}{body}", "utf-8")
    answer = run(county)
    assert answer.code == 0, answer.complained
    loaded, doubled = ask(county, "SELECT count(*) FILTER (outcome = 'loaded'), count(*) FILTER (reason = 'duplicate_row')"
                                  " FROM record WHERE source = 'poverty'")[0]
    assert loaded == doubled
    assert ask(county, "FROM ledger ORDER BY ALL") == ask(published, "FROM ledger ORDER BY ALL")


def ask(county: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(county / "out" / "rollcall.duckdb"), read_only=True) as con:
        return con.sql(query).fetchall()


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }
