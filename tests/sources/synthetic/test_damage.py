"""Damage: at the declared rates, recorded where done, and undone by normalization in a clean county."""

from __future__ import annotations

import math

import polars as pl
import pytest

from sources.synthetic.damage import DAMAGES, Damage

from .conftest import Written

#: What normalization undoes (contract.md 0.1–0.3, 0.5), or what a register may say in two ways.
_FORMS = {"spaced", "dotted", "x_written", "id_spaced", "id_full_width", "date_form", "phone_spaced", "alias", "disability_number"}
#: Damage that every cell can suffer, so that its rate can be counted over all rows.
_GENERAL = {"digit_wrong", "blank", "noted", "other_sex", "guardian_id", "temporary", "fifteen_digits", "year_off", "day_off", "unreadable"}
_FULL = {"citizen_id", "name", "sex", "dob", "guardian_phone", "home_address", "school_code", "phone"}


def test_every_damage_names_a_way_and_grows_with_the_level() -> None:
    for damage in DAMAGES:
        assert damage.clean <= damage.ordinary <= damage.hostile, damage
        assert damage.mild <= damage.ordinary
        assert damage.clean == 0 or damage.kind in _FORMS, damage


def test_a_clean_county_has_other_forms_only(clean: Written) -> None:
    kinds = set(";".join(clean.records["damage"]).split(";")) - {""}
    assert kinds
    assert {kind.split(":")[1] for kind in kinds} <= _FORMS


@pytest.mark.parametrize("level", ["ordinary", "hostile"])
@pytest.mark.parametrize("damage", [one for one in DAMAGES if one.kind in _GENERAL and one.column in _FULL], ids=lambda one: f"{one.register}-{one.column}-{one.kind}")
def test_rates_are_near_the_declared_ones(request: pytest.FixtureRequest, level: str, damage: Damage) -> None:
    records = request.getfixturevalue(level).records.filter(source=damage.register)
    done = records["damage"].str.split(";").list.contains(f"{damage.column}:{damage.kind}").sum()
    expected = damage.rate(level) * len(records)  # type: ignore[arg-type]
    # A cell already blank, or blanked afterwards by another damage, keeps the count a little lower; doubles of hidden children suffer more.
    assert abs(done - expected) <= 0.12 * expected + 4 * math.sqrt(expected + 1)


def test_several_damages_fall_on_one_row(hostile: Written) -> None:
    assert (hostile.records["damage"].str.count_matches(";") >= 2).any()


def test_undamaged_cells_agree_across_registers(ordinary: Written) -> None:
    whole = pl.col("damage").str.contains("name:|citizen_id:").not_()
    people = ordinary.rows("population").filter(whole).select("person", "姓名", "公民身份号码")
    roll = ordinary.rows("roll").filter(whole).select("person", "姓名", "身份证件号").join(people, on="person", suffix="_registry")
    assert len(roll) > 14_000
    assert (roll["姓名"] == roll["姓名_registry"]).all()
    assert (roll["身份证件号"] == roll["公民身份号码"]).all()


def test_recorded_damage_is_in_the_cell(ordinary: Written) -> None:
    roll = ordinary.rows("roll")
    assert (roll.filter(pl.col("damage").str.contains("citizen_id:blank"))["身份证件号"] == "").all()
    assert roll.filter(pl.col("damage") == "citizen_id:excel_cut")["身份证件号"].str.ends_with("000").all()
    guardians = roll.filter(pl.col("damage") == "citizen_id:guardian_id")
    assert (guardians["身份证件号"] == guardians["成员1身份证件号"]).all()


def test_a_hostile_county_has_one_file_cut_whole(hostile: Written) -> None:
    junior = hostile.rows("roll").filter(pl.col("file_name").str.starts_with("roll_junior"))
    numbers = junior.filter(~pl.col("damage").str.contains("id_"))["身份证件号"]
    whole = numbers.filter(numbers.str.contains(r"^[0-9]{18}$"))
    assert len(whole) > 1_000 and whole.str.ends_with("000").all()
    assert (junior["学籍号"].fill_null("") == "").all()


def test_doubles_of_hidden_children_suffer_more(hostile: Written) -> None:
    doubles = hostile.flagged("double_of_hidden")["person"].implode()
    roll = hostile.rows("roll").with_columns(lost=pl.col("damage").str.contains("citizen_id:blank"))
    pressed = pl.col("person").is_in(doubles)
    assert roll.filter(pressed)["lost"].mean() > 2 * roll.filter(~pressed)["lost"].mean()


def test_a_blank_number_goes_with_a_temporary_roll_number(ordinary: Written) -> None:
    blank = ordinary.rows("roll").filter(pl.col("damage").str.contains("citizen_id:blank"))
    first = blank["学籍号"].str.slice(0, 1).value_counts()
    assert set(first["学籍号"]) == {"G", "L", "J"}
