"""Pictures: whole persons on the axes, text as text, nothing that differs from run to run."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from altair.utils import schemapi

from pipelines.publish import pictures, pictures_over_time
from pipelines.publish.report_pictures import trend


@pytest.fixture(autouse=True)
def held_against_the_grammar():
    with schemapi.debug_mode(True):
        yield


def test_a_picture_that_breaks_the_grammar_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.publish.drawing.INK", 7)
    with pytest.raises(schemapi.SchemaValidationError):
        pictures.most_gaps(pl.DataFrame({"town": ["甲"], "village": ["东村"], "gaps": [4]}))


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


@pytest.mark.parametrize("most", [1, 2, 3, 9, 11, 37, 1200])
def test_an_axis_of_persons_has_no_halves_and_no_number_twice(most: int) -> None:
    frame = pl.DataFrame({"age": [6, 7], "sex": ["1", "2"], "gaps": [most, 0]})
    shown = texts(pictures.gaps_by_age(frame))
    axis = shown[shown.index("周岁") + 1 : shown.index("入户核查（人）")]
    assert axis == sorted(set(axis), key=lambda number: int(number.replace(",", "")))


def test_a_child_of_unknown_sex_is_drawn() -> None:
    assert "不明" in texts(pictures.gaps_by_age(pl.DataFrame({"age": [6, 6], "sex": ["1", None], "gaps": [2, 3]})))


def test_towns_stand_by_how_much_there_is_to_do() -> None:
    frame = pl.DataFrame({"town": ["甲", "乙", "乙"], "list": ["visit", "visit", "placement"], "children": [3, 2, 5]})
    rates = pl.DataFrame({"town": ["甲", "乙"], "children": [600, 400], "gaps": [3, 2]})
    shown = texts(pictures.children_on_lists(frame, rates))
    assert [town for town in shown if town in ("甲", "乙")] == ["乙", "甲"]
    assert {"入户核查", "安置", "5.0"} <= set(shown)


def test_beyond_so_many_towns_the_rest_stand_in_one_row() -> None:
    names = [f"第{n}镇" for n in range(60)]
    frame = pl.DataFrame({"town": names, "list": ["visit"] * 60, "children": list(range(100, 160))})
    rates = pl.DataFrame({"town": names, "children": [1000] * 60, "gaps": list(range(100, 160))})
    shown = texts(pictures.children_on_lists(frame, rates, most=40))
    assert "其余乡镇 20 个" in shown and f"{sum(range(100, 120)):,}" in shown
    assert "第59镇" in shown and "第19镇" not in shown


def test_a_name_cannot_break_out_of_its_text() -> None:
    frame = pl.DataFrame({"town": ["<script>alert(1)</script>"], "list": ["visit"], "children": [1]})
    rates = pl.DataFrame({"town": frame["town"], "children": [9], "gaps": [1]})
    assert "<script" not in pictures.children_on_lists(frame, rates)


def test_ids_of_two_pictures_are_apart() -> None:
    frame = pl.DataFrame({"town": ["甲"], "village": ["东村"], "gaps": [4]})
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (
        pictures.most_gaps(frame), pictures.rates(pl.DataFrame({"label": ["甲"], "percent": [0.2], "words": ["0.20%"]}), "占比"))]
    assert ids[0].isdisjoint(ids[1])


def test_nights_that_have_none_of_a_line_are_nought_and_the_last_number_stands_beside_the_name() -> None:
    nights = pl.DataFrame({
        "as_of": [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 2)],
        "status": ["not_found", "out_of_school", "data_conflict"], "children": [4, 1200, 7]})
    told = trend(nights)
    assert told.filter(pl.col("as_of") == date(2026, 9, 1), pl.col("label") == "待核对")["children"].to_list() == [0]
    assert {"就学未落实\u30001,200", "待核对\u30007", "9月1日", "9月2日"} <= set(texts(pictures_over_time.nights(told)))


def test_a_panel_a_town_twelve_at_most_by_what_the_last_night_has() -> None:
    days = [date(2026, 9, 1), date(2026, 9, 2)]
    frame = pl.DataFrame([(day, f"第{n}镇", n + k) for n in range(20) for k, day in enumerate(days)], schema=["as_of", "town", "gaps"], orient="row")
    shown = [words for words in texts(pictures_over_time.nights_of_towns(frame)) if "镇" in words]
    assert shown == [f"第{n}镇\u3000{n + 1}" for n in range(19, 7, -1)]
