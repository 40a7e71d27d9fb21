"""No byte is ignored or guessed, and a file that cannot be decoded is refused with its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.population import CONTRACT
from sources.reading.book import UnreadableError
from sources.reading.decoding import decoded, looks_like_big5

TEXT = "姓名,乡镇\n张三,谢桥镇\n𠀀㐂,甲镇\n"


@pytest.mark.parametrize("encoding, codec", [
    ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16"),
])  # fmt: skip
def test_the_codecs_offices_use(encoding: str, codec: str):
    found = decoded(TEXT.encode(encoding))
    assert (found.text, found.codec) == (TEXT, codec)


@pytest.mark.parametrize("mark, encoding", [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf16_of_either_byte_order_has_no_mark_left_in_its_text(mark: bytes, encoding: str):
    assert decoded(mark + TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_headings(encoding: str):
    found = decoded(TEXT.encode(encoding), ("姓名",))
    assert (found.text, found.codec, found.padded) == (TEXT, "utf-16", False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_nuls_that_fill_up_cells_are_left_out(encoding: str):
    found = decoded("姓名,乡镇\0\0\n张三\0\0,\"甲镇\0\"\r\n".encode(encoding), ("公民身份号码",))
    assert (found.text, found.padded) == ("姓名,乡镇\n张三,\"甲镇\"\n", True)


def test_line_ends_of_every_system_are_one():
    assert decoded(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1))
def test_whatever_is_utf8_comes_back(text: str):
    if not text.startswith("\ufeff"):
        assert decoded(text.encode()).text == text


def _why(data: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        decoded(data)
    return str(refused.value)


@pytest.mark.parametrize("data, told", [
    (TEXT.encode("utf-16-le"), "没有标记的 UTF-16"),
    ("\ufeff姓名\n张\0三,".encode(), "空字节（第 2 行，第 14 个字节）"),
    ("姓名,乡镇\n张三\0,甲\0".encode(), "空字节（第 2 行"),
    ("姓名,乡镇\n张三,".encode() + bytes(4096), "没有写完整"),
    (b"\xef\xbb\xbf\xe5\xa7", "不是完好的 UTF-8 文本：第 1 行（第 4 个字节）"),
    ("姓名,乡镇\n".encode("gb18030") + b"\xff\xff,\n", "不是完好的 GB18030 文本：第 2 行"),
])  # fmt: skip
def test_what_is_no_text_is_refused_with_place_and_mend(data: bytes, told: str):
    assert told in _why(data)


def test_a_broken_byte_in_utf8_is_not_read_as_gb18030():
    # 张三 without its last byte and the comma behind it: GB18030 decodes the whole without complaint.
    data = "姓名，乡镇，张三".encode()[:-1] + "李四，乡镇".encode()
    assert data.decode("gb18030")
    assert "不是完好的 UTF-8 文本：第 1 行" in _why(data)


def test_the_rest_of_a_cut_file_is_missed():
    assert "UTF-8 文本：第 3 行" in _why(("姓名,乡镇\n张三,谢桥镇\n李".encode())[:-1])


def test_big5_is_recognized_though_gb18030_swallows_it():
    known = tuple(column.heading for column in CONTRACT.columns)
    assert looks_like_big5("姓名,性別,身份證號".encode("big5"), known)
    assert not looks_like_big5("姓名,性别,身份证号".encode("gb18030"), known)
