"""The closing summary adds up in front of the reader's eyes."""

import polars as pl
import pytest

from pipelines.publish.summary import few, ledger_lines, linkage_sentence, sentences

TOWN = {
    "enrolled_in_town": 9351, "enrolled_in_county": 1713, "enrolled_outside": 3090, "outside_unevidenced": 5,
    "other_stage": 61, "graduated": 253, "vacant_registration": 40, "deceased": 20, "missing": 9,
    "disabled_unplaced": 10, "out_of_school": 11,
}


def frame(counts: dict[str, int], name: str = "status") -> pl.DataFrame:
    return pl.DataFrame({name: list(counts), "children": list(counts.values())})


def test_the_reported_township_reads_as_it_was_reported():
    told = sentences("某镇", "2021-09-01", frame(TOWN), frame({"visit": 11, "certificate": 5, "placement": 10}, "list"))
    assert "  14,563 = 9,351 + 1,713 + 3,090 + 5 + 61 + 253 + 69 + 10 + 11" in told
    assert "在校合计 14,220 / 14,563 = 97.64%" in told
    assert "县外就读取证率 3,090 / 3,095 = 99.84%" in told


def test_filed_children_are_one_line_that_says_of_what():
    (filed,) = [line for line in ledger_lines(frame(TOWN)) if line.label.startswith("备案")]
    assert filed.children == 69
    assert filed.label == "备案（死亡 20、失踪 9、空挂户 40）"


def test_children_of_unknown_age_stand_beside_the_total():
    told = sentences("某镇", "2021-09-01", frame(TOWN | {"age_unknown": 2}), frame({}, "list"))
    assert any("14,563 = " in line for line in told)
    assert any("出生日期不明 2 人" in line for line in told)


def test_an_empty_county_divides_by_nothing():
    assert sentences("某镇", "2021-09-01", frame({}), frame({}, "list"))[0].endswith("适龄儿童 0 人")


def test_what_may_be_wrong_is_said_with_its_denominator_and_bound():
    linkage = pl.DataFrame({"problem": ["population-roll"], "linked": [18771], "expected_false": [0.25], "false_at_most": [2]})
    wrong = pl.DataFrame({
        "kind": ["wrongly_listed", "wrongly_verified"], "children": [165, 19495], "expected": [1.5, 0.00001], "at_most": [None, 1]})
    assert linkage_sentence(linkage, wrong) == (
        "比对：户籍—学籍链接 18,771 对，预期误链 0.25 对（95% 上限 2）；凭链接不列清单 19,495 人，预期误认定 不足 0.001 人（95% 上限 1）；"
        "入户核查 165 人，预期误列 1.5 人")


@pytest.mark.parametrize(("expected", "words"), [
    (0.0, "0"), (1e-9, "不足 0.001"), (0.001, "0.001"), (0.25, "0.25"), (3.0, "3"), (9.9999, "10"), (1234.56, "1,234.6")])
def test_an_expected_number_is_never_rounded_to_nothing(expected: float, words: str):
    assert few(expected) == words
