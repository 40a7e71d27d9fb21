"""A county as files: the same bytes each time, the contracts' headings, every row known to truth."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sources import REGISTERS
from sources.contract import Contract
from sources.synthetic import built_in_town, synthesize
from sources.synthetic.county import invented
from sources.synthetic.enrollment import grade_word
from sources.synthetic.numbers import AREA_CODES
from sources.synthetic.town import county_parts, county_plan
from sources.vocabulary import ATTENDANCE, CANCELLATION, EVIDENCE_RESULT, ROLL_STATUS, SCHOOLING_CLAIM, STAGE

from .conftest import Written

#: Rosters are invented on request only, and nobody has decided anything yet.
CONTRACTS = [one.CONTRACT for one in REGISTERS if one.CONTRACT.register not in ("roster", "decisions")]
_ONE_REGISTER = {one.register: one for one in CONTRACTS}


def _digests(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("level", ["clean", "ordinary", "hostile"])
def test_the_same_arguments_write_the_same_bytes(tmp_path: Path, level: str) -> None:
    for name in ("one", "other"):
        synthesize(tmp_path / name, children=600, seed=4, level=level)  # type: ignore[arg-type]
    assert _digests(tmp_path / "one") == _digests(tmp_path / "other")


def test_another_seed_writes_another_county(tmp_path: Path) -> None:
    for seed in (1, 2):
        synthesize(tmp_path / str(seed), children=600, seed=seed)
    assert _digests(tmp_path / "1") != _digests(tmp_path / "2")


def test_the_town_is_always_the_same(tmp_path: Path, town: Written) -> None:
    built_in_town(tmp_path)
    assert _digests(tmp_path) == _digests(town.folder)


def test_writing_again_leaves_nothing_of_the_county_before(tmp_path: Path) -> None:
    synthesize(tmp_path, children=600, seed=1, as_of=date(2026, 9, 15))
    synthesize(tmp_path, children=600, seed=1)
    assert {file.name for file in (tmp_path / "inbox" / "roll").iterdir()} == {
        f"roll_{part}_2026-11-02.csv" for part in ("primary", "junior", "other")
    }


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.register)
def test_headings_are_the_contracts_and_required_ones_are_there(ordinary: Written, contract: Contract) -> None:
    for file in ordinary.files(contract.register):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        heads = file.read_text("utf-8-sig").splitlines()[0].split(",")
        known = {column.heading: column for column in contract.columns}
        assert set(heads) <= set(known) and len(set(heads)) == len(heads)
        names = {known[head].name for head in heads}
        assert all(column.name in names or names & set(column.unless) for column in contract.columns if column.required)


@pytest.mark.parametrize("register", list(_ONE_REGISTER))
def test_every_row_is_accounted_for(ordinary: Written, register: str) -> None:
    rows = ordinary.rows(register)
    assert len(rows) == ordinary.records.filter(source=register).height
    assert rows["damage"].null_count() == 0
    if register not in ("schools", "assignment", "control_totals"):
        assert set(rows["person"]) <= set(ordinary.persons["person"])


def test_registers_have_the_sizes_of_a_county(ordinary: Written) -> None:
    assert len(ordinary.rows("population")) == 32_400
    assert 18_000 < len(ordinary.rows("roll")) < 19_500
    assert 2_500 < len(ordinary.rows("poverty")) < 3_200
    assert 900 < len(ordinary.rows("evidence")) < 1_500


def test_numbers_are_of_unassigned_areas_and_their_own(clean: Written) -> None:
    whole = clean.rows("population").filter(~pl.col("damage").str.contains("citizen_id"))
    numbers = whole["公民身份号码"]
    assert numbers.str.contains(r"^\d{17}[\dX]$").all()
    assert set(numbers.str.slice(0, 6)) <= {str(code) for code in AREA_CODES}
    again = clean.persons.filter(pl.col("same_as").is_not_null())["person"].implode()
    assert whole.filter(~pl.col("person").is_in(again))["公民身份号码"].is_unique().all()
    plain = whole.filter(~pl.col("damage").str.contains("dob"))
    assert (plain["公民身份号码"].str.slice(6, 8) == plain["出生日期"]).all()


def test_codes_are_words_of_the_vocabularies(ordinary: Written) -> None:
    for register, heading, vocabulary in (
        ("roll", "学籍状态", ROLL_STATUS), ("roll", "就读方式", ATTENDANCE), ("population", "注销类别", CANCELLATION),
        ("poverty", "在校生状况", SCHOOLING_CLAIM), ("schools", "学段", STAGE), ("evidence", "核查结果", EVIDENCE_RESULT),
    ):
        assert set(ordinary.rows(register)[heading]) - {""} <= set(vocabulary.written), heading


def test_schools_are_in_the_list_and_codes_begin_with_a_zero(ordinary: Written) -> None:
    listed = ordinary.rows("schools")
    codes = listed["学校标识码"]
    assert codes.str.contains(r"^\d{10}$").all() and codes.str.starts_with("0").any() and codes.is_unique().all()
    names = set(listed["学校名称"]) | {alias for cell in listed["别名"] for alias in cell.split("、")}
    assert set(ordinary.rows("roll")["学校名称"]) <= names
    assert {"是", "否"} == set(listed["县内"])


def test_some_poverty_children_and_pupils_are_not_registered(ordinary: Written) -> None:
    strangers = ordinary.persons.filter(status="unregistered").select("person", "fate")
    assert ordinary.rows("population").join(strangers, on="person").is_empty()
    assert ordinary.rows("roll").join(strangers, on="person").filter(fate="migrant").height > 100
    assert ordinary.rows("poverty").join(strangers, on="person").filter(fate="poverty_only").height > 0


def test_poverty_truth_is_who_stands_on_the_list(ordinary: Written) -> None:
    assert set(ordinary.rows("poverty")["person"]) == set(ordinary.persons.filter(poverty="1")["person"])


def test_some_are_enrolled_twice_and_some_left_an_old_record(ordinary: Written) -> None:
    roll_rows = ordinary.rows("roll")
    several = roll_rows.filter(pl.len().over("person") > 1)
    active = pl.col("学籍状态").is_in(["在读", "在校", "01", "正常"])
    counts = several.group_by("person").agg(active.sum().alias("active"), pl.len())
    assert (counts["active"] == 2).sum() >= 5
    assert ((counts["active"] == 1) & (counts["len"] == 2)).sum() >= 10


def test_settings_fix_the_date_and_list_the_towns(ordinary: Written) -> None:
    settings = tomllib.loads((ordinary.folder / "county.toml").read_text("utf-8"))
    assert settings["night"]["as_of"] == date(2026, 11, 2)
    assert set(ordinary.rows("population")["乡镇"]) <= set(settings["county"]["towns"])
    assert set(settings["sources"]) == {*_ONE_REGISTER, "roster", "decisions"}
    for register in _ONE_REGISTER:
        assert list(ordinary.folder.glob(settings["sources"][register]["path"]))


def test_the_summary_counts_what_was_written(tmp_path: Path) -> None:
    made = synthesize(tmp_path, children=600, seed=9, as_of=date(2027, 3, 1))
    assert made.children == 600 and made.rows["population"] == 972
    assert "适龄儿童 600 名" in str(made) and "户籍 972 行" in str(made)


@pytest.mark.parametrize("as_of", [date(2026, 9, 1), date(2027, 2, 15), date(2026, 7, 20)])
def test_other_dates_of_the_year_work(tmp_path: Path, as_of: date) -> None:
    synthesize(tmp_path, children=600, seed=9, as_of=as_of)
    written = Written(tmp_path)
    late = written.rows("evidence")["取证日期"].str.extract(r"^(\d{4}-\d\d-\d\d)$").drop_nulls()
    assert (late <= str(as_of)).all()
    assert written.persons.filter(~pl.col("status").is_in(["other_age", "unregistered"])).height == 600


@pytest.mark.parametrize(("grade", "words"), [
    (0, ("幼儿园大班", "大班", "学前")), (1, ("一年级", "小学一年级", "1年级")), (9, ("九年级", "初中三年级", "初三")), (11, ("高二",) * 3),
])
def test_grades_as_schools_write_them(grade: int, words: tuple[str, ...]) -> None:
    assert tuple(grade_word(grade, way) for way in range(3)) == words


def test_a_county_in_parts_is_one_county(tmp_path: Path) -> None:
    parts = county_parts(700, 9, "clean", date(2026, 11, 2), most=300)
    assert [plan.children for plan in parts] == [234, 233, 233]
    made = invented(parts, tmp_path)
    written = Written(tmp_path)
    population = written.rows("population")
    assert made.children == 700 and made.rows["population"] == len(population)
    assert population["file_name"].n_unique() == 3
    assert written.persons["person"].is_unique().all()
    again = written.persons.filter(pl.col("same_as").is_not_null())["person"].implode()
    alone = population.filter(~pl.col("person").is_in(again))
    assert alone["公民身份号码"].is_unique().all()
    assert alone.group_by("户号").agg(pl.col("file_name").n_unique())["file_name"].max() == 1
    numbers = written.rows("evidence")["证据编号"]
    assert numbers.filter(numbers != "").is_unique().all()
    assert set(population["乡镇"]) <= set(parts[0].towns)


def test_a_county_that_fits_is_not_parted() -> None:
    whole = county_plan(700, 9, "clean", date(2026, 11, 2))
    assert county_parts(700, 9, "clean", date(2026, 11, 2)) == (whole,)
