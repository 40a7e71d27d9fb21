"""Formats, as LibreOffice and others write them, and under names that are not theirs."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.corpus.case import Case, Maker, come_true, table
from tests.corpus.files import (
    HEAD,
    LI,
    ZHANG,
    Office,
    citizen,
    in_sheet,
    parts,
    raw,
    renamed,
    saved_by_libreoffice,
    sheet,
    text,
    workbook,
    written,
)
from tests.corpus.test_layout import filtered, ghosts, rich

ROWS = (HEAD, ZHANG, LI)
BOTH = {"name_display": ("张三", "李四"), "id18": (ZHANG[0], LI[0])}
RARE = (HEAD, (ZHANG[0], "王𠀀", *ZHANG[2:]), (LI[0], "阿依·古丽", *LI[2:]))
RARE_NAMES = {"name_display": ("王𠀀", "阿依·古丽")}
MERGED = sheet(
    ("户籍人口", "", "", "", "", ""), (*HEAD, "父亲", ""), ("", "", "", "", "姓名", "身份证号"), (*ZHANG, "张大", citizen(9, "19850101")),
    merged=["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2"])  # fmt: skip
ONCE = sheet(HEAD, ZHANG, (*LI[:2], "", LI[3]), merged=["C2:C3"])
DATED = sheet((*HEAD, "出生日期"), (*ZHANG, datetime(2015, 3, 1)), (*LI, "2015年3月1日"))
BORN = {"dob": [date(2015, 3, 1)] * 2}
CUT = {"id18": [citizen(1), *[None] * 6], "id15": [None, *[citizen(2)[:15]] * 6]}
HIDDEN = workbook({"数据": ROWS, "藏": [HEAD, ("", "王五", "谢桥镇", "一村")]}, hidden=["藏"])
TWO = workbook({"一村": [HEAD, ZHANG], "二村": [HEAD, LI]})
LOCKED = (
    "有打开密码：请取消密码后再放入，或把密码写入一个文件并在设置 [sources.population] 的 password_file 中指明，"
    "或放入环境变量 ROLLCALL_POPULATION_PASSWORD。"
)
DBF_HEAD = ("GMSFHM", "XM", "TOWN", "HJD_DZXZ")
TOWN = {"columns": {"town": "TOWN"}}
#: In plain letters, since LibreOffice takes a CSV file for Latin when nobody tells it.
EATEN = text(DBF_HEAD, *((citizen(at), "AYI GULI", "Xieqiao", f"{at}") for at in (1, 2, 3, 4, 6, 7, 8)))


def computed(book, pages) -> None:
    pages["Sheet1"].write_formula("D2", '="一村"&"1号"', None, "一村1号")


def formulas(book, pages) -> None:
    pages["Sheet1"].write_formula("D2", '="一村"&"1号"', None, "一村1号")
    pages["Sheet1"].write_formula("D3", "=D2")


def errors(book, pages) -> None:
    pages["Sheet1"].write_formula("D2", "=VLOOKUP(1,A1:B2,2,0)", None, "#N/A")


def in_parquet(**columns: object) -> Maker:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return raw(file.getvalue(), "parquet")


def cut(made: Maker) -> Maker:
    """Half of the file, as an interrupted copy leaves it."""

    def half(folder: Path) -> Path:
        path = made(folder)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return path

    return half


def encrypted(made: Maker) -> Maker:
    """The workbook with a password to open."""

    def locked(folder: Path) -> Path:
        plain, path = made(folder), folder / "locked.xlsx"
        with plain.open("rb") as source, path.open("wb") as target:
            OOXMLFile(source).encrypt("secret", target)
        return path

    return locked


@table(
    Case("LibreOffice's .xlsx", Office(sheet(*ROWS), "xlsx"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("LibreOffice's .xls", Office(sheet(*ROWS), "xls"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("LibreOffice's .ods", Office(sheet(*ROWS), "ods"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("LibreOffice's .html", Office(sheet(*ROWS), "html"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("LibreOffice's .dbf in gb18030", Office(sheet(DBF_HEAD, ZHANG, LI), "dbf"), "2 = 2 + 0 + 0", shows=BOTH, asked=TOWN),
    Case("LibreOffice's .dbf in utf-8", Office(sheet(DBF_HEAD, ZHANG, LI), "dbf", "76"), "2 = 2 + 0 + 0", shows=BOTH, asked=TOWN),
    Case("a CSV opened and saved as .xlsx: numbers are eaten", Office(EATEN, "xlsx"), "7 = 7 + 0 + 0", "id_column_truncated", shows=CUT, asked=TOWN),
    Case("a CSV opened and saved as .xls", Office(EATEN, "xls"), "7 = 7 + 0 + 0", "id_column_truncated", shows=CUT, asked=TOWN),
    Case("a CSV opened and saved as .ods", Office(EATEN, "ods"), "7 = 7 + 0 + 0", "id_column_truncated", shows=CUT, asked=TOWN),
    Case("merged headings in .xls", Office(MERGED, "xls"), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("merged headings in .ods", Office(MERGED, "ods"), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("merged headings in .html", Office(MERGED, "html"), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("a town written once, in .xls", Office(ONCE, "xls"), "2 = 2 + 0 + 0", shows=BOTH | {"town": ["谢桥镇"] * 2}),
    Case("a town written once, in .html", Office(ONCE, "html"), "2 = 2 + 0 + 0", shows=BOTH | {"town": ["谢桥镇"] * 2}),
    Case("dates in .xls", Office(DATED, "xls"), "2 = 2 + 0 + 0", shows=BOTH | BORN),
    Case("dates in .ods", Office(DATED, "ods"), "2 = 2 + 0 + 0", shows=BOTH | BORN),
    Case("rare characters in .xls", Office(sheet(*RARE), "xls"), "2 = 2 + 0 + 0", shows=RARE_NAMES),
    Case("rare characters in .ods", Office(sheet(*RARE), "ods"), "2 = 2 + 0 + 0", shows=RARE_NAMES),
    Case("rare characters in .dbf", Office(sheet(DBF_HEAD, *RARE[1:]), "dbf"), "2 = 2 + 0 + 0", shows=RARE_NAMES, asked=TOWN),
    Case("a hidden sheet in .xls", Office(HIDDEN, "xls"), "2 = 2 + 0 + 0", "skipped_sheet", shows=BOTH),
    Case("a hidden sheet in .ods", Office(HIDDEN, "ods"), "2 = 2 + 0 + 0", "skipped_sheet", shows=BOTH),
    Case("filtered rows in .xls", Office(sheet(*ROWS, paint=filtered), "xls"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("filtered rows in .ods", Office(sheet(*ROWS, paint=filtered), "ods"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("ghost rows in .xls", Office(sheet(*ROWS, paint=ghosts), "xls"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("ghost rows in .ods", Office(sheet(*ROWS, paint=ghosts), "ods"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("two sheets in .xls", Office(TWO, "xls"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("two sheets in .ods", Office(TWO, "ods"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("colored characters and links in .ods", Office(sheet(*ROWS, paint=rich), "ods"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("formulas that LibreOffice computed", Office(sheet(*ROWS, paint=computed), "xlsx"), "2 = 2 + 0 + 0",
         shows=BOTH | {"registered_address": ["一村1号", LI[3]]}),
    Case("an error in .ods", Office(sheet(*ROWS, paint=errors), "ods"), "2 = 2 + 0 + 0", "cell_error", shows=BOTH | {"registered_address": [None, LI[3]]}),
    Case("a password to open, in .xls", Office(sheet(*ROWS), "xls", password="secret"),
         refused=LOCKED),
)  # fmt: skip
@pytest.mark.office
def test_as_libreoffice_writes_them(case: Case, tmp_path: Path, office: Mapping[Office, Path]):
    come_true(replace(case, made=lambda folder: office[case.made]), tmp_path)  # type: ignore[index]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> dict[Office, Path]:
    """All files of the table above, by one run of LibreOffice."""
    cases = next(mark.args[1] for mark in test_as_libreoffice_writes_them.pytestmark if mark.name == "parametrize")
    return saved_by_libreoffice((case.made for case in cases), tmp_path_factory.mktemp("office"))



@table(
    Case("an .xlsx under .xls", renamed(sheet(*ROWS), "xls"), "2 = 2 + 0 + 0", "format_mislabeled", shows=BOTH),
    Case("an .xlsx under .csv", renamed(sheet(*ROWS), "csv"), "2 = 2 + 0 + 0", "format_mislabeled", shows=BOTH),
    Case("tabs under .xls", raw(written(ROWS, delimiter="\t").encode("gb18030"), "xls"), "2 = 2 + 0 + 0", "format_mislabeled", shows=BOTH),
    Case("a CSV under .xlsx", text(*ROWS, ending="xlsx"), "2 = 2 + 0 + 0", "format_mislabeled", shows=BOTH),
    Case("a web page under .xls", raw("<html><table>" + "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in ROWS) + "</table>", "xls"),
         "2 = 2 + 0 + 0", "format_mislabeled", shows=BOTH),
    Case("a web page of gb2312", raw(("<meta charset=gb2312><table>" + "".join(f"<tr><td>{'<td>'.join(row)}" for row in ROWS)).encode("gb2312"), "htm"),
         "2 = 2 + 0 + 0", shows=BOTH),
    Case("a web page that is a login", raw("<html><body>请登录</body></html>", "xls"), refused="是网页，而其中没有表格：可能是登录页或出错页，请重新导出。"),
    Case("endings in capitals", renamed(sheet(*ROWS), "XLSX"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("texts inside the cells", sheet(*ROWS, constant_memory=True), "2 = 2 + 0 + 0", shows=BOTH),
    Case("cells without addresses", parts(sheet(*ROWS), in_sheet(r'<c r="[A-Z]+\d+"', "<c")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("rows without numbers", parts(sheet(*ROWS), in_sheet(r'<row r="\d+"', "<row")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("elements under a prefix", parts(parts(sheet(*ROWS), in_sheet(r"(</?)(?=[a-z])", r"\1x:")), in_sheet("xmlns=", "xmlns:x=")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a size that is not true", parts(sheet(*ROWS), in_sheet(r'<dimension ref="[^"]+"', '<dimension ref="A1"')), "2 = 2 + 0 + 0", shows=BOTH),
    Case("no size", parts(sheet(*ROWS), in_sheet(r"<dimension [^>]+>", "")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("formulas that nobody computed", sheet(*ROWS, paint=formulas),
         refused="的工作表〈Sheet1〉单元格 D3 是公式，而文件中没有计算结果：请用 Excel 或 WPS 打开后保存，再重新放入。"),
    Case("an error in a cell", sheet(*ROWS, paint=errors), "2 = 2 + 0 + 0", "cell_error", shows=BOTH | {"registered_address": [None, LI[3]]}),
    Case("Parquet", in_parquet(**{name: [a, b] for name, a, b in zip(*ROWS, strict=True)}), "2 = 2 + 0 + 0", shows=BOTH),
    Case("Parquet whose numbers are numbers", in_parquet(公民身份号码=[int(LI[0])], 姓名=["李四"], 乡镇=["谢桥镇"], 户籍地址=["一村"]), "1 = 1 + 0 + 0",
         "id_suspect_trunc", shows={"id18": [None], "id15": [LI[0][:15]]}),
    Case("Parquet with dates and nothing", in_parquet(公民身份号码=[ZHANG[0], None], 姓名=["张三", "李四"], 乡镇=["谢桥镇"] * 2, 户籍地址=["一村"] * 2,
         出生日期=[date(2015, 3, 1)] * 2), "2 = 2 + 0 + 0", shows=BORN),
    Case("Parquet with a list", in_parquet(公民身份号码=[ZHANG[0]], 姓名=["张三"], 乡镇=["谢桥镇"], 户籍地址=[["一村", "二村"]]),
         refused="的列“户籍地址”是列表或结构，不是一个值：请在导出时去掉该列，或展开成几列。"),
    Case("a PDF", raw(b"%PDF-1.7\n", "xlsx"), refused="是 PDF 文件：请向来源单位索取 .xlsx 或 .csv。"),
    Case("a picture under .xlsx", raw(b"\x89PNG\r\n\x1a\n", "xlsx"), refused="是图片：请向来源单位索取 .xlsx 或 .csv。"),
    Case("a workbook that lost its heart", parts(sheet(*ROWS), lambda name, content: content if name != "xl/workbook.xml" else None),
         refused="已损坏，或不是 Excel 工作簿：请用 Excel 或 WPS 打开后另存为 .xlsx。"),
    Case("a workbook that lost its sheet", parts(sheet(*ROWS), lambda name, content: content if "sheet1" not in name else None),
         refused="已损坏，无法作为 Excel 工作簿打开：请重新导出或用表格软件另存一次。"),
    Case("a workbook that lost its texts", parts(sheet(*ROWS), lambda name, content: content if "shared" not in name else None),
         refused="已损坏，无法作为 Excel 工作簿打开：请重新导出或用表格软件另存一次。"),
    Case("a workbook cut short", cut(sheet(*ROWS)), refused="已损坏，压缩结构不完整：请重新导出或重新复制。"),
    Case("a password to open, in .xlsx", encrypted(sheet(*ROWS)), refused=LOCKED),
    Case("nothing", raw(b"", "xlsx"), refused="是空文件（0 字节）：请重新导出后再放入。"),
    Case("zeros, as a broken copy leaves them", raw(bytes(4096), "xls"), refused="是空文件（4,096 字节，全部为零）：请重新导出后再放入。"),
)  # fmt: skip
def test_under_any_name_and_by_any_writer(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
