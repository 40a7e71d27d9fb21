"""Zip archives: each file in them is a file of the register; nothing reaches the disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import pyzipper

from sources.population import CONTRACT
from sources.reading import Access, Reading
from sources.reading.access import Limits

ROWS = "公民身份号码,姓名,乡镇,户籍地址\n349901201503010014,张三,甲镇,一村\n"
OTHERS = ROWS.replace("张三", "李四")


def _packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def _in_gbk(data: bytes, name: str) -> bytes:
    """The archive with that name as Chinese Windows writes it: in GBK, and without saying so."""
    placeholder = b"x" * len(name.encode("gbk"))
    return data.replace(placeholder, name.encode("gbk"))


@pytest.fixture
def archive(raw_file: Callable[[str, bytes], Path]) -> Callable[..., Path]:
    """``archive((name, data), …)``: an archive of those files."""
    return lambda *members, name="a.zip": raw_file(name, _packed(*members))


def test_every_file_is_one_of_the_register(archive: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(CONTRACT, archive(("甲/一.csv", ROWS.encode()), ("甲/二.csv", OTHERS.encode("gb18030"))))
    assert found.files.select("file_name", "codec", "loaded").rows() == [("a.zip/甲/一.csv", "utf-8", 1), ("a.zip/甲/二.csv", "gb18030", 1)]


def test_names_in_gbk_are_read(raw_file: Callable[[str, bytes], Path], reading: Callable[..., Reading]):
    path = raw_file("a.zip", _in_gbk(_packed(("xxxxxxxxxxxx", ROWS.encode())), "户籍库一.csv"))
    assert reading(CONTRACT, path).files["file_name"].to_list() == ["a.zip/户籍库一.csv"]


def test_a_name_that_leads_elsewhere_leads_nowhere(tmp_path: Path, archive: Callable[..., Path], reading: Callable[..., Reading]):
    names = ["../../up.csv", "/root.csv", "C:\\win.csv", "..\\..\\back.csv"]
    found = reading(CONTRACT, archive(*((name, ROWS.replace("张三", name[-5:-4] * 2).encode()) for name in names)))
    assert found.files["file_name"].to_list() == ["a.zip/up.csv", "a.zip/root.csv", "a.zip/win.csv", "a.zip/back.csv"]
    assert [path.name for path in tmp_path.rglob("*.csv")] == []
    assert not (tmp_path.parent / "up.csv").exists()


def test_what_systems_leave_in_archives_is_no_data(archive: Callable[..., Path], reading: Callable[..., Reading]):
    path = archive(("__MACOSX/._一.csv", b"\0\5"), ("甲/", b""), ("甲/.DS_Store", b"\0"), ("甲/~$一.xlsx", b""), ("甲/一.csv", ROWS.encode()))
    assert reading(CONTRACT, path).files["file_name"].to_list() == ["a.zip/甲/一.csv"]


def test_two_files_of_one_name_are_two(archive: Callable[..., Path], reading: Callable[..., Reading]):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(("一.csv", ROWS.encode()), ("一.csv", ROWS.encode()))
    assert reading(CONTRACT, path).files.select("file_name", "loaded", "excluded").rows() == [("a.zip/一.csv", 1, 0), ("a.zip/一(2).csv", 0, 1)]


@pytest.mark.parametrize("name, inside, day", [
    ("a.zip", "户籍_2026-08-31.csv", date(2026, 8, 31)), ("户籍_2026-08-31.zip", "一.csv", date(2026, 8, 31)), ("a.zip", "一.csv", date(2026, 5, 4)),
])  # fmt: skip
def test_the_day_is_in_a_name_or_is_that_of_the_file_in_the_archive(archive: Callable, reading: Callable, name: str, inside: str, day: date):
    member = zipfile.ZipInfo(inside, (2026, 5, 4, 0, 0, 0))
    assert reading(CONTRACT, archive((member, ROWS.encode()), name=name), as_of=None).files["as_of"].to_list() == [day]


def _in_aes(password: bytes) -> bytes:
    file = io.BytesIO()
    with pyzipper.AESZipFile(file, "w", encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(password)
        packed.writestr("一.csv", ROWS.encode())
    return file.getvalue()


def _in_the_old_encryption(password: bytes) -> bytes:
    """ZipCrypto, which Windows reads, by the specification (APPNOTE 6.1): nothing here writes it."""
    table = [zlib.crc32(bytes([byte]), 0xFFFFFFFF) ^ 0xFFFFFFFF for byte in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    def hidden(byte: int) -> int:
        mixed = keys[2] | 2
        shown = byte ^ (((mixed * (mixed ^ 1)) >> 8) & 0xFF)
        turn(byte)
        return shown

    for byte in password:
        turn(byte)
    plain = _packed(("一.csv", ROWS.encode()), method=zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        (info,) = packed.infolist()
    begin = plain.index(ROWS.encode())
    size = len(ROWS.encode()) + 12
    body = bytes(map(hidden, bytes(11) + bytes([info.CRC >> 24]) + ROWS.encode()))
    local = plain[:6] + b"\1\10" + plain[8:18] + size.to_bytes(4, "little") + plain[22:begin]
    directory = plain[begin + size - 12 :]
    directory = directory[:8] + b"\1\10" + directory[10:20] + size.to_bytes(4, "little") + directory[24:]
    start = (len(local) + size).to_bytes(4, "little")
    return local + body + directory[:-6] + start + directory[-2:]


@pytest.mark.parametrize("encrypted", [_in_aes, _in_the_old_encryption])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_password_in_either_spelling(raw_file: Callable, reading: Callable[..., Reading], refusal: Callable[..., str], encrypted: Callable, codec: str):
    path = raw_file("a.zip", encrypted("颍上".encode(codec)))
    assert reading(CONTRACT, path, access=Access(("淮上", "颍上"))).cells.height == 1
    assert "所给的密码不对" in refusal(CONTRACT, path, access=Access(("淮上",)))


@pytest.mark.parametrize("data, told", [
    (_packed(("内.zip", _packed(("一.csv", ROWS.encode())))), "a.zip 中的 内.zip 是压缩包中的压缩包"),
    (_packed(("一.csv", _packed(("一.csv", ROWS.encode())))), "a.zip 中的 一.csv 是压缩包中的压缩包"),
    (_packed(("说明.docx", b"x")), "a.zip 中的 说明.docx 的格式（.docx）不能读取"),
    (_packed(("一.csv", b"")), "a.zip 中的 一.csv 是空文件"),
    (_packed(("一.csv", "姓名,乡镇\n".encode())), "a.zip 中的 一.csv 缺少必需的列"),
    (b"Rar!\x1a\x07\0", "不是完好的 zip 压缩包"),
    (_packed(("一.csv", ROWS.encode()))[:-9], "不是完好的 zip 压缩包"),
    (_packed(("一.csv", ROWS.encode()), method=zipfile.ZIP_STORED).replace("张三".encode(), "李四".encode()), "a.zip 中的 一.csv 已损坏"),
])  # fmt: skip
def test_what_is_refused(raw_file: Callable, refusal: Callable[..., str], data: bytes, told: str):
    assert told in refusal(CONTRACT, raw_file("a.zip", data))


def test_a_file_larger_than_it_says_is_refused(raw_file: Callable, refusal: Callable[..., str]):
    size = len(ROWS.encode())
    data = _packed(("一.csv", ROWS.encode())).replace(size.to_bytes(4, "little"), (size - 9).to_bytes(4, "little"))
    assert "已损坏" in refusal(CONTRACT, raw_file("a.zip", data))


@pytest.mark.parametrize("limits, told", [(Limits(unpacked_mb=1), "unpacked_mb"), (Limits(ratio=2), "ratio")])
def test_the_limits_are_settings(raw_file: Callable, reading: Callable, refusal: Callable[..., str], limits: Limits, told: str):
    path = raw_file("a.zip", _packed(("一.csv", (ROWS + "," * 60 + "\n" * (3 << 20)).encode())))
    assert told in refusal(CONTRACT, path, access=Access(limits=limits))


def test_a_link_is_no_way_out(archive: Callable[..., Path], refusal: Callable[..., str]):
    link = zipfile.ZipInfo("一.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "没有一列可以识别" in refusal(CONTRACT, archive((link, b"/etc/passwd")))
