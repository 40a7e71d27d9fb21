"""What a heading means, however an office wrote it."""

from __future__ import annotations

import pytest

from sources import evidence, population, poverty, roll, schools
from sources.contract import Contract
from sources.reading.meanings import known_headings, meaning, plain, speakable

CONTRACTS = (population.CONTRACT, roll.CONTRACT, poverty.CONTRACT, schools.CONTRACT, evidence.CONTRACT)


@pytest.mark.parametrize("written", [
    "姓名", " 姓 名 ", "姓\n名", "*姓名", "★姓名", "姓名☆", "＊姓名", "1.姓名", "2、姓名", "(3)姓名", "（一）姓名", "三、姓名", "③姓名", "姓名：",
    "姓名（必填）", "姓名(文本)【必填】", "（必填）姓名", "XM", "xm", "ＸＭ", "\ufeff姓名",
])  # fmt: skip
def test_a_name_however_it_is_headed(written: str):
    assert meaning(written, known_headings(population.CONTRACT)) == "name"


@pytest.mark.parametrize("written, column", [
    ("镇(街道)", "town"), ("镇（街道）（必填）", "town"), ("（必填）镇（街道）", "town"), ("乡（镇）*", "town"),
    ("村（居）", "village"), ("村（居）【文本】", "village"), ("省市县（区）", "registered_county"), ("乡镇（所属）", "town"),
    ("镇（必填）", None), ("成员1姓名", None), ("父亲", None), ("", None),
])  # fmt: skip
def test_bracketed_notes_are_read_before_they_are_left_out(written: str, column: str | None):
    assert meaning(written, known_headings(population.CONTRACT)) == column


@pytest.mark.parametrize("written, column", [("姓名" + "（必填）" * 100, "name"), ("说明" + "（如有）" * 100, None)])
def test_of_a_paragraphs_hundred_notes_not_every_choice_is_tried(written: str, column: str | None):
    assert meaning(written, known_headings(population.CONTRACT)) == column


def test_digits_that_belong_to_a_heading_stay():
    assert meaning("成员1姓名", known_headings(roll.CONTRACT)) == "guardian_name"
    assert plain("12、成员1姓名") == "成员1姓名"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.register)
def test_every_declared_heading_means_its_own_column(contract: Contract):
    known = known_headings(contract)
    for column in contract.columns:
        for text in (column.heading, *column.also):
            assert meaning(text, known) == column.name, text


@pytest.mark.parametrize("text, shown", [(" 备 用\n列 ", "备 用 列"), ("349901201503010014", None), ("", None), ("长" * 60, "长" * 40)])
def test_a_value_that_strayed_into_the_headings_is_not_shown(text: str, shown: str | None):
    assert speakable(text) == shown
