"""Cells as a person reads them."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading.cells import EMPTY, cleaned, rewritten


def clean(*texts: str | None) -> list[str | None]:
    return cleaned(pl.DataFrame({"c0": pl.Series(texts, dtype=pl.String)}), 1)["c0"].to_list()


@pytest.mark.parametrize("written, read", [
    (" 张 三 ", "张 三"), ("\u00a0张三\u3000\t", "张三"), ("张\u200b三\ufeff", "张三"), ("一\n村", "一\n村"),
    ('="349901201503010014"', "349901201503010014"), ('=""', None), ("'0012", "0012"), ("' 0012 '", "0012 '"),
    ('="x', '="x'), ("=1+1", "=1+1"), ("0", "0"), ("没有", "没有"), ("无名氏", "无名氏"), ("3.41E+17", "3.41E+17"),
    ("\U000f0000\ue000", "\U000f0000\ue000"),
])  # fmt: skip
def test_what_is_around_a_value_is_taken_away(written: str, read: str | None):
    assert clean(written) == [read]


@pytest.mark.parametrize("written", [*EMPTY, " ", " 无 ", "\u200b", "'", "NULL\n"])
def test_words_for_nothing_are_nothing(written: str):
    assert clean(written) == [None]


def test_one_unclean_cell_does_not_spoil_its_column():
    assert clean("甲", None, " 乙", "无") == ["甲", None, "乙", None]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from(" '=\"\t无ab\u200b\u00a0"), max_size=5), max_size=5))
def test_cleaning_each_cell_alone_gives_the_same(texts: list[str]):
    assert clean(*texts) == [clean(text)[0] for text in texts]


@pytest.mark.parametrize("text, told", [
    ("3.41226E+17", True), ("3e17", True), ("341226201803150000.0", True), ("349901201503010014", False),
    ("34990120150301001X", False), ("L34E+1", False), (None, False),
])  # fmt: skip
def test_numbers_that_a_program_rewrote_are_told(text: str | None, told: bool):
    assert pl.DataFrame({"c0": pl.Series([text], dtype=pl.String)}).select(rewritten(pl.col("c0"))).item() is told
