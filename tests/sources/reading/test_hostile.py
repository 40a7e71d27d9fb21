"""Files that would eat the machine, and formulas that nobody computed: refused before they are unpacked or believed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from sources.population import CONTRACT
from sources.reading import Access, Limits, Reading
from sources.reading.book import UNCOMPUTED
from sources.reading.formats.biff import _looked_at as biff_flaws

HEAD = ["公民身份号码", "姓名", "乡镇", "户籍地址", "备注"]
CHILD = ["349901201503010014", "张三", "甲镇", "一村"]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(raw_file: Callable[[str, bytes], Path]) -> Callable[..., Path]:
    """``book(change, formulas, part)``: a workbook of one child; ``change`` is made to the bytes of its ``part``."""

    def written(change: Callable[[bytes], bytes] = bytes, formulas: dict[tuple[int, int], tuple] | None = None, part: str = SHEET) -> Path:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as made:
            sheet = made.add_worksheet("户籍")
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, CHILD)
            for (row, column), told in (formulas or {}).items():
                sheet.write_formula(row, column, *told)
        return raw_file("a.xlsx", _changed(file.getvalue(), part, change))

    return written


def _changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


LAUGHS = b'<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def _with_entities(xml: bytes) -> bytes:
    head, rest = xml.split(b"?>", 1)
    return head + b"?>" + LAUGHS + rest


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"])
def test_a_billion_laughs_is_refused_in_every_part(book: Callable[..., Path], refusal: Callable[..., str], part: str):
    assert "实体声明" in refusal(CONTRACT, book(_with_entities, part=part))


def test_entities_behind_a_long_comment_are_found(book: Callable[..., Path], refusal: Callable[..., str]):
    def hidden(xml: bytes) -> bytes:
        return _with_entities(xml).replace(b"<!DOCTYPE", b"<!--" + b" <a " * 40_000 + b"--><!DOCTYPE")

    assert "实体声明" in refusal(CONTRACT, book(hidden))


def test_the_name_of_a_document_type_is_no_entity(book: Callable[..., Path], reading: Callable[..., Reading]):
    def named(xml: bytes) -> bytes:
        head, rest = xml.split(b"?>", 1)
        return head + b'?><!DOCTYPE worksheet PUBLIC "-//X//DTD 1.0//EN" "sheet.dtd">' + rest

    assert reading(CONTRACT, book(named)).cells.height == 1


def test_what_no_reader_opens_may_be_written_as_it_likes(book: Callable[..., Path], reading: Callable[..., Reading]):
    path = book()
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("customXml/item1.xml", "\ufeff<?xml version='1.0'?><x/>".encode("utf-16-le"))
    assert reading(CONTRACT, path).cells.height == 1


def test_a_bomb_is_refused_by_what_it_declares(book: Callable[..., Path], refusal: Callable[..., str]):
    path = book(lambda xml: xml.replace(b"</worksheet>", b" " * (24 << 20) + b"</worksheet>"))
    assert path.stat().st_size < 1 << 20
    assert "没有解压" in refusal(CONTRACT, path, access=Access(limits=Limits(ratio=20)))


def test_a_bomb_that_declares_less_is_refused_as_damaged(book: Callable[..., Path], refusal: Callable[..., str]):
    path = book(lambda xml: xml.replace(b"</worksheet>", b" " * 777_777 + b"</worksheet>"))
    with zipfile.ZipFile(path) as packed:
        size = packed.getinfo(SHEET).file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 2000)))
    assert "已损坏" in refusal(CONTRACT, path)


OVERSTATED = {
    "bare": b'uniqueCount="4294967295"',
    "single quotes": b"uniqueCount = '4294967295'",
    "behind noughts": b'uniqueCount="' + b"0" * 30 + b'4294967295"',
    "a digit written as an entity": b'uniqueCount="&#52;294967295"',
    "behind a bracket": b'x=">" uniqueCount="4294967295"',
}


@pytest.mark.parametrize("told", OVERSTATED.values(), ids=OVERSTATED)
@pytest.mark.parametrize("before", [b"", b"<!--" + b" <sst> " * 90_000 + b"-->"], ids=["", "a long comment"])
def test_more_strings_than_bytes_are_refused_before_room_is_made_for_them(book: Callable[..., Path], refusal: Callable[..., str], told: bytes, before: bytes):
    def overstated(xml: bytes) -> bytes:
        changed = re.sub(rb'uniqueCount="\d+"', lambda _: told, xml).replace(b"<sst", before + b"<sst")
        assert told in changed
        return changed

    assert "已损坏" in refusal(CONTRACT, book(overstated, part="xl/sharedStrings.xml"))


@pytest.mark.parametrize("place, told", [("XFD1048576", "第 1,048,576 行、第 16,384 列"), ("ZZ4000000000", "第 4,000,000,000 行、第 702 列")])
def test_a_cell_far_away_is_refused_before_all_between_is_laid_out(book: Callable[..., Path], refusal: Callable[..., str], place: str, told: str):
    def far(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", f'<row r="{place[3:]}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode())

    assert told in refusal(CONTRACT, book(far))


def test_a_wide_sheet_is_measured_and_not_guessed_at(book: Callable[..., Path], reading: Callable[..., Reading]):
    """703 columns may be too many for the rows that a sheet can have, and are not for those that this one has."""
    wide = book(lambda xml: xml.replace(b"</row></sheetData>", b'<c r="AAA2"><v>1</v></c></row></sheetData>'))
    assert reading(CONTRACT, wide, access=Access(limits=Limits(cells_million=1))).cells.height == 1


def _content(rows: str) -> bytes:
    """An OpenDocument spreadsheet of those rows."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", (
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="户籍">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'))  # fmt: skip
    return file.getvalue()


def _cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


_ROW = f"<table:table-row>{''.join(map(_cell, HEAD))}</table:table-row><table:table-row>{''.join(map(_cell, CHILD))}</table:table-row>"
_BLANKS = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def test_blank_rows_to_the_end_of_the_sheet_are_nothing(raw_file: Callable, reading: Callable[..., Reading]):
    assert reading(CONTRACT, raw_file("a.ods", _content(_ROW + _BLANKS))).files["rows_read"].to_list() == [1]


_WIDE = _cell("x", 'table:number-columns-repeated="16384"')
_WRONG = _cell("#N/A", 'calcext:value-type="error"')


@pytest.mark.parametrize("rows", [
    f'{_ROW}<table:table-row table:number-rows-repeated="1048574">{_WIDE}</table:table-row>',
    f'{_ROW}{_BLANKS}<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{_cell("x")}</table:table-row>',
])  # fmt: skip
def test_cells_that_stand_for_a_million_are_refused_before_they_are_laid_out(raw_file: Callable, refusal: Callable[..., str], rows: str):
    assert "误填在远处" in refusal(CONTRACT, raw_file("a.ods", _content(rows)))


def test_errors_that_stand_for_a_million_are_refused(raw_file: Callable, refusal: Callable[..., str]):
    rows = f'{_ROW}<table:table-row table:number-rows-repeated="900000">{_WRONG * 2}</table:table-row>'
    assert "已损坏" in refusal(CONTRACT, raw_file("a.ods", _content(rows)))


@pytest.mark.parametrize("value", [b"<v>0</v>", b"<v></v>", b"<v/>", b""])  # as xlsxwriter, openpyxl and others leave them
def test_a_formula_that_nobody_computed_is_refused_with_its_cell_and_the_mend(book: Callable[..., Path], refusal: Callable[..., str], value: bytes):
    sentence = refusal(CONTRACT, book(lambda xml: xml.replace(b"<v>0</v></c></row></sheetData>", value + b"</c></row></sheetData>"), {(1, 4): ('="x"',)}))
    assert "的工作表〈户籍〉单元格 E2 是公式，而文件中没有计算结果：请用 Excel 或 WPS 打开后保存" in sentence


def test_a_formula_beside_the_columns_or_in_a_total_hinders_nobody(book: Callable[..., Path], reading: Callable[..., Reading]):
    cells = reading(CONTRACT, book(formulas={(1, 7): ("=A2",), (3, 1): ("=COUNTA(B2:B2)",), (3, 0): ('="合计"', None, "合计")})).cells
    assert cells["name"].to_list() == ["张三"]


@pytest.mark.parametrize("value, told", [("李四", "李四"), ("", None)])
def test_a_formula_with_a_value_is_its_value_though_it_be_an_empty_text(book: Callable[..., Path], reading: Callable[..., Reading], value: str, told: str | None):
    path = book(lambda xml: xml.replace("李四".encode(), value.encode()), {(1, 3): ('=B1&""', None, "李四")})
    assert reading(CONTRACT, path).cells["registered_address"].to_list() == [told]


def test_elements_with_a_prefix_are_looked_into_too(book: Callable[..., Path], refusal: Callable[..., str]):
    def prefixed(xml: bytes) -> bytes:
        named = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml.split(b"?>", 1)[1])
        return b'<?xml version="1.0"?>' + named.replace(b"xmlns=", b"xmlns:x=")

    assert "单元格 B2 是公式" in refusal(CONTRACT, book(prefixed, {(1, 1): ('="张三"',)}))


def _biff_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff(*cells: bytes) -> bytes:
    """A stream of one sheet, A, with those records."""
    sheet = _biff_record(0x85, struct.pack("<IH", 0, 0) + b"\1\0A")
    begin = _biff_record(0x809, bytes(16))
    place = struct.pack("<I", len(begin) + len(sheet))
    return begin + sheet[:4] + place + sheet[8:] + begin + b"".join(cells)


@pytest.mark.parametrize("kind, content, flaw", [
    (0x06, bytes(8) + bytes([3]) + bytes(5), UNCOMPUTED),  # 0, to be computed on opening
    (0x06, bytes(8) + bytes([0]) + bytes(5), None),  # 0, computed
    (0x06, struct.pack("<d", 1.0) + bytes([3]) + bytes(5), None),
    (0x06, b"\2\0\x2a\0\0\0\xff\xff" + bytes(6), "#N/A"),
    (0x06, b"\0\0\0\0\0\0\xff\xff" + bytes(6), None),  # a text, which follows
    (0x205, b"\x17\1", "#REF!"), (0x205, b"\1\0", None),
])  # fmt: skip
def test_what_excel_97_says_of_a_cell(kind: int, content: bytes, flaw: str | None):
    found = biff_flaws(_biff(_biff_record(kind, struct.pack("<HHH", 4, 2, 15) + content)), Limits())
    assert found == ({"A": {(4, 2): flaw}} if flaw else {})


@pytest.mark.parametrize("part, told", [
    ("xl/workbook.bin", "是二进制工作簿（.xlsb）"), ("word/document.xml", "是 Word 文档"), ("ppt/presentation.xml", "是演示文稿"),
])  # fmt: skip
def test_other_office_documents_are_refused_by_what_they_are(raw_file: Callable, refusal: Callable[..., str], part: str, told: str):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(part, b"<x/>")
    assert told in refusal(CONTRACT, raw_file("a.xlsx", file.getvalue()))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.xls", "a.ods", "a.dbf", "a.parquet", "a.zip", "a.html"])
@pytest.mark.parametrize("data, told", [
    (b"", "是空文件（0 字节）"), (bytes(512), "全部为零"), (b"%PDF-1.7\n", "是 PDF 文件"), (b"Rar!\x1a\x07\x01\0", None), (b"\x1f\x8b\x08\0", None),
    (b"PK\x03\x04 and nothing else", None), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None), (b"PAR1", None), (b"\x03" + bytes(40), None),
    (b"<html><body>404</body></html>", None), (b"\xff\xfe\x00", None), (b"MIME-Version: 1.0\n", None), (b'<?xml version="1.0"?><x/>', None),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), None),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), None),
])  # fmt: skip
def test_whatever_the_bytes_and_the_name_the_answer_is_one_sentence(raw_file: Callable, refusal: Callable[..., str], name: str, data: bytes, told: str | None):
    sentence = refusal(CONTRACT, raw_file(name, data))
    assert told is None or name == "a.zip" or told in sentence


def test_a_file_beyond_the_limit_is_not_read(raw_file: Callable, refusal: Callable[..., str]):
    sentence = refusal(CONTRACT, raw_file("a.csv", b"," * (1 << 20) + b"\n"), access=Access(limits=Limits(unpacked_mb=1)))
    assert "请调高设置 limits 中的 unpacked_mb" in sentence
