"""Web pages and XML under the name of a workbook, as systems hand them out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sources.population import CONTRACT
from sources.reading import Access, Limits, Reading

HEAD = "<tr><th>公民身份号码</th><th>姓名</th><th>乡镇</th><th>户籍地址</th></tr>"
CHILD = "<tr><td style='mso-number-format:\"\\@\"'>349901201503010014</td><td>张三</td><td>甲镇</td><td>一村</td></tr>"


def _page(body: str, encoding: str = "utf-8") -> bytes:
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset="{encoding}"><body>{body}</body></html>'.encode(encoding)


@pytest.fixture
def cells(raw_file: Callable[[str, bytes], Path], reading: Callable[..., Reading]) -> Callable[[bytes], list[tuple]]:
    """``cells(data)``: number, whether it was one, name, town and address of every child in that file."""
    columns = ["citizen_id", "citizen_id__numeric", "name", "town", "registered_address"]
    return lambda data: reading(CONTRACT, raw_file("a.xls", data)).cells.select(columns).rows()


USUAL = ("349901201503010014", False, "张三", "甲镇", "一村")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_told_by_the_bytes(cells: Callable, encoding: str):
    assert cells(_page(f"<table>{HEAD}{CHILD}</table>", encoding)) == [USUAL]


@pytest.mark.parametrize("begin", ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE html>", "\r\n<!-- a --><!-- b -->\r\n", "<!---->" * 500])
def test_a_page_is_known_whatever_stands_before_it(cells: Callable, begin: str):
    assert cells(begin.encode() + _page(f"<table>{HEAD}{CHILD}</table>")) == [USUAL]


@pytest.mark.parametrize("row, told", [
    ("<tr><td x:num='349901201503010014'>3.49901E+17</td><td>张三</td><td>甲镇<td>一村</tr>", ("349901201503010000", True, "张三", "甲镇", "一村")),
    ("<tr><td x:num>349901</td><td>张三</td><td>甲镇<td>一村", ("349901", True, "张三", "甲镇", "一村")),
    ("<tr><td>&nbsp;<td> 张 \n 三 <td>甲镇<td>一村<br>东头<!-- 内部 --></tr>", (None, False, "张 三", "甲镇", "一村\n东头")),
    ("<tr><td>&#51;49901<td><b>张</b>三<td>甲&amp;乙<td>&lt;一村&gt;</tr>", ("349901", False, "张三", "甲&乙", "<一村>")),
    ("<tr><td colspan=2>349901<td>甲镇<td>一村</tr>", ("349901", False, None, "甲镇", "一村")),
])  # fmt: skip
def test_a_cell_is_what_a_browser_shows(cells: Callable, row: str, told: tuple):
    assert cells(_page(f"<table>{HEAD}{row}</table>")) == [told]


def test_a_cell_over_several_rows_stands_in_each_and_moves_no_other(cells: Callable):
    rows = "<tr><td>1<td>张三<td rowspan=2>甲镇<td>一村</tr><tr><td>2<td>李四<td>二村</tr><tr><td>3<td>王五<td>乙镇<td>三村</tr>"
    assert [row[2:] for row in cells(_page(f"<table>{HEAD}{rows}</table>"))] == [
        ("张三", "甲镇", "一村"), ("李四", "甲镇", "二村"), ("王五", "乙镇", "三村")]  # fmt: skip


def test_tables_around_and_beside_the_data_are_no_data(raw_file: Callable, reading: Callable[..., Reading]):
    page = _page(f"<table><tr><td>某县户籍<table>{HEAD}{CHILD}</table></td></tr></table><table><tr><td>第 1 页</td></tr></table>")
    found = reading(CONTRACT, raw_file("a.xls", page))
    assert found.files.select("sheet", "loaded").rows() == [("表1", 1)]
    assert found.findings.select("code", "detail").rows() == [
        ("format_mislabeled", "内容是网页表格（HTML）"), ("skipped_sheet", "表2")]  # fmt: skip


@pytest.mark.parametrize("body, told", [
    ("<form>请登录</form>", "可能是登录页或出错页"), ("<table></table>", "没有一列可以识别"),
    ("<table>" * 5000, "前 20 行中没有一列可以识别"), ("<!-- " * 900 + "<table>", "可能是登录页或出错页"),
])  # fmt: skip
def test_a_page_without_data_is_refused(raw_file: Callable, refusal: Callable[..., str], body: str, told: str):
    assert told in refusal(CONTRACT, raw_file("a.xls", _page(body)))


SPACE = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
EXCEL = "urn:schemas-microsoft-com:office:excel"


def _row(*cells: str, at: str = "") -> str:
    return f"<Row{at}>{''.join(cells)}</Row>"


def _cell(text: str, kind: str = "String", attributes: str = "") -> str:
    return f'<Cell{attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def _book(*rows: str, more: str = "", prolog: str = "") -> bytes:
    head = _row(*map(_cell, ("公民身份号码", "姓名", "乡镇", "户籍地址")))
    sheet = f'<Worksheet ss:Name="一"><Table>{head}{"".join(rows)}</Table></Worksheet>'
    return f'<?xml version="1.0"?>{prolog}<Workbook {SPACE}>{sheet}{more}</Workbook>'.encode()


@pytest.mark.parametrize("cells_of_row, told", [
    ([_cell("349901201503010014"), _cell("张三"), _cell("甲镇"), _cell("一村")], USUAL),
    ([_cell("3.4990120150301001E17", "Number"), _cell("张三"), _cell("甲镇"), _cell("一村")], ("349901201503010000", True, "张三", "甲镇", "一村")),
    ([_cell("349901"), _cell("一村", attributes=' ss:Index="4"')], ("349901", False, None, None, "一村")),
    ([_cell("349901", attributes=' ss:MergeAcross="1"'), _cell("甲镇"), _cell("一村")], ("349901", False, None, "甲镇", "一村")),
])  # fmt: skip
def test_an_xml_cell_stands_where_it_says(cells: Callable, cells_of_row: list[str], told: tuple):
    assert cells(_book(_row(*cells_of_row))) == [told]


def test_rows_keep_their_numbers_and_hidden_sheets_are_named(raw_file: Callable, reading: Callable[..., Reading]):
    hidden = (f'<Worksheet ss:Name="藏"><Table/><WorksheetOptions xmlns="{EXCEL}"><Visible>SheetHidden</Visible>'
              "</WorksheetOptions></Worksheet>")  # fmt: skip
    found = reading(CONTRACT, raw_file("a.xml", _book(_row(_cell("349901"), _cell("张三"), at=' ss:Index="7"'), more=hidden)))
    assert found.records.select("sheet", "row_no").rows() == [("一", 7)]
    assert found.findings.select("code", "detail").rows() == [("skipped_sheet", "藏")]


@pytest.mark.parametrize("data, told", [
    (_book(prolog='<!DOCTYPE x [<!ENTITY a "ha">]>'), "实体声明"), (_book()[:-20], "已损坏"),
    (_book(_row('<Cell ss:Formula="=A1"><Data ss:Type="Number"></Data></Cell>', _cell("张三"))), "单元格 A2 是公式"),
    (_book(_row(_cell("1"), at=' ss:Index="900000000"')), "误填在远处"),
])  # fmt: skip
def test_xml_that_is_hostile_damaged_or_not_computed_is_refused(raw_file: Callable, refusal: Callable[..., str], data: bytes, told: str):
    assert told in refusal(CONTRACT, raw_file("a.xls", data), access=Access(limits=Limits(cells_million=100)))
