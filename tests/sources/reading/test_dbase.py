"""Tables of dBASE and FoxPro, written by the dbf library; the bytes are spoiled by hand."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import dbf
import pytest

from sources.population import CONTRACT
from sources.reading import Reading

HEAD = "GMSFHM C(18); XM C(20); HJD_DZXZ C(40); HH N(18,0)"
CHILD = ("349901201503010014", "张三", "一村", 340001)
TOWN = {"town": "甲镇"}


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """``table(fields, rows)``: a .dbf table; ``kind`` and ``codepage`` as the library calls them; rows in ``deleted`` marked so."""

    def written(fields: str, rows: Sequence[tuple], *, kind: str = "db3", codepage: str = "cp936", deleted: Sequence[int] = ()) -> Path:
        path = tmp_path / "a.dbf"
        with dbf.Table(str(path), fields, dbf_type=kind, codepage=codepage) as made:
            made.open(dbf.READ_WRITE)
            for place, row in enumerate(rows):
                made.append(row)
                if place in deleted:
                    dbf.delete(made[-1])
        return path

    return written


def _spoiled(path: Path, *changes: tuple[int, bytes]) -> Path:
    data = bytearray(path.read_bytes())
    for at, octets in changes:
        data[at : at + len(octets)] = octets
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", ["db3", "fp", "vfp"])
def test_the_kinds_of_tables(table: Callable[..., Path], reading: Callable[..., Reading], kind: str):
    cells = reading(CONTRACT, table(HEAD, [CHILD], kind=kind), defaults=TOWN).cells
    assert cells.select("citizen_id", "name", "registered_address", "household_no", "household_no__numeric").rows() == [
        ("349901201503010014", "张三", "一村", "340001", True)]  # fmt: skip


def test_what_visual_foxpro_keeps_in_binary(table: Callable[..., Path], reading: Callable[..., Reading]):
    fields = "GMSFHM C(18); XM C(20); HJD_DZXZ M; HH I; CSRQ T; LXDH B"
    path = table(fields, [(CHILD[0], "张三", "一村\n东头", 12, datetime.datetime(2015, 3, 1, 8, 30), 13900000001.0)], kind="vfp")
    cells = reading(CONTRACT, path, defaults=TOWN).cells
    assert cells.select("registered_address", "household_no", "dob", "phone").rows() == [("一村\n东头", "12", "2015-03-01", "13900000001")]


def test_numbers_are_cut_where_doubles_are(table: Callable[..., Path], reading: Callable[..., Reading]):
    path = table("GMSFHM N(18,0); XM C(20); HJD_DZXZ C(9)", [(349901201503010014, "张三", "一村")])
    cells = reading(CONTRACT, path, defaults=TOWN).cells
    assert cells.select("citizen_id", "citizen_id__numeric").rows() == [("349901201503010000", True)]


def test_records_marked_as_deleted_are_excluded_and_counted(table: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(CONTRACT, table(HEAD, [CHILD, ("", "李四", "二村", None)], deleted=[0]), defaults=TOWN)
    assert found.records.select("row_no", "outcome", "reason").rows() == [(2, "excluded", "deleted_record"), (3, "loaded", None)]
    assert found.files.select("rows_read", "loaded", "excluded").rows() == [(2, 1, 1)]


@pytest.mark.parametrize("driver, page, codec", [
    (0x4D, None, "gb18030"), (0x7A, None, "gb18030"), (0x00, None, "gb18030"), (0x03, None, "gb18030"), (0x03, b"936\r\n", "gb18030"),
    (0x00, b"UTF-8", "utf-8"), (0x00, None, "utf-8"),
])  # fmt: skip
def test_the_code_page(table: Callable[..., Path], reading: Callable[..., Reading], driver: int, page: bytes | None, codec: str):
    path = table(HEAD, [CHILD], codepage="cp936" if codec == "gb18030" else "utf8")
    _spoiled(path, (29, bytes([driver])))
    if page is not None:
        path.with_suffix(".CPG").write_bytes(page)
    found = reading(CONTRACT, path, defaults=TOWN)
    assert (found.cells["name"].to_list(), found.files["codec"].to_list()) == (["张三"], [codec])


def test_a_character_that_the_end_of_a_full_cell_cuts_in_two_is_shown_as_unreadable(table: Callable[..., Path], reading: Callable[..., Reading]):
    path = table("GMSFHM C(18); XM C(20); HJD_DZXZ C(5)", [(CHILD[0], "张三", "一村a")])
    data = path.read_bytes()
    path.write_bytes(data.replace("一村a".encode("gbk"), "一村".encode("gbk") + "东".encode("gbk")[:1]))
    assert reading(CONTRACT, path, defaults=TOWN).cells["registered_address"].to_list() == ["一村\ufffd"]


def _replaced(path: Path, old: bytes, new: bytes) -> Path:
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


@pytest.mark.parametrize("spoil, told", [
    (lambda path: path.write_bytes(path.read_bytes()[:-30]), "文件头写明 1 条记录，实际只有 0 条"),
    (lambda path: _replaced(path, "张三".encode("gbk"), b"\xd5\xff\xc8\xfd"), "第 1 条记录的列“XM”无法按 GB18030 解码"),
    (lambda path: path.with_suffix(".cpg").write_bytes(b"KLINGON"), ".cpg 文件写明的编码无法识别"),
    (lambda path: _spoiled(path, (10, b"\x10\x00")), "列的宽度与记录的宽度不符"),
])  # fmt: skip
def test_what_is_damaged_is_refused_with_its_place(table: Callable[..., Path], refusal: Callable[..., str], spoil: Callable[[Path], object], told: str):
    path = table(HEAD, [CHILD])
    spoil(path)
    assert told in refusal(CONTRACT, path, defaults=TOWN)


def test_memos_want_the_file_beside(table: Callable[..., Path], refusal: Callable[..., str]):
    path = table("GMSFHM C(18); XM C(20); HJD_DZXZ M", [(CHILD[0], "张三", "一村")])
    path.with_suffix(".dbt").unlink()
    assert "请把两个文件一起放入" in refusal(CONTRACT, path, defaults=TOWN)


def test_in_an_archive_the_files_beside_are_those_of_the_archive(table: Callable[..., Path], reading: Callable[..., Reading]):
    path = table("GMSFHM C(18); XM C(20); HJD_DZXZ M", [(CHILD[0], "张三", "一村")], codepage="utf8")
    path.with_suffix(".cpg").write_text("UTF-8")
    with zipfile.ZipFile(path.with_suffix(".zip"), "w") as packed:
        for ending in (".dbf", ".dbt", ".cpg"):
            packed.write(path.with_suffix(ending), f"甲/A{ending.upper()}")
    cells = reading(CONTRACT, path.with_suffix(".zip"), defaults=TOWN).cells
    assert cells.select("file_name", "name", "registered_address").rows() == [("a.zip/甲/A.DBF", "张三", "一村")]
