"""How far two names agree: drawn tables of the ways in which one name is written twice, and of names that only look so."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.characters import UNREADABLE, Characters
from pipelines.linkage.comparison.names import name_levels
from pipelines.linkage.comparison.unreadable import compatible
from pipelines.linkage.levels import Name

NAMES = st.text(st.sampled_from("张章欧阳司马上官明辉亮子涵阿不都热合曼买提□"), min_size=1, max_size=12)


def level(one: str, other: str) -> str:
    """The level of two names, the same whichever comes first and whatever other names there are."""
    stock = Characters([one, other, "阿卜杜热合曼买买提"])
    there, back = name_levels(stock, np.array([0, 1]), np.array([1, 0]))
    assert there == back
    return Name(there).code


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("曾宪明", "增宪明", "sound"),  # zēng, the surname's reading, beside céng
    ("尉迟敏", "玉迟敏", "sound"),
    ("区明", "欧明", "sound"),
    ("张乐", "张月", "sound"), ("张乐", "张勒", "sound"), ("张月", "张勒", "surname"),  # 乐 is lè or yuè, never both at once
    ("王晟", "王盛", "sound"), ("王晟", "王成", "sound"),
    ("王子胜", "王子晴", "one_char"),  # 胜 was once read qīng
    ("王子平", "王子兵", "one_char"),
])  # fmt: skip
def test_names_that_sound_alike(one: str, other: str, expected: str) -> None:
    assert level(one, other) == expected


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("张末", "张未", "lookalike"), ("王己然", "王已然", "lookalike"), ("李太", "李犬", "lookalike"), ("王免之", "王兔之", "lookalike"),
    ("戌小明", "戍小明", "lookalike"), ("李栋", "李拣", "lookalike"), ("林若然", "林苦然", "lookalike"), ("刘莹", "刘萤", "sound"),
    ("张茉", "张荣", "lookalike"), ("季子豪", "李子豪", "lookalike"),
    # Brothers and sisters often share a radical: that is no likeness, however much of the character it is.
    ("王晓玲", "王晓珍", "one_char"), ("李晨", "李昊", "surname"), ("张雨泽", "张雨洋", "one_char"), ("陈浩", "陈清", "surname"),
    ("王思", "王惠", "surname"), ("刘小桂", "刘小梓", "one_char"), ("王冠", "王寇", "surname"),
    ("张涵", "张浩", "surname"), ("张子涵", "张子浩", "one_char"), ("李梓", "李桐", "surname"), ("王家铭", "王家锐", "one_char"),
    ("陈琳", "陈琪", "surname"), ("张文末", "张子未", "surname"),
])  # fmt: skip
def test_names_that_look_alike(one: str, other: str, expected: str) -> None:
    assert level(one, other) == expected


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("张子涵", "张涵子", "swapped"), ("欧阳明辉", "欧阳辉明", "swapped"),
    ("张明辉", "张辉", "part"), ("张明辉", "张明", "part"), ("欧阳明辉", "欧阳辉", "part"), ("欧阳明辉", "欧阳明", "part"),
    ("欧阳明辉", "欧明辉", "dropped"), ("欧阳明", "欧明", "part"),  # the surname typed as one character
    ("欧阳明辉", "欧杨明辉", "sound"), ("欧阳明辉", "欧阳明亮", "one_char"),
    ("欧阳明", "欧阳亮", "surname"), ("欧阳明", "欧阳", "surname"),  # nothing but the surname agrees
    ("司马明辉", "司徒明辉", "given"), ("欧阳明辉", "上官明辉", "given"), ("欧阳明辉", "张明辉", "given"),  # the mother's surname
    ("金花托娅", "莲花托娅", "unlike"),  # sisters of a people without surnames
    ("李子涵", "张子涵", "given"), ("李涵", "张涵", "unlike"), ("欧阳明", "张明", "unlike"),
    ("阿依古丽买买提", "阿依古丽", "part"), ("努尔比亚艾力", "努尔亚艾力", "dropped"),
    ("张梓涵", "张若涵", "inner"), ("司马明", "司徒明", "unlike"), ("阿卜杜热合曼", "伊卜杜热合曼", "one_char"),
])  # fmt: skip
def test_characters_dropped_swapped_and_surnames(one: str, other: str, expected: str) -> None:
    assert level(one, other) == expected


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("张□涵", "张子涵", "unreadable"), ("张□", "张子涵", "unreadable"), ("张□", "张□", "unreadable"), ("□子涵", "张子涵", "unreadable"),
    ("□□涵", "张子涵", "unreadable"), ("张□涵", "张子□", "unreadable"), ("张□□涵", "张子涵", "surname"),
    ("阿依古丽□买买提", "阿依古丽买买提", "unreadable"),  # a mark where the other has a dot, which no key keeps
    ("张□子涵", "张子涵", "surname"),  # no dot stands after one character
    ("□□□", "张子涵", "unlike"), ("张□豪", "张子涵", "surname"), ("李□涵", "张子涵", "unlike"), ("张□", "张阿卜杜热", "surname"),
])  # fmt: skip
def test_names_of_which_not_all_can_be_read(one: str, other: str, expected: str) -> None:
    assert level(one, other) == expected


@given(st.lists(NAMES, min_size=2, max_size=8, unique=True))
def test_a_level_is_the_same_from_either_side_and_in_any_company(names: list[str]) -> None:
    stock = Characters(sorted(names))
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    levels = name_levels(stock, left, right)
    assert (levels == name_levels(stock, right, left)).all()
    alone = Characters(sorted(names)[:2])
    assert name_levels(alone, np.array([0]), np.array([1])).tolist() == levels[1:2].tolist()


def _read_off(pattern: str, name: str) -> bool:
    dot = re.compile(rf"(?<=[^{UNREADABLE}]{{2}}){UNREADABLE}(?=[^{UNREADABLE}]{{2}})")
    marked = dot.sub("d", pattern)
    parts = {UNREADABLE: ".{1,3}", "d": ".{0,3}"}
    return re.fullmatch("".join(parts.get(one, f"[{one}{UNREADABLE}]") for one in marked), name) is not None


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=6))
def test_many_pairs_at_once_are_read_as_each_is_alone(pairs: list[tuple[str, str]]) -> None:
    stock = Characters([name for pair in pairs for name in pair])
    found = compatible(stock.codes[0::2], stock.codes[1::2], stock.unreadable or 9999)
    for (one, other), fits in zip(pairs, found, strict=True):
        shared = set(one) & set(other) - {UNREADABLE}
        assert fits == (bool(shared) and (_read_off(one, other) or _read_off(other, one)))


def test_no_name_at_all_is_no_evidence() -> None:
    assert name_levels(Characters(["张三"]), np.array([-1, 0]), np.array([0, -1])).tolist() == [15, 15]
