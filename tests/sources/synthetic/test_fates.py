"""What became of the children: the mix, the hidden children's doubles, double registrations."""

from __future__ import annotations

import polars as pl
import pytest

from sources.synthetic.fates import _DOUBLES
from sources.synthetic.plan import FATES, MISSING
from sources.vocabulary import CHILD_STATUS

from .conftest import Written


def test_fates_lead_to_statuses_of_the_vocabulary() -> None:
    assert {fate.status for fate in FATES} <= set(CHILD_STATUS.codes)


@pytest.mark.parametrize("fate", [fate.name for fate in FATES])
def test_every_fate_occurs_in_its_share(ordinary: Written, fate: str) -> None:
    share = next(one.share for one in FATES if one.name == fate)
    assert ordinary.persons.filter(fate=fate).height == round(share * 20_000)


def test_nine_in_ten_are_in_school_in_the_county(ordinary: Written) -> None:
    schooled = ordinary.persons.filter(pl.col("status").is_in(["enrolled_in_town", "enrolled_in_county"])).height
    assert 0.89 < schooled / 20_000 < 0.92


def test_schooled_is_no_only_for_those_whom_the_night_must_not_lose(ordinary: Written) -> None:
    assert set(ordinary.persons.filter(schooled="0")["status"]) == set(MISSING)
    assert set(ordinary.persons.filter(schooled="1")["status"]).isdisjoint(MISSING)


@pytest.mark.parametrize("kind", [kind for kind, _ in _DOUBLES])
def test_hidden_children_have_enrolled_doubles(ordinary: Written, kind: str) -> None:
    trapped = ordinary.flagged(kind)
    assert len(trapped) >= 8
    assert set(trapped["schooled"]) == {"0"}
    assert ordinary.flagged("double_of_hidden").filter(pl.col("schooled") == "0").is_empty()


def _beside(county: Written, kind: str) -> pl.DataFrame:
    """Trapped children joined with every enrolled double of the county."""
    columns = ("person", "姓名", "性别", "出生日期", "户号", "民族")
    people = county.rows("population").filter(~pl.col("damage").str.contains("name:|dob:|sex:")).select(columns)
    hidden = people.join(county.flagged(kind).select("person"), on="person")
    doubles = people.join(county.flagged("double_of_hidden").select("person"), on="person")
    return hidden.join(doubles, how="cross", suffix="_double")


def test_a_twin_is_of_the_same_household_and_day(ordinary: Written) -> None:
    pairs = _beside(ordinary, "trap_twin").filter(pl.col("户号") == pl.col("户号_double"), pl.col("出生日期") == pl.col("出生日期_double"))
    assert pairs["person"].n_unique() >= 0.9 * len(ordinary.flagged("trap_twin"))
    assert (pairs["姓名"] != pairs["姓名_double"]).all()


def test_a_brother_is_one_character_away(ordinary: Written) -> None:
    pairs = _beside(ordinary, "trap_brother").filter(pl.col("户号") == pl.col("户号_double"), pl.col("出生日期") != pl.col("出生日期_double"))
    one_off = pairs.filter(pl.col("姓名").str.slice(0, 2) == pl.col("姓名_double").str.slice(0, 2), pl.col("姓名") != pl.col("姓名_double"))
    assert one_off["person"].n_unique() >= 0.8 * len(ordinary.flagged("trap_brother"))


def test_a_namesake_has_the_name_and_year_and_another_home(ordinary: Written) -> None:
    for kind, same in (("trap_namesake", 4), ("trap_same_birth", 8)):
        pairs = _beside(ordinary, kind).filter(
            pl.col("姓名") == pl.col("姓名_double"), pl.col("性别") == pl.col("性别_double"), pl.col("户号") != pl.col("户号_double"),
            pl.col("出生日期").str.slice(0, same) == pl.col("出生日期_double").str.slice(0, same),
        )
        assert pairs["person"].n_unique() >= 0.8 * len(ordinary.flagged(kind)), kind


def test_hidden_children_have_nothing_active_on_the_roll(ordinary: Written) -> None:
    hidden = ordinary.persons.filter(pl.col("status").is_in(["not_found", "out_of_school", "suspended", "suspected_dropout"]))
    rows = ordinary.rows("roll").join(hidden, on="person")
    assert not set(rows["学籍状态"]) & {"在读", "在校", "01", "正常"}
    assert rows.filter(status="not_found").is_empty()


def test_a_double_registration_repeats_its_person(ordinary: Written) -> None:
    again = ordinary.persons.filter(pl.col("same_as").is_not_null())
    assert set(again["status"]) == {"data_conflict", "duplicate_registration"}
    people = ordinary.rows("population").filter(~pl.col("damage").str.contains("name:|dob:")).select("person", "姓名", "出生日期", "户号")
    both = again.select("person", "same_as").join(people, on="person").join(people, left_on="same_as", right_on="person", suffix="_first")
    assert len(both) > 0
    assert both.select((pl.col("姓名") == pl.col("姓名_first")) & (pl.col("出生日期") == pl.col("出生日期_first"))).to_series().all()
    assert (both["户号"] != both["户号_first"]).all()
