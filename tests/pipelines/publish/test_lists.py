"""The visit list and the data desk's list, as files."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

import sources
from pipelines.publish.desk import write_data_desk
from pipelines.publish.lists import write_visit_lists
from sources.person import Terms

# outputs.md, word for word.
PROMISED = [
    "任务编号", "优先级", "类别", "原因", "姓名", "性别", "年龄", "乡镇", "村(居)", "地址", "户主或监护人", "联系电话", "最后就读学校", "最后年级",
    "脱贫/监测户", "需取材料", "责任人", "首次列入", "已列天数", "期限", "核查结果", "证据类型", "证据编号", "就读学校", "就读年级", "就读学校所在地",
    "取证日期", "有效期至", "核查人", "备注",
]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_headings_are_those_promised(township, tmp_path: Path) -> None:
    write_visit_lists(township.ask, tmp_path)
    with (tmp_path / "exceptions.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == PROMISED


def test_the_file_is_one_that_excel_and_wps_open_by_double_click(township, tmp_path: Path) -> None:
    write_visit_lists(township.ask, tmp_path)
    raw = (tmp_path / "exceptions.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") == 27
    assert all(line.startswith('"') and line.endswith('"') for line in raw.decode("utf-8-sig").split("\r\n")[:-1])


def test_only_its_owner_reads_it(township, tmp_path: Path) -> None:
    write_visit_lists(township.ask, tmp_path)
    write_data_desk(township.ask, tmp_path)
    files = [path for path in tmp_path.rglob("*.csv")]
    assert len(files) == 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (tmp_path / "exceptions").stat().st_mode & 0o777 == 0o700


def test_each_town_has_its_own_file_and_no_task_is_lost(forty_towns, tmp_path: Path) -> None:
    number = write_visit_lists(forty_towns.ask, tmp_path)
    county = rows(tmp_path / "exceptions.csv")
    towns = {path.stem: rows(path) for path in (tmp_path / "exceptions").glob("*.csv")}
    assert len(county) == number == forty_towns.ask("SELECT count(*) FROM visit_list").item()
    assert sum(map(len, towns.values())) == number
    assert all(row["乡镇"] == town for town, part in towns.items() for row in part)


def test_words_are_chinese_and_the_answers_are_left_blank(township, tmp_path: Path) -> None:
    write_visit_lists(township.ask, tmp_path)
    listed = rows(tmp_path / "exceptions.csv")
    assert {row["类别"] for row in listed} == {"入户核查", "补取就读证明", "安置"}
    assert {row["原因"] for row in listed} == {"走访确认暂不在校", "已找到学校，未取得证明", "重度残疾尚未安置"}
    assert {row["性别"] for row in listed} <= {"男", "女"}
    assert {row["脱贫/监测户"] for row in listed} <= {"是", "否"}
    assert {row["最后年级"] for row in listed} == {"六年级"}
    assert listed[0]["首次列入"] == "2026-08-20"
    assert listed[0]["联系电话"].startswith("139-")
    assert {row[heading] for row in listed for heading in PROMISED[20:]} == {""}


def visit_row(**changed: object) -> pl.DataFrame:
    row = {
        "case_token": "K7Q2-M9XF-T", "priority": 1, "category": "visit", "reason": "nothing_found", "name": "艾力·买买提", "sex": "1", "age": 9,
        "town": "甲溪镇", "village": "东村", "address": "3组", "guardian": "买买提", "phone": "13900000001", "last_school": None, "last_grade": None,
        "poverty": True, "material": None, "responsible": None, "first_listed": date(2026, 9, 1), "nights_listed": 1, "due": date(2026, 9, 8),
        "child_id": "C1", "household_no": "1",
    }
    return pl.DataFrame([row | changed], infer_schema_length=None)


def test_children_whom_the_registry_lacks_come_last(tmp_path: Path) -> None:
    outside = visit_row(reason="poverty_child_unregistered", name="王库外", town="丙店镇", village="A")
    frame = pl.concat([outside, visit_row(town="甲溪镇"), visit_row(town="丁岗镇", village=None)], how="vertical_relaxed")
    write_visit_lists(lambda _: frame, tmp_path)
    assert [row["姓名"] for row in rows(tmp_path / "exceptions.csv")][-1] == "王库外"


def test_a_town_that_is_no_file_name_gets_one(tmp_path: Path) -> None:
    names = ["../甲", "甲/乙", None, "CON", "谢桥镇", "谢桥镇."]
    frame = pl.concat([visit_row(town=town) for town in names], how="vertical_relaxed")
    write_visit_lists(lambda _: frame, tmp_path)
    assert {path.name for path in (tmp_path / "exceptions").glob("*.csv")} == {
        "_甲.csv", "甲_乙.csv", "未识别.csv", "_CON.csv", "谢桥镇.csv", "谢桥镇_2.csv"}
    assert not (tmp_path.parent / "甲.csv").exists()


def test_a_night_without_tasks_has_a_list_with_headings_only(tmp_path: Path) -> None:
    write_visit_lists(lambda _: visit_row().clear(), tmp_path)
    assert rows(tmp_path / "exceptions.csv") == []
    assert list((tmp_path / "exceptions").iterdir()) == []


def test_the_data_desk_sees_pairs_side_by_side_and_what_is_wrong_where(township, tmp_path: Path) -> None:
    assert write_data_desk(township.ask, tmp_path) == 2
    pair, record = rows(tmp_path / "data_desk.csv")
    assert (pair["类型"], pair["甲来源"], pair["乙来源"], pair["相似概率"]) == ("疑似同一人", "公安户籍人口", "中小学生学籍", "93.1%")
    assert (pair["甲证件号码"], pair["乙证件号码"]) == ("349901 20180315 0017", "'3.49901E+17")
    assert (pair["判定"], pair["判定人"]) == ("", "")
    assert (record["文件"], record["工作表"], record["行号"], record["列"]) == ("学籍.xlsx", "一年级", "31", "身份证件号")
    assert (record["问题"], record["处理办法"]) == ("证件号码校验码不符", "对照户口簿更正号码")


def office(path: Path, form: str, folder: Path) -> None:
    """Open the CSV as a double-click does, numbers and dates recognized, and save it into ``folder/opened``."""
    soffice = shutil.which("soffice") or pytest.fail("LibreOffice is missing: run make system")
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--infilter=CSV:44,34,76,1,,0,false,true",
         "--convert-to", form, "--outdir", str(folder / "opened"), str(path)],
        check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize(("probability", "shown"), [(1.0, "99.9%"), (0.99999, "99.9%"), (0.9312, "93.1%"), (0.05, "5.0%"), (None, "")])
def test_a_pair_in_review_is_never_shown_as_certain(township, probability: float | None, shown: str, tmp_path: Path) -> None:
    pair = township.ask("FROM data_desk WHERE kind = 'pair'").with_columns(probability=pl.lit(probability, pl.Float64))
    write_data_desk(lambda _: pair, tmp_path)
    assert rows(tmp_path / "data_desk.csv")[0]["相似概率"] == shown


@pytest.mark.office
def test_libreoffice_shows_every_cell_as_it_was_written(tmp_path: Path) -> None:
    hostile = ["=1+1", "@SUM(A1)", "＝1", "05581234567", "3-2", "1E5", "349901201803150017", "5月3日", "艾力·买买提", "𠀀某"]
    frame = pl.concat([visit_row(name=text, address=text, phone="05581234567") for text in hostile], how="vertical_relaxed")
    write_visit_lists(lambda _: frame, tmp_path)
    office(tmp_path / "exceptions.csv", "xlsx", tmp_path)
    headings, *opened = CalamineWorkbook.from_path(tmp_path / "opened" / "exceptions.xlsx").get_sheet_by_index(0).to_python()
    shown = [dict(zip(headings, row, strict=True)) for row in opened]
    written = rows(tmp_path / "exceptions.csv")
    same = ("任务编号", "姓名", "地址", "联系电话")
    assert [[row[heading] for heading in same] for row in shown] == [[row[heading] for heading in same] for row in written]
    assert {row["姓名"].removeprefix("'") for row in shown} == set(hostile)


def filled_in(path: Path, into: Path) -> list[dict[str, str]]:
    """The list as a visitor fills it in, three doors answered; the rows answered."""
    listed = rows(path)
    answers = {"核查结果": "在外就读", "证据类型": "在读证明", "证据编号": "0012", "就读学校": "某市小学", "取证日期": "2026-08-30", "核查人": "某"}
    answered = [row | answers for row in listed[:3]]
    with into.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, PROMISED, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(answered + listed[3:])
    return answered


def read_back(path: Path) -> pl.DataFrame:
    return sources.read("evidence", [path], Terms(date(2026, 9, 2), ("甲溪镇",)), key=b"k" * 32).rows


def test_the_list_filled_in_is_what_the_evidence_register_reads(township, tmp_path: Path) -> None:
    write_visit_lists(township.ask, tmp_path)
    answered = filled_in(tmp_path / "exceptions.csv", tmp_path / "核查结果20260901.csv")
    back = read_back(tmp_path / "核查结果20260901.csv")
    assert set(back.select("case_token", "name_display").rows()) == {(row["任务编号"], row["姓名"]) for row in answered}
    assert set(back.select("result", "evidence_no", "evidence_date").rows()) == {("enrolled_outside", "0012", date(2026, 8, 30))}


@pytest.mark.office
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_it_comes_back_from_libreoffice_as_it_was_sent(township, ending: str, tmp_path: Path) -> None:
    write_visit_lists(township.ask, tmp_path)
    answered = filled_in(tmp_path / "exceptions.csv", tmp_path / "核查结果20260901.csv")
    office(tmp_path / "核查结果20260901.csv", {"xlsx": "xlsx", "csv": "csv:Text - txt - csv (StarCalc):44,34,76"}[ending], tmp_path)
    back = read_back(tmp_path / "opened" / f"核查结果20260901.{ending}")
    assert set(back["case_token"]) == {row["任务编号"] for row in answered}
    assert set(back["evidence_date"]) == {date(2026, 8, 30)}
