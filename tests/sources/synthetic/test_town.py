"""The built-in town: the township's ledger, line by line (domain.md)."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources.synthetic.town import TOWN, TOWN_AS_OF, county_plan

from .conftest import Written

LEDGER = {
    ("enrolled_in_town",): 9_351, ("enrolled_in_county",): 1_713, ("enrolled_outside",): 3_090, ("outside_unevidenced",): 5,
    ("other_stage",): 61, ("graduated",): 253, ("vacant_registration", "deceased", "missing"): 69, ("disabled_unplaced",): 10,
    ("out_of_school",): 11,
}


@pytest.mark.parametrize(("statuses", "children"), LEDGER.items())
def test_each_line_of_the_ledger(town: Written, statuses: tuple[str, ...], children: int) -> None:
    assert town.persons.filter(pl.col("status").is_in(statuses)).height == children


def test_nobody_stands_on_another_line(town: Written) -> None:
    beside = town.persons.filter(~pl.col("status").is_in([status for line in LEDGER for status in line]))
    assert set(beside["status"]) == {"other_age", "unregistered"}
    assert sum(LEDGER.values()) == 14_563


def test_registry_holds_exactly_the_children_of_age(town: Written) -> None:
    born = town.rows("population")["出生日期"].str.replace_all(r"[年月/.]", "-").str.replace("日", "")
    born = born.str.to_date("%Y-%m-%d", strict=False).fill_null(born.str.to_date("%Y%m%d", strict=False))
    assert date(2026, 11, 2) == TOWN_AS_OF
    assert born.is_between(date(2010, 11, 3), date(2020, 11, 2)).sum() == 14_563
    assert set(town.rows("population")["乡镇"]) == {TOWN}


def test_outside_pupils_have_certificates_in_force(town: Written) -> None:
    outside = town.rows("evidence").join(town.persons.filter(status="enrolled_outside"), on="person")
    assert len(outside) == 3_090
    assert (outside["证据编号"] != "").all() and outside["证据编号"].is_unique().all()
    assert (outside["有效期至"].filter(outside["有效期至"] != "") >= str(TOWN_AS_OF)).all()


def test_four_of_the_unevidenced_are_one_family(town: Written) -> None:
    rows = town.rows("evidence").filter(核查结果="已找到学校未取证")
    families = rows.select("person").join(town.rows("population").select("person", "户号"), on="person")["户号"].value_counts()
    assert sorted(families["count"]) == [1, 4]
    assert sorted(rows["备注"].value_counts()["count"]) == [1, 4]
    assert (rows["证据编号"] == "").all()


def test_filed_children_are_filed(town: Written) -> None:
    filed = town.rows("population").join(town.persons.filter(pl.col("status").is_in(["deceased", "missing"])), on="person")
    assert set(filed["注销类别"]) == {"死亡", "失踪"}
    assert (filed["注销日期"] < str(TOWN_AS_OF)).all()
    vacant = town.rows("evidence").filter(核查结果="空挂户")
    assert len(vacant) == 52 and (vacant["证据编号"] != "").all()


def test_damage_is_mild_and_leaves_the_rest_of_the_row_whole(town: Written) -> None:
    hurt = town.rows("roll").filter(pl.col("damage").str.contains("citizen_id:(blank|excel_cut)"))
    assert 24 <= len(hurt) <= 100
    kinds = set(";".join(town.rows("roll")["damage"]).split(";"))
    assert not {kind for kind in kinds if kind.startswith(("sex:", "guardian", "dob:")) and "form" not in kind and "spaced" not in kind}
    assert kinds & {"name:spaced", "name:dotted"}


def test_pupils_registered_elsewhere_and_other_towns_schools(town: Written) -> None:
    assert 250 <= town.persons.filter(status="unregistered").height <= 350
    schools = town.rows("schools").filter(县内="是")
    assert schools["所属乡镇"].n_unique() == 8
    assert 1_800 <= len(town.rows("poverty")) <= 2_200


def test_too_small_a_county_is_refused() -> None:
    with pytest.raises(ValueError, match="不少于 100"):
        county_plan(99, 1, "clean", date(2026, 11, 2))


def test_no_right_number_of_the_town_looks_cut(town: Written) -> None:
    whole = town.rows("population").filter(~pl.col("damage").str.contains("citizen_id"))["公民身份号码"]
    assert not whole.str.ends_with("000").any()
