"""Which characters sound and look alike, and under which sounds a name is looked up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.characters import Characters, readings
from pipelines.linkage.lunar import lunar_readings
from pipelines.linkage.sounds import sound, sounds_of, usual_sounds
from sources.synthetic.lunar import lunar
from sources.synthetic.names import characters

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(("character", "expected"), [
    ("乐", ("le", "yue")), ("单", ("dan", "chan", "shan")), ("曾", ("ceng", "zeng")), ("仇", ("chou", "qiu")), ("晟", ("cheng", "sheng")),
    ("解", ("jie", "xie")), ("翟", ("di", "zhai")), ("缪", ("mou", "miao", "miu")), ("明", ("ming",)), ("吕", ("lv",)),
    ("䶮", ("yan",)), ("亼", ("ji",)), ("A", ("A",)), ("□", ("□",)),
])  # fmt: skip
def test_a_character_has_the_readings_that_are_in_use(character: str, expected: tuple[str, ...]) -> None:
    assert readings(character) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("张伟", ["zhang wei "]),
    ("单雄", ["dan xiong ", "chan xiong ", "shan xiong "]),
    ("曾乐", ["ceng le ", "zeng le ", "ceng yue "]),  # the surname's readings come before the others'
    ("单乐行", ["dan le xing ", "chan le xing ", "dan yue xing ", "dan le hang "]),
    ("张□", []), (None, []),
])  # fmt: skip
def test_a_name_is_looked_up_under_its_readings(name: str | None, expected: list[str]) -> None:
    sounds = sounds_of(pl.Series([name, "王子涵"], dtype=pl.String))
    assert sounds.keys.tolist() == [sound(one.split()) for one in (*expected, "wang zi han")]
    assert sounds.names.tolist() == [0] * len(expected) + [1]


@given(st.lists(st.text(HAN, min_size=1, max_size=4), min_size=1, max_size=8))
def test_the_first_sound_is_the_usual_one_and_there_are_never_many(names: list[str]) -> None:
    sounds, usual = sounds_of(pl.Series(names)), usual_sounds(pl.Series(names))
    for place, name in enumerate(names):
        keys = sounds.keys[sounds.names == place].tolist()
        assert keys[0] == sound([readings(one)[0] for one in name]) and keys[0] >> 1 == usual[place]
        assert len(keys) == len(set(keys)) <= 4


def test_no_names_have_no_sounds() -> None:
    assert len(sounds_of(pl.Series([None, ""], dtype=pl.String)[:0]).keys) == 0


@given(st.lists(HAN, min_size=2, max_size=12, unique=True))
def test_likeness_is_mutual_and_needs_no_other_character(several: list[str]) -> None:
    stock = Characters(several)
    one, other = (side.ravel() for side in np.broadcast_arrays(stock.codes[:, 0], stock.codes[:, :1]))
    assert (stock.sound_alike(one, other) == stock.sound_alike(other, one)).all()
    assert (stock.look_alike(one, other) == stock.look_alike(other, one)).all()
    shared = [bool(set(readings(a)) & set(readings(b))) for b in several for a in several]
    assert stock.sound_alike(one, other).tolist() == shared


def test_few_characters_of_names_look_alike() -> None:
    used = characters()[1:]
    stock = Characters(["".join(used[place : place + 20]) for place in range(0, len(used), 20)])
    codes = np.unique(stock.codes[stock.codes > 0])
    one, other = (codes[side] for side in np.triu_indices(len(codes), 1))
    assert 0 < stock.look_alike(one, other).mean() < 0.002


def test_characters_are_in_use_that_many_names_bear_in_the_given_part() -> None:
    stock = Characters([f"王{one}{other}" for one in "宇文博" for other in "涵轩豪晨"] + ["宁桐", "王宁", "巴特尔宁宁"])
    texts = dict(zip("".join(stock.texts), stock.codes[stock.codes > 0], strict=True))
    assert {one for one, code in texts.items() if stock.in_use[code]} == set()  # four names each are too few
    more = Characters([*stock.texts, "李宇轩", "李宇"])
    texts = dict(zip("".join(more.texts), more.codes[more.codes > 0], strict=True))
    assert {one for one, code in texts.items() if more.in_use[code]} == {"宇"}  # nor is the surname a given name


@pytest.mark.parametrize(("day", "reading"), [
    ("2012-01-23", 20120101), ("2023-03-22", 20230201), ("2025-07-25", 20250601),  # first days of leap second and sixth months
    ("2033-12-22", 20331101),  # the leap eleventh month of 2033, which older calendars have elsewhere
    ("2101-01-28", 21001229), ("1900-01-31", 19000101), ("1900-01-30", 0),
])  # fmt: skip
def test_a_day_has_a_lunar_reading(day: str, reading: int) -> None:
    assert lunar_readings(np.array([day], dtype="datetime64[D]").astype(int)).tolist() == [reading]


@given(st.dates(min_value=np.datetime64("1990-01-01").item(), max_value=np.datetime64("2050-12-31").item()))
def test_counties_are_invented_by_the_calendar_they_are_read_by(day) -> None:
    year, month, of_month = lunar(day) or (0, 0, 0)
    assert lunar_readings(np.array([day], dtype="datetime64[D]").astype(int)).tolist() == [year * 10000 + month * 100 + of_month]
