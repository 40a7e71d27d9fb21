"""Which row holds the headings, and what each heading means."""

from __future__ import annotations

import pytest

from sources import evidence, population, poverty, roll, schools
from sources.contract import Contract
from sources.reading.book import UnreadableError
from sources.reading.headings import Heading, Wanted, heading, rival, searched
from sources.reading.text import TextTable

CONTRACTS = (population.CONTRACT, roll.CONTRACT, poverty.CONTRACT, schools.CONTRACT, evidence.CONTRACT)
NEEDED = ["公民身份号码", "姓名", "乡镇", "户籍地址"]


def found(*top: list[str], contract: Contract = population.CONTRACT, columns: dict | None = None, defaults: dict | None = None) -> Heading:
    wanted = Wanted(contract, defaults or {}, columns or {})
    return heading(searched(TextTable("", ",", list(top)), wanted), wanted)


def test_titles_and_notes_above_are_passed_over():
    top = [["颍上县户籍人口表"], ["填写说明：身份证号、姓名必填，乡镇填全称"], [], ["序号", *NEEDED]]
    assert found(*top).row == 4
    assert found(*top).places == {"serial": 0, "citizen_id": 1, "name": 2, "town": 3, "registered_address": 4}


def test_merged_headings_in_two_rows_are_joined():
    top = [
        ["序号", "公民身份号码", "姓名", "父亲", "", "监护人信息", "", "住所", ""],
        ["", "", "", "姓名", "身份证号", "姓名", "身份证号", "乡镇", "户籍地址"],
    ]
    head = found(*top, ["1", "349901201503010014", "张三", "张大", "", "", "", "谢桥镇", "一村"])
    assert head.row == 2
    assert head.places == {
        "serial": 0, "citizen_id": 1, "name": 2, "father_name": 3, "father_id": 4, "guardian_name": 5, "guardian_id": 6,
        "town": 7, "registered_address": 8,
    }  # fmt: skip


def test_a_single_row_is_not_joined_with_the_data_below():
    assert found([*NEEDED, "备用"], ["349901201503010014", "张三", "谢桥镇", "一村", "姓名"]).row == 1


@pytest.mark.parametrize("person", [["", "张三", "谢桥镇", "一村", "村"], ["349901201503010014", "", "", "", "村"]])
def test_a_word_among_the_data_that_is_a_heading_elsewhere_costs_no_person(person: list[str]):
    head = found([*NEEDED, "城乡"], person)
    assert (head.row, head.ignored) == (1, (4,))


def test_of_two_rows_with_identifiers_and_headings_the_fuller_is_meant():
    assert found(["GMSFHM", "XM", "", ""], NEEDED).row == 2


def test_of_headings_with_rows_between_the_upper_are_meant():
    assert found(NEEDED, ["1", "张三", "谢桥镇", "一村"], [*NEEDED, "性别"]).row == 1


def test_two_columns_for_one_field_are_refused_by_name_and_place():
    with pytest.raises(UnreadableError, match=r"B 列“姓名”与D 列“人员姓名”都表示“姓名”.*columns"):
        found(["公民身份号码", "姓名", "乡镇", "人员姓名", "户籍地址"])


def test_the_settings_choose_between_two_columns():
    top = ["公民身份号码", "姓名", "乡镇", "人员姓名", "户籍地址", "序号", "编号"]
    head = found(top, columns={"name": "人员姓名"})
    assert (head.places["name"], head.ignored) == (3, ())


def test_the_settings_may_choose_a_heading_nobody_knows():
    assert found(["公民身份号码", "姓名", "所在地", "户籍地址"], columns={"town": "所在地"}).places["town"] == 2


def test_parents_are_columns_of_their_own():
    places = found([*NEEDED, "父亲姓名", "母亲姓名", "监护人"]).places
    assert (places["father_name"], places["mother_name"], places["guardian_name"]) == (4, 5, 6)


@pytest.mark.parametrize("row, missing", [
    (["姓名", "乡镇", "户籍地址"], ("公民身份号码",)),
    (["姓名", "公民身份号码"], ("乡镇", "户籍地址或村(居)")),
])  # fmt: skip
def test_what_is_missing_is_named_with_its_alternative(row: list[str], missing: tuple[str, ...]):
    search = searched(TextTable("", ",", [row]), Wanted(population.CONTRACT, {}, {}))
    assert search.missing == missing
    assert not search.fits


def test_an_alternative_or_a_default_will_do():
    assert found(["公民身份号码", "姓名", "乡镇", "行政村"]).places["village"] == 3
    assert found(["公民身份号码", "姓名", "户籍地址"], defaults={"town": "谢桥镇"}).row == 1


REGISTRY = ["公民身份号码", "姓名", "性别", "乡镇", "村(居)", "户籍地址"]
POVERTY = ["户编号", "人编号", "姓名", "证件号码", "与户主关系", "乡(镇)", "行政村", "在校生状况", "户类型", "监测对象类别"]
ROLL = ["学籍号", "姓名", "身份证件号", "学校名称", "年级", "班级", "学籍状态"]
EVIDENCE = ["姓名", "身份证号", "性别", "乡镇", "户籍地址", "核查结果", "证据类型", "证据编号", "取证日期"]


@pytest.mark.parametrize("contract, row, other", [
    (population.CONTRACT, REGISTRY, None),
    (population.CONTRACT, ["公民身份号码", "姓名", "乡镇", "户籍地址"], None),
    (population.CONTRACT, [*REGISTRY, "文化程度", "备注", "就读学校"], None),
    (population.CONTRACT, POVERTY, "poverty"),
    (population.CONTRACT, [*ROLL, "乡镇", "村", "家庭住址"], "roll"),
    (population.CONTRACT, EVIDENCE, "evidence"),
    (poverty.CONTRACT, POVERTY, None),
    (roll.CONTRACT, [*ROLL, "乡镇", "村"], None),
    (evidence.CONTRACT, [*EVIDENCE, "住址", "户主"], None),
    (schools.CONTRACT, [*ROLL, "乡镇"], "roll"),
    (schools.CONTRACT, ["学校标识码", "学校名称", "所属乡镇", "学段"], None),
])  # fmt: skip
def test_a_file_of_another_register_is_recognized(contract: Contract, row: list[str], other: str | None):
    candidate = searched(TextTable("", ",", [row]), Wanted(contract, {}, {})).candidate
    found_other = rival(candidate, contract, [one for one in CONTRACTS if one is not contract])
    assert (found_other.register if found_other else None) == other
