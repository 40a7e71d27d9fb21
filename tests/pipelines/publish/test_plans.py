"""The lists for the days ahead, as files."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from pipelines.language import language
from pipelines.publish.plans import CALL, DIFFERENCES, ESCALATED, EXPIRING, PHONE_CHECKS, PLAN, write_plans
from tests.spec.county import County


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The lists of a night with a proof that runs out, a task that somebody answers for and one that nobody does."""
    county = County()
    county.evidence("甲", county.child("甲", phone="13900000001"), "enrolled_outside", date(2026, 9, 10), valid_until=date(2026, 11, 20),
                    located_school="=外县小学", located_grade=4)
    county.child("乙", town="乙镇")
    county.child("丙", phone="13900000003")
    county.evidence("丁", county.child("丁", town="乙镇", phone="13900000004"), "out_of_school", date(2026, 10, 20))
    county.declared("*", "enrolled_outside", 0)
    county.charge(town="甲镇", town_lead="镇长")
    folder = tmp_path_factory.mktemp("plans")
    with county.opened(folder / "work") as workspace:
        assert write_plans(workspace.frame, folder) == {
            "expiring.csv": 1, "escalated.csv": 1, "control_differences.csv": 1, "phone_checks.csv": 1, "visit_plan.csv": 3}
        (folder / "en").mkdir()
        write_plans(workspace.frame, folder / "en", language("en"))
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_runs_out_is_written_in_words(folder: Path) -> None:
    (row,) = rows(folder / "expiring.csv")
    assert list(row) == list(EXPIRING.values())
    assert (row["到期日"], row["剩余天数"], row["佐证种类"], row["有效期已写明"]) == ("2026-11-20", "18", "在外就读", "是")
    assert (row["就读学校"], row["就读年级"], row["联系电话"]) == ("'=外县小学", "四年级", "139-0000-0001")
    assert (row["到期后状态"], row["到期后清单"], row["责任人"]) == ("县外就读未取证", "补取就读证明", "镇长")


def test_the_plan_has_who_is_nobodys_last(folder: Path) -> None:
    told = rows(folder / "visit_plan.csv")
    assert list(told[0]) == list(PLAN.values())
    assert [(row["姓名"], row["走访人"], row["第几天"], row["第几户"]) for row in told] == [
        ("丙", "镇长", "1", "1"), ("丁", "", "1", "1"), ("乙", "", "1", "1")]  # one household
    assert told[0]["原因"] == "各登记册均无就学信息" and told[0]["联系电话"] == "139-0000-0003"


def test_the_township_reads_who_is_out_of_school(folder: Path) -> None:
    (row,) = rows(folder / "escalated.csv")
    assert list(row) == list(ESCALATED.values())
    assert (row["乡镇"], row["姓名"], row["报告原因"], row["列入原因"]) == ("乙镇", "丁", "走访确认暂不在校", "走访确认暂不在校")
    assert (row["报告日期"], row["首次列入"], row["已列天数"], row["联系电话"]) == ("2026-11-02", "2026-11-02", "0", "139-0000-0004")


def test_who_is_called_has_cells_for_the_answer(folder: Path) -> None:
    (row,) = rows(folder / "phone_checks.csv")
    assert list(row) == [*PHONE_CHECKS.values(), *CALL]
    assert (row["姓名"], row["联系电话"], row["抽查学校"], row["就读学校"]) == ("甲", "139-0000-0001", "其他学校（甲镇）", "'=外县小学")
    assert (row["证据编号"], row["取证日期"], row["有效期至"], row["未接通次数"], row["核实结果"]) == ("证1", "2026-09-10", "2026-11-20", "0", "")


def test_who_may_be_why_two_totals_differ_is_named(folder: Path) -> None:
    (row,) = rows(folder / "control_differences.csv")
    assert list(row) == list(DIFFERENCES.values())
    assert (row["乡镇"], row["项目"], row["上报数"], row["本夜的数"], row["差"]) == ("全县", "县外就读", "0", "1", "-1")
    assert (row["姓名"], row["可能原因"], row["已计入本夜"], row["本夜状态"]) == ("甲", "只凭证明认定", "是", "县外就读")


def test_only_its_owner_reads_them(folder: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.csv")} == {0o600}


#: Columns of what the registers say: names, places, numbers.
OF_THE_DATA = {
    "姓名", "乡镇", "村(居)", "地址", "户主或监护人", "就读学校", "责任人", "走访人", "本人责任人", "证据编号", "核查人", "上报单位", "儿童乡镇",
    "学校",
}


@pytest.mark.parametrize("name", ["expiring", "escalated", "control_differences", "phone_checks", "visit_plan"])
def test_in_english_they_keep_their_headings_and_say_all_else_in_english(name: str, folder: Path) -> None:
    chinese, english = rows(folder / f"{name}.csv"), rows(folder / "en" / f"{name}.csv")
    assert [list(row) for row in chinese] == [list(row) for row in english]
    for one, other in zip(chinese, english, strict=True):
        own = OF_THE_DATA - ({"乡镇"} if one["乡镇"] == "全县" else set())
        assert {heading: one[heading] for heading in one if heading in own} == {h: other[h] for h in other if h in own}
        said = {heading: cell.replace("甲镇", "") for heading, cell in other.items() if heading not in own}
        assert {h: cell for h, cell in said.items() if re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", cell)} == {}


def test_what_is_drawn_of_small_schools_is_called_so_in_english(folder: Path) -> None:
    assert rows(folder / "en" / "phone_checks.csv")[0]["抽查学校"] == "Other schools (甲镇)"
