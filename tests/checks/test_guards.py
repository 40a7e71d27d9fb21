"""Totals that give a broken export away: one guard broken at a time, and the sentence that the operator reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checks.guards import LIMITS, MEASURES, Limit, Watch, guards, limits, totals
from checks.registers import checked
from checks.results import fatal, refuse_if_fatal, unusual, warned
from sources import REGISTERS, population
from sources.person import SourceRefusedError
from tests.checks.made import AS_OF, registry

#: Last night: 200 rows, all with a number, of age and of a town of the county; 52 % boys.
LAST_NIGHT = {"rows": 200, "missing_ids": 0.0, "of_age": 1.0, "male": 0.52, "known_towns": 1.0}
WATCH = Watch(LIMITS["population"], shrink=0.2, growth=0.5, before=LAST_NIGHT, towns=("甲镇", "乙镇"))
BOYS = ["1"] * 104 + ["2"] * 96


def some(broken: int, bad: object, good: object) -> list[object]:
    return [bad] * broken + [good] * (200 - broken)


def looked_at(watch: Watch = WATCH, rows: int = 200, **told: object) -> Any:
    return checked(registry(rows, **{"sex": BOYS} | told), population.CONTRACT, AS_OF, watch).filter(gate="totals")


def test_a_register_like_last_night_s_keeps_every_guard() -> None:
    results = looked_at()
    assert results["success"].all()
    assert results["column"].to_list() == ["", "", *(name for name in MEASURES for _ in range(2))]
    assert unusual(results) == ()


#: What the export looks like, whether the night goes on, and what the operator reads.
BROKEN = [
    ({"rows": 150, "sex": (BOYS[::-1] + BOYS)[21:171]}, "stops", "现有 150 行，上一夜有 200 行，减少不应超过 20%：请确认导出完整；确实减少时加 --accept population。"),
    ({"rows": 310, "sex": "1"}, "stops", "现有 310 行，上一夜有 200 行，增加不应超过 50%：请确认没有混入别的县或往年的数据；确实增加时加 --accept population。"),
    ({"id_class": some(22, "blank", "ok18")}, "stops",
     "没有证件号码的行占 11.00%（200 行中 22 行），上一夜是 0.00%，变化不应超过 10 个百分点：请确认导出时带有号码列、各列没有错位；确实如此时加 --accept population。"),
    ({"dob": some(30, date(1980, 1, 1), date(2015, 3, 17))}, "stops",
     "适龄人员占 85.00%（200 行中 170 行），上一夜是 100.00%，变化不应超过 10 个百分点：请确认导出的年龄范围和出生日期列；确实如此时加 --accept population。"),
    ({"sex": some(90, "1", "2")}, "stops",
     "性别已知者中的男性占 45.00%（200 行中 90 行），上一夜是 52.00%，变化不应超过 5 个百分点：请确认性别列及其代码；确实如此时加 --accept population。"),
    ({"town": some(25, "丙镇", "甲镇")}, "stops",
     "乡镇在本县名单中的行占 87.50%（200 行中 175 行），上一夜是 100.00%，变化不应超过 10 个百分点：请确认导出的是本县数据，或在设置 [county] towns 中补充乡镇；确实如此时加 --accept population。"),
    ({"watch": replace(WATCH, before={}), "sex": "1"}, "goes on",
     "性别已知者中的男性占 100.00%（200 行中 200 行），应在 40.0% 与 65.0% 之间：请确认性别列及其代码。"),
    ({"watch": replace(WATCH, before={}), "id_class": some(60, "blank", "ok18")}, "goes on",
     "没有证件号码的行占 30.00%（200 行中 60 行），不应高于 20.0%：请确认导出时带有号码列、各列没有错位。"),
    ({"watch": replace(WATCH, before={}), "town": some(100, None, "甲镇")}, "goes on",
     "乡镇在本县名单中的行占 50.00%（200 行中 100 行），不应低于 80.0%：请确认导出的是本县数据，或在设置 [county] towns 中补充乡镇。"),
    ({"watch": replace(WATCH, before={}), "dob": date(1980, 1, 1)}, "goes on",
     "适龄人员占 0.00%（200 行中 0 行），不应低于 5.0%：请确认导出的年龄范围和出生日期列。"),
    ({"watch": replace(WATCH, accepted=True), "rows": 150, "sex": (BOYS[::-1] + BOYS)[21:171]}, "goes on",
     "现有 150 行，上一夜有 200 行，减少不应超过 20%：请确认导出完整；确实减少时加 --accept population。"),
    ({"watch": replace(WATCH, limits={"male": Limit(at_most=0.5, severity="fatal")}, before={})}, "stops",
     "性别已知者中的男性占 52.00%（200 行中 104 行），不应高于 50.0%：请确认性别列及其代码；确实如此时加 --accept population。"),
]


@pytest.mark.parametrize(("export", "night", "sentence"), BROKEN, ids=[sentence[:14] for _, _, sentence in BROKEN])
def test_a_broken_guard_says_what_is_and_what_should_be(export: dict[str, Any], night: str, sentence: str) -> None:
    results = looked_at(**export)
    if night == "goes on":
        refuse_if_fatal(results)
        assert warned(results)["sentence"].to_list() == [sentence]
        assert unusual(results) == (f"公安户籍人口：{sentence}",)
    else:
        assert sentence in fatal(results)["sentence"].to_list()
        with pytest.raises(SourceRefusedError) as refused:
            refuse_if_fatal(results.filter(sentence=sentence))
        assert (refused.value.register, str(refused.value)) == ("population", f"公安户籍人口：{sentence}")


def test_what_is_not_known_is_left_out_of_a_share() -> None:
    [told, _] = looked_at(sex=["1"] * 60 + ["2"] * 60 + [None] * 80).filter(column="male").to_dicts()
    assert (told["observed"], told["checked"]) == (0.5, 120)


@pytest.mark.parametrize(("watch", "rows"), [
    (replace(WATCH, limits={"male": Limit(at_most=0.1, severity="off", change=0.0, change_severity="off")}), 200),
    (replace(WATCH, limits={"known_towns": Limit(at_least=1.0)}, towns=()), 200),
    (replace(WATCH, before={}), 99),
    (replace(WATCH, limits={}), 200),
], ids=["switched off", "no town is known", "too few rows", "not watched"])
def test_no_share_is_judged_that_cannot_or_must_not_be(watch: Watch, rows: int) -> None:
    register = registry(rows)
    asked = guards("population", totals(register.rows, AS_OF, watch), watch)
    assert [one.column for one in asked if one.column] == []


def test_an_office_settles_parts_of_a_limit_and_keeps_the_rest() -> None:
    settled = limits("population", {"male": {"at_most": 0.7}, "of_age": {}})
    assert settled == {**LIMITS["population"], "male": replace(LIMITS["population"]["male"], at_most=0.7)}
    assert limits("schools", {"known_towns": {"at_least": 0.9}}) == {"known_towns": Limit(at_least=0.9)}


def test_guards_are_declared_of_registers_and_shares_that_exist() -> None:
    assert set(LIMITS) <= {one.CONTRACT.register for one in REGISTERS}
    assert {name for of in LIMITS.values() for name in of} == set(MEASURES)
