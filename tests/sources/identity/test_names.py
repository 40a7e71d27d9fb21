"""Names: one key for every customary way of writing the same name."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.identity import name_key, named
from sources.identity.names import _with_keys, _without_notes

AWKWARD = st.sampled_from("张李王黃峯眞䶮𠀀〇\ue863\ue81e\uf8ff·•‧・･∙⋅⸱．.·ᐧ （）()【[空挂又名?*□〓�zZéＡ１2\u3000\u200b\tǰßﬁ⑴①々ー")


def told(text: str) -> dict:
    return named(pl.Series([text])).row(0, named=True)


@given(st.text(st.one_of(AWKWARD, st.characters(codec="utf-8")), max_size=12))
def test_the_key_of_a_key_is_itself(text: str):
    key = name_key(text)
    assert key is None or name_key(key) == key


@given(st.lists(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5), min_size=1, max_size=20))
def test_the_short_way_for_usual_names_is_the_long_way(texts: list[str]):
    long_way = _with_keys(_without_notes(pl.DataFrame({"text": texts}))).select("display", "key", "note", "former", "unreadable")
    assert named(pl.Series(texts)).equals(long_way)


@given(st.text(AWKWARD, max_size=12))
def test_a_key_holds_nothing_to_stumble_over(text: str):
    key = name_key(text) or ""
    assert not set(key) & set(" \u3000\t·•‧・･∙⋅⸱．.()（）【[?*〓�\ue863\uf8ff")
    assert key == key.upper()


@pytest.mark.parametrize(("written", "key"), [
    ("张 三", "张三"), ("张\u3000三", "张三"), (" 张三 ", "张三"), ("張三", "张三"), ("黃峯", "黄峰"), ("王眞", "王真"), ("陳徳", "陈德"),
    ("张三（空挂）", "张三"), ("张三【重复】", "张三"), ("张三(又名李四", "张三"), ("（张三）", "张三"), ("张三2", "张三"),
    ("\ue863", "䶮"), ("王\ue81e", "王\u9fb4"), ("李\ue831", "李\U000215d7"), ("𠀀", "𠀀"),
    ("Mary Jane", "MARYJANE"), ("ｍａｒｙ", "MARY"),
    ("张zi涵", "张□涵"), ("张?", "张□"), ("张＊涵", "张□涵"), ("张〓涵", "张□涵"), ("张\ufffd涵", "张□涵"), ("张3涵", "张□涵"), ("王\uf8ff", "王□"),
    ("???", "□□□"), ("买买提?艾力", "买买提□艾力"), ("张○涵", "张□涵"), ("李〇", "李〇"),
    ("葛\U000e0100亮", "葛亮"), ("\u202a张三\u202c", "张三"), ("張\ufe00三", "张三"), ("\uf9e1明", "李明"),
    ("欧 阳 明", "欧阳明"), ("張三（小名:鐵蛋）", "张三"), ("Ａ依古丽", "□依古丽"), ("依·□", "依□"),
])  # fmt: skip
def test_keys(written: str, key: str):
    assert name_key(written) == key


@pytest.mark.parametrize("dot", "\u00b7\u2022\u2027\u30fb\uff65\u2219\u22c5\u2e31\uff0e.\u0387\u1427")
def test_every_middle_dot_is_shown_as_one_and_compared_as_none(dot: str):
    found = told(f"买买提{dot}艾力")
    assert (found["display"], found["key"], found["unreadable"]) == ("买买提·艾力", "买买提艾力", False)


@pytest.mark.parametrize("blank", [None, "", "  ", "()", "·"])
def test_a_blank_name_has_no_key(blank: str | None):
    assert name_key(blank) is None


def test_a_note_is_taken_out_and_its_former_name_kept():
    found = told("張三（曾用名：李四）")
    assert found == {"display": "張三", "key": "张三", "note": "曾用名：李四".replace("：", ":"), "former": "李四", "unreadable": False}
    assert told("张三（空挂）")["former"] is None


def test_unreadable_names_say_so():
    assert [told(text)["unreadable"] for text in ("张zi涵", "张?", "MARY", "张三", "12345")] == [True, True, False, False, True]


def test_absent_names_are_not_unreadable():
    assert named(pl.Series([None], dtype=pl.String)).row(0) == (None, None, None, None, False)
