"""Pictures: whole persons on the axes, text as text, nothing that differs from run to run."""

from __future__ import annotations

import re

import polars as pl
import pytest

from pipelines.publish import pictures


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
    shown = texts(pictures.children_on_lists(frame, "town"))
    assert [town for town in shown if town in ("甲", "乙")] == ["乙", "甲"]
    assert {"入户核查", "安置", "7"} <= set(shown)


def test_a_name_cannot_break_out_of_its_text() -> None:
    frame = pl.DataFrame({"town": ["<script>alert(1)</script>"], "list": ["visit"], "children": [1]})
    assert "<script" not in pictures.children_on_lists(frame, "town")


def test_ids_of_two_pictures_are_apart() -> None:
    frame = pl.DataFrame({"town": ["甲"], "village": ["东村"], "gaps": [4]})
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (
        pictures.most_gaps(frame), pictures.rates(pl.DataFrame({"label": ["甲"], "percent": [0.2], "words": ["0.20%"]}), "占比"))]
    assert ids[0].isdisjoint(ids[1])
