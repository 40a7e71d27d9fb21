"""Pairs go out to the data desk, come back decided in the sheet or the workbook, and are never asked again."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.casebook import Casebook
from pipelines.publish.workbook_desk import DECIDE_SHEET
from pipelines.returning import Handed, returned
from pipelines.returning.deciding import decided, undecided
from pipelines.settings import Settings, SettingsError, load
from sources import synthetic
from tests.pipelines.returning.county import children, county
from tests.pipelines.returning.nights import plain_night

FIRST = date(2026, 11, 2)
ANSWERS = ("同一人", "不是同一人", "不确定")


def exported_anew(inbox: Path) -> None:
    """The registers under new names, their rows in another order: no record has the id that it had."""
    for register in ("population", "roll", "poverty"):
        for place, path in enumerate(sorted((inbox / register).glob("*.csv"))):
            with path.open(encoding="utf-8-sig", newline="") as file:
                heading, *rows = csv.reader(file)
            path.unlink()
            with (inbox / register / f"重新导出{place}_2026-11-03.csv").open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([heading, *rows[::-1]])


def decided_in_csv(path: Path, answers: dict[str, str], to: Path) -> None:
    """The list as a clerk leaves it who works through it as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["判定"], row["判定人"] = (answers[row["编号"]], "王一") if row["编号"] in answers else ("", "")
    with to.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def decided_in_workbook(path: Path, answers: dict[str, str], to: Path) -> None:
    """The list as a clerk leaves it who works through it as a workbook."""
    book = openpyxl.load_workbook(path)
    page = book[DECIDE_SHEET]
    at = {cell.value: cell.column for row in page.iter_rows(max_row=3) for cell in row}
    for row in range(1, page.max_row + 1):
        if (token := page.cell(row, at["编号"]).value) in answers:
            page.cell(row, at["判定"]).value, page.cell(row, at["判定人"]).value = answers[token], "李二"
    book.save(to)


def asked(settings: Settings) -> pl.DataFrame:
    """``pair_token, left_key, right_key`` of the pairs on the last night's list."""
    with (settings.out / "data_desk.csv").open(encoding="utf-8-sig", newline="") as file:
        tokens = [row["编号"] for row in csv.DictReader(file) if row["编号"].startswith("P")]
    with Casebook.of(settings) as casebook:
        return casebook.read().shown.filter(pl.col("pair_token").is_in(tokens)).select("pair_token", "left_key", "right_key")


def test_whatever_was_decided_is_not_asked_again_in_files_exported_anew(tmp_path: Path) -> None:
    synthetic.synthesize(tmp_path, children=700, seed=7, level="hostile")
    settings = load(tmp_path / "county.toml")
    plain_night(settings, FIRST)
    before = asked(settings)
    answers = {token: ANSWERS[place % 3] for place, token in enumerate(before["pair_token"].sort())}
    tokens, keys = list(answers), ["left_key", "right_key"]
    parts = [{one: answers[one] for one in tokens[place::2]} for place in range(2)]
    decided_in_csv(settings.out / "data_desk.csv", parts[0], tmp_path / "甲.csv")
    decided_in_workbook(settings.out / "data_desk.xlsx", parts[1], tmp_path / "乙.xlsx")
    outcomes = returned(settings, [tmp_path / "甲.csv", tmp_path / "乙.xlsx"], Handed("王一"), FIRST)
    assert [outcome.answers.filter(outcome="taken").height for outcome in outcomes] == [len(part) for part in parts]
    assert len(answers) > 5, "few are asked: the test would show nothing"

    exported_anew(tmp_path / "inbox")
    plain_night(settings, FIRST + timedelta(days=1))
    after = asked(settings)
    assert set(after["pair_token"]).isdisjoint(tokens), "every record has a new id, and so has every pair"
    again = before.join(after, on=keys)["pair_token"]
    settled = {token for token, answer in answers.items() if answer != "不确定"}
    assert settled.isdisjoint(again)
    with (settings.out / "data_desk.csv").open(encoding="utf-8-sig", newline="") as file:
        problems = {row["编号"]: row["问题"] for row in csv.DictReader(file)}
    unsure = after.join(before, on=keys, how="semi")["pair_token"]
    assert unsure.len() and all("此前判定：不确定" in problems[token] for token in unsure)

    # The sheet of the first night, which somebody finds a week later, still answers for its pairs.
    late = {token: "不是同一人" for token, answer in answers.items() if answer == "不确定"}
    names = dict(pl.concat([before, after]).join(after, on=keys).select("pair_token", "pair_token_right").rows())
    with (tmp_path / "丙.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("编号", "判定", "判定人"), *((token, said, "王一") for token, said in late.items())])
    (outcome,) = returned(settings, [tmp_path / "丙.csv"], Handed("王一"), FIRST + timedelta(days=1))
    assert outcome.complete
    plain_night(settings, FIRST + timedelta(days=2))
    assert {names[token] for token in late if token in names}.isdisjoint(asked(settings)["pair_token"])


def test_a_child_recognized_in_doubt_is_confirmed_or_parted_on_the_same_sheet(tmp_path: Path) -> None:
    settings = county(tmp_path, 3)
    (first, one), (second, two), (third, three) = children(3)
    born = "2012-05-06"

    def registered(*people: tuple[str, str]) -> None:
        with (tmp_path / "inbox" / "population" / "population_2026-11-02.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([
                ("姓名", "公民身份号码", "户籍地址", "乡镇", "出生日期", "性别", "户号"),
                *((name, number, "一村", "甲镇", born, "女", str(place)) for place, (name, number) in enumerate(people))])

    registered((first, one), (second, two), (third, three))
    before = plain_night(settings, FIRST)
    registered(("和一", ""), ("和二", ""), (third, three))
    plain_night(settings, FIRST + timedelta(days=1))
    with (settings.out / "data_desk.csv").open(encoding="utf-8-sig", newline="") as file:
        asked = {row["甲姓名"]: row["编号"] for row in csv.DictReader(file) if row["类型"] == "存疑认定"}
    assert set(asked) == {"和一", "和二"}

    decided_in_workbook(settings.out / "data_desk.xlsx", {asked["和一"]: "同一人", asked["和二"]: "不是同一人"}, tmp_path / "甲.xlsx")
    (outcome,) = returned(settings, [tmp_path / "甲.xlsx"], Handed("王一"), FIRST + timedelta(days=1))
    assert outcome.complete and outcome.answers.filter(outcome="taken").height == 2
    after = plain_night(settings, FIRST + timedelta(days=2))
    new = set(after["child_id"]) - set(before["child_id"])
    assert len(new) == 1 and set(after["child_id"]) - new < set(before["child_id"])
    assert "存疑认定" not in (settings.out / "data_desk.csv").read_text("utf-8-sig")
    tokens = [dict(night.select("child_id", "case_token").rows()) for night in (before, after)]
    assert tokens[1][new.pop()] in tokens[0].values(), "the case goes on under its token"

    with pytest.raises(SettingsError, match="不在案"):
        undecided(settings, "S00000000000A", "王一")
    assert undecided(settings, asked["和二"], "王一")[0].startswith(f"{asked['和二']}：已撤回判定 不是同一人")
    assert decided(settings, asked["和二"], "same", "李二", FIRST)[0].endswith("已记录，从下一夜起起作用。")
    with Casebook.of(settings) as casebook:
        assert dict(casebook.read().doubts.select("doubt_token", "decision").rows()) == dict.fromkeys(asked.values(), "same")
