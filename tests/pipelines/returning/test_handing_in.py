"""``rollcall return`` and ``rollcall decide`` as an operator sees them: what is printed, what is left, the exit code."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.casebook import Casebook
from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, USAGE
from pipelines.operator.handing_in import handed_in, pair_decided
from pipelines.publish.sealing import ENVIRONMENT, sealed
from sources.reading.formats.protected import is_encrypted_package
from tests.pipelines.returning.conftest import PAIR, Small
from tests.pipelines.returning.county import children

HEADINGS = ("任务编号", "姓名", "核查结果", "证据编号", "取证日期", "备注")
NAMES = [name for name, _ in children(4)]


def filled(small: Small, *rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Answers (``核查结果``, ``证据编号``, ``取证日期``, ``备注``) to the tasks in their order, with token and name before."""
    return [(token, name, *row) for token, name, row in zip(small.tokens, NAMES, rows, strict=False)]


CERTIFICATE, VISIT, NOTHING = ("在外就读", "001", "2026-11-01", ""), ("暂不在校", "", "2026-11-01", "家长说=开学后去"), ("", "", "", "")
NO_NUMBER = ("在外就读", "", "2026-11-01", "")


def as_csv(path: Path, rows: list[tuple[str, ...]], codec: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=codec, newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def as_workbook(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("甲镇")
        for at, row in enumerate([("甲镇核查清单",), HEADINGS, *rows]):
            for column, text in enumerate(row):
                page.write_string(at, column, text)
    return path


def test_a_filled_list_is_taken(small: Small, capsys):
    path = as_csv(small.folder / "甲镇.csv", filled(small, CERTIFICATE, VISIT, NOTHING))
    assert handed_in(small.folder / "county.toml", [path], "王一", None, withdraw=False) == PUBLISHED
    said = capsys.readouterr().out
    assert "已收 2，已在案 0，拒收 0，未填写 1，其中案件已先关闭 0" in said and "从下一夜起计入" in said
    assert small.pieces().sort("row_no").select("case_token", "evidence_no", "recorded_by", "row_no").rows() == [
        (small.tokens[0], "001", "王一", 2), (small.tokens[1], None, "王一", 3)]


def test_what_is_refused_is_told_with_its_place_and_mend(small: Small, capsys):
    path = as_workbook(small.folder / "甲镇.xlsx", filled(small, CERTIFICATE, NO_NUMBER))
    assert handed_in(small.folder / "county.toml", [path], "王一", None, withdraw=False) == NOTHING_PUBLISHED
    assert f"  第 4 行　{small.tokens[1]}　拒收：D 列“证据编号”：缺少证据编号 → 请填写证据编号" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "codec"), [("乙.csv", "utf-8"), ("丙.csv", "gb18030"), ("丁.csv", "utf-16"), ("戊.txt", "gb18030")])
def test_in_whatever_clothes_it_comes_it_is_the_same(small: Small, name: str, codec: str, capsys):
    rows = filled(small, CERTIFICATE, VISIT)
    first, again = as_workbook(small.folder / "甲.xlsx", rows), as_csv(small.folder / name, rows, codec)
    assert handed_in(small.folder / "county.toml", [first, again], "王一", None, withdraw=False) == PUBLISHED
    said = capsys.readouterr().out
    assert "已收 0，已在案 2" in said and said.endswith("已收的从下一夜起计入。\n"), "of the two files together"
    assert handed_in(small.folder / "county.toml", [again], "王一", None, withdraw=False) == PUBLISHED
    assert capsys.readouterr().out.endswith("没有新的内容：填写的行都已在案。\n")
    assert small.pieces().height == 2


def test_a_list_under_the_password_it_went_out_with(small: Small, monkeypatch, capsys):
    rows = filled(small, CERTIFICATE, NO_NUMBER)
    path = small.folder / "甲镇.xlsx"
    path.write_bytes(sealed(as_workbook(small.folder / "open.xlsx", rows).read_bytes(), "geheim"))
    assert handed_in(small.folder / "county.toml", [path], "王一", None, withdraw=False) == NOTHING_PUBLISHED
    assert "未收：文件 甲镇.xlsx 有打开密码" in capsys.readouterr().err
    monkeypatch.setenv(ENVIRONMENT, "geheim")
    assert handed_in(small.folder / "county.toml", [path], "王一", None, withdraw=False) == NOTHING_PUBLISHED
    assert "已收 1，已在案 0，拒收 1（缺少证据编号 1）" in capsys.readouterr().out
    assert is_encrypted_package((small.folder / "甲镇_回执.xlsx").read_bytes())


def test_no_cell_of_the_copy_runs(small: Small, tmp_path: Path):
    cells = ["=1+1", "+86 138", "@sum", "-1+1", "\t=1", "＝1", "\u200b=1", "138-0013-8000", "2026-11-01", "'=2"]
    rows = [(token, name, *VISIT[:3], text) for text in cells for token, name in zip(small.tokens, NAMES, strict=True)]
    path, out = as_csv(small.folder / "甲.csv", rows), tmp_path / "out"
    out.mkdir()
    assert handed_in(small.folder / "county.toml", [path], "王一", out, withdraw=False) == PUBLISHED
    with (out / "甲_回执.csv").open(encoding="utf-8-sig", newline="") as file:
        copied = [row["备注"] for row in csv.DictReader(file)][:: len(NAMES)]
    assert copied[7:] == ["138-0013-8000", "2026-11-01", "'=2"]
    assert copied[:7] == [f"'{text}" for text in cells[:7]]


def test_a_list_taken_back_leaves_nothing_in_force_and_can_be_given_again(small: Small, capsys):
    path, where = as_csv(small.folder / "甲.csv", filled(small, CERTIFICATE, VISIT)), small.folder / "county.toml"
    assert handed_in(where, [path], "王一", None, withdraw=False) == PUBLISHED
    part = as_csv(small.folder / "乙.csv", filled(small, CERTIFICATE))
    assert handed_in(where, [part], "李二", None, withdraw=True) == PUBLISHED
    assert small.pieces()["result"].to_list() == ["暂不在校"]
    assert handed_in(where, [path], "李二", None, withdraw=True) == NOTHING_PUBLISHED
    assert "此行没有收过，或已撤回" in capsys.readouterr().out
    assert small.pieces().is_empty()
    assert handed_in(where, [path], "王一", None, withdraw=False) == PUBLISHED
    assert small.pieces().height == 2


@pytest.mark.parametrize(("name", "text", "says"), [
    ("学籍.csv", "姓名,身份证件号,学籍号,学校名称,年级,学籍状态\n", "不是填好的清单"),
    ("空.csv", "", "是空文件"),
    ("清单.docx", "x", "不能读取"),
    ("坏.xlsx", "PK\x03\x04", "请重新"),
])  # fmt: skip
def test_what_is_no_list_of_ours_is_refused_and_the_next_one_taken(small: Small, name: str, text: str, says: str, capsys):
    other = small.folder / name
    other.write_text(text, "utf-8")
    path = as_csv(small.folder / "甲.csv", filled(small, CERTIFICATE))
    assert handed_in(small.folder / "county.toml", [other, path], "王一", None, withdraw=False) == NOTHING_PUBLISHED
    told = capsys.readouterr()
    assert f"未收：文件 {name} " in told.err and says in told.err
    assert "已收 1" in told.out and small.pieces().height == 1


@pytest.mark.parametrize(("rows", "withdraw", "says"), [
    ([CERTIFICATE, NO_NUMBER], False, "已收的从下一夜起计入。被拒的行可直接在回执中改好，再交一次。"),
    ([NO_NUMBER], False, "被拒的行可直接在回执中改好，再交一次。"),
    ([NOTHING, NOTHING], False, "没有填写的行：请填好“核查结果”"),
    ([CERTIFICATE], True, "没有可撤回的：这些行没有收过，或已撤回。"),
])
def test_what_comes_next_is_what_concerns_the_rows(small: Small, rows: list, withdraw: bool, says: str, capsys):
    path = as_csv(small.folder / "甲.csv", filled(small, *rows))
    handed_in(small.folder / "county.toml", [path], "王一", None, withdraw=withdraw)
    assert capsys.readouterr().out.splitlines()[-1].startswith(says)


def test_a_mistyped_name_takes_nothing(small: Small, capsys):
    path = as_csv(small.folder / "甲.csv", filled(small, CERTIFICATE))
    assert handed_in(small.folder / "county.toml", [path, small.folder / "已.csv"], None, None, withdraw=False) == USAGE
    assert "不存在" in capsys.readouterr().err and small.pieces().is_empty()


def test_a_pair_is_decided_changed_and_taken_back(small: Small, capsys):
    where = small.folder / "county.toml"
    assert pair_decided(where, PAIR.lower(), "same", "王一", withdraw=False) == PUBLISHED
    assert pair_decided(where, PAIR, "same", "王一", withdraw=False) == PUBLISHED
    assert "已在案，未重复记录" in capsys.readouterr().out and small.verdicts() == ["same"]
    assert pair_decided(where, PAIR, "不是同一人", "李二", withdraw=False) == PUBLISHED
    assert "此前判定为“同一人”" in capsys.readouterr().out and small.verdicts() == ["same", "different"]
    assert pair_decided(where, PAIR, None, "李二", withdraw=True) == PUBLISHED
    assert small.verdicts() == []
    with Casebook.of(small.settings) as casebook:
        assert casebook.read().withdrawals["withdrawn_by"].to_list() == ["李二", "李二"], "nothing is erased"
    assert pair_decided(where, PAIR, None, "李二", withdraw=True) == USAGE
    assert "无可撤回" in capsys.readouterr().err


@pytest.mark.parametrize(("pair", "verdict", "says"), [
    ("P999999999999", "same", "不在案"), (PAIR, "maybe", "判定应为 same（同一人）"), (PAIR, None, "判定应为")])
def test_a_decision_that_cannot_be_is_one_sentence(small: Small, pair: str, verdict: str | None, says: str, capsys):
    assert pair_decided(small.folder / "county.toml", pair, verdict, "王一", withdraw=False) == USAGE
    assert says in capsys.readouterr().err and small.verdicts() == []
