"""How far two values agree: a drawn table for each comparison."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pipelines.linkage.comparison import compared
from pipelines.linkage.county import POPULATION_ROLL
from pipelines.linkage.levels import LEVELS, UNKNOWN
from pipelines.linkage.persons import records_of
from tests.pipelines.linkage.people import cut, frame, mistyped, number, person

DAY = date(2014, 3, 15)
NUMBER = number(DAY, 121)


def level(comparison: str, one: dict[str, object], other: dict[str, object]) -> str:
    """The level of two persons, the same whichever comes first."""
    told = {"town": "甲镇", "village": "大王村"}
    records = records_of(frame([person("a", "甲", None) | one, person("b", "乙", None) | other, person("c", "丙", None, **told)]))
    there, back = (compared(records, np.array([a]), np.array([b]), [POPULATION_ROLL.comparison(comparison)])[0, 0] for a, b in ((0, 1), (1, 0)))
    assert there == back
    return "unknown" if there == UNKNOWN else LEVELS[comparison](there).code


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("张子涵", "张子涵", "exact"),
    ("张梓涵", "张子涵", "sound"),
    ("章子寒", "张子涵", "sound"),
    ("单雄", "善雄", "sound"),  # 单 reads dān and, as a surname, shàn
    ("仇英", "求英", "sound"),
    ("王己然", "王已然", "lookalike"),
    ("张末", "张未", "lookalike"),
    ("张子涵", "张涵子", "swapped"),
    ("张子涵", "张子豪", "one_char"),
    ("欧阳明辉", "欧阳明亮", "one_char"),
    ("阿卜杜热合曼买买提", "阿不都热合曼买买提", "sound"),
    ("阿卜杜热合曼买买提", "阿不都拉合曼买买提", "one_char"),
    ("努尔比亚艾力", "努尔亚艾力", "dropped"),
    ("欧阳明辉", "欧阳辉", "part"),
    ("张子涵", "张雨涵", "inner"),
    ("阿里木买买提", "买里木买买提", "one_char"),  # no surname: the first character is as good as any
    ("阿依古丽买买提", "阿依古丽", "part"),
    ("张明辉", "张明", "part"),
    ("张□涵", "张子涵", "unreadable"),
    ("张□", "张子涵", "unreadable"),
    ("□□□", "张子涵", "unlike"),
    ("张□豪", "张子涵", "surname"),
    ("李子涵", "张子涵", "given"),
    ("张伟", "张强", "surname"),
    ("张伟", "李强", "unlike"),
    ("MUHAMMAD", "MUHAMMED", "one_char"),
    (None, "张子涵", "unknown"),
])  # fmt: skip
def test_names(one: str | None, other: str, expected: str) -> None:
    assert level("name", {"name_key": one}, {"name_key": other}) == expected


def test_the_former_name_counts_from_either_side() -> None:
    assert level("name", {"name_key": "张子涵", "former_key": "张招弟"}, {"name_key": "张招弟"}) == "former"


VALID = person("x", "甲", DAY, NUMBER)


@pytest.mark.parametrize(("other", "expected"), [
    ({}, "same"),
    (cut(NUMBER), "cut"),
    (cut(number(DAY, 921)), "unlike"),
    (mistyped(NUMBER[:9] + "9" + NUMBER[10:]), "one_edit"),
    (mistyped(NUMBER[:9] + NUMBER[10:]), "one_edit"),
    (mistyped(NUMBER[:15] + NUMBER[16] + NUMBER[15] + NUMBER[17]), "one_edit"),
    (mistyped(NUMBER[:6] + "20990101" + NUMBER[14:]), "ends"),
    (mistyped("669901199901011234"), "unlike"),
    ({"citizen_id": number(DAY, 123), "id18": number(DAY, 123)}, "neighbor"),
    ({"citizen_id": number(date(2015, 1, 1), 5), "id18": number(date(2015, 1, 1), 5)}, "different"),
    ({"citizen_id": NUMBER[:6] + "********" + NUMBER[14:], "id_class": "masked", "id18": None}, "partly"),
    ({"citizen_id": "349902********" + NUMBER[14:], "id_class": "masked", "id18": None}, "unlike"),
    # A number that another column hints at is trusted less: differing, it does not prove two persons.
    ({"citizen_id": None, "id_class": "temp_roll", "id18": number(date(2015, 1, 1), 5)}, "unlike"),
    ({"citizen_id": None, "id_class": "blank", "id18": None}, "unknown"),
    ({"citizen_id": "3.41E+17", "id_class": "sci", "id18": None}, "unknown"),
    ({"citizen_id": "x", "id_class": "adult", "id18": None}, "unknown"),
])  # fmt: skip
def test_numbers(other: dict[str, object], expected: str) -> None:
    assert level("id", VALID, VALID | {"record_id": "y"} | other) == expected


@pytest.mark.parametrize(("one", "other", "expected"), [
    (date(2014, 3, 5), date(2014, 3, 5), "exact"),
    (date(2014, 3, 5), date(2014, 5, 3), "swapped"),
    (date(2015, 2, 19), date(2015, 1, 1), "lunar"),  # New Year of 2015
    (date(2014, 11, 22), date(2014, 10, 1), "lunar"),  # after the leap ninth month
    (date(2014, 3, 5), date(2014, 1, 1), "filler"),
    (date(2014, 3, 5), date(2015, 3, 5), "year_off"),
    (date(2014, 3, 5), date(2014, 3, 6), "one_digit"),
    (date(2014, 3, 5), date(2014, 4, 1), "close"),
    (date(2014, 3, 5), date(2014, 4, 6), "different"),
    (date(2014, 3, 5), date(2017, 8, 29), "different"),
    (None, date(2014, 3, 5), "unknown"),
])  # fmt: skip
def test_birth_dates(one: date | None, other: date, expected: str) -> None:
    assert level("dob", {"dob": one, "dob_precision": "day"}, {"dob": other, "dob_precision": "day"}) == expected


def test_a_month_agrees_with_its_days() -> None:
    month = {"dob": date(2014, 3, 1), "dob_precision": "month"}
    assert level("dob", month, {"dob": date(2014, 3, 20), "dob_precision": "day"}) == "month"
    assert level("dob", month, {"dob": date(2014, 4, 20), "dob_precision": "day"}) == "different"


HOME = {"guardian_keys": ["张三丰", "李四"], "phones": ["16011111111"], "guardian_ids": ["a"], "household_no": "7"}


@pytest.mark.parametrize(("other", "expected"), [
    (HOME, "guardian_id"),
    ({"household_no": "7"}, "household"),
    ({"phones": ["16011111111"], "guardian_keys": ["李四"]}, "phone_and_guardian"),
    ({"phones": ["16022222222", "16011111111"]}, "phone"),
    ({"guardian_keys": ["李四", "赵一"]}, "guardian"),
    ({"guardian_keys": ["章三峰"]}, "guardian_sound"),
    ({"guardian_keys": ["赵一"]}, "different"),
    ({}, "unknown"),
])  # fmt: skip
def test_families(other: dict[str, object], expected: str) -> None:
    assert level("family", HOME, other) == expected


@pytest.mark.parametrize(("other", "expected"), [
    ({"town": "甲镇", "village": "大王村委会"}, "village"),
    ({"address": "某县甲镇大王村五组3号"}, "village"),
    ({"address": "某县甲镇中心街"}, "town"),
    ({"town": "乙镇", "village": "大王村"}, "elsewhere"),
    ({"address": "外县某街"}, "unknown"),
])  # fmt: skip
def test_places(other: dict[str, object], expected: str) -> None:
    assert level("place", {"town": "甲镇", "village": "大王村"}, other) == expected


@pytest.mark.parametrize(("one", "other", "expected"), [
    ({"dob": date(2014, 8, 31)}, {"grade_cohort": 2013}, "fits"),  # six by 31 August 2020: grade 1 then
    ({"dob": date(2014, 9, 1)}, {"grade_cohort": 2013}, "early"),
    ({"dob": date(2014, 3, 5)}, {"grade_cohort": 2014}, "late"),
    ({"dob": date(2014, 3, 5)}, {"grade_cohort": 2015}, "later"),
    ({"dob": date(2014, 3, 5)}, {"grade_cohort": 2016}, "far"),
    ({"dob": date(2014, 3, 5)}, {"grade_cohort": 2011}, "far"),
    ({"dob": date(2014, 3, 5)}, {"grade_cohort": 2014, "dob": date(2016, 3, 5)}, "late"),  # not its own date
    ({"grade_cohort": 2013, "dob": date(2016, 3, 5)}, {"grade_cohort": 2013, "dob": date(2010, 3, 5)}, "fits"),
    ({"dob": None}, {"grade_cohort": 2013}, "unknown"),
    ({"dob": date(2014, 3, 5)}, {"dob": date(2014, 3, 5)}, "unknown"),
])  # fmt: skip
def test_grades_against_ages(one: dict[str, object], other: dict[str, object], expected: str) -> None:
    assert level("cohort", one, other) == expected
