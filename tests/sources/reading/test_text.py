"""CSV as a table: fast where it is well formed, careful where it is not, the same rows either way."""

from __future__ import annotations

import csv
import io

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import text as module
from sources.reading.book import UNTIDY, UnreadableError
from sources.reading.cells import EMPTY, cleaned
from sources.reading.layout import layout
from sources.reading.text import TextTable, open_text


def table(text: str, delimiter: str = ",") -> TextTable:
    return next(one for one in open_text(text.encode(), ()).sheets[0].readings if one.delimiter == delimiter)


def below(text: str, width: int, delimiter: str = ",") -> list[tuple]:
    rows = table(text, delimiter).below(1, width)
    return [tuple(text or "" for text in row[:-2]) + row[-2:] for row in rows.select(*[f"c{at}" for at in range(width)], "row_no", "ragged").rows()]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_each_delimiter(delimiter: str):
    text = f"a{delimiter}b\n1{delimiter}2\n"
    assert table(text, delimiter).top == [["a", "b"], ["1", "2"]]
    assert below(text, 2, delimiter) == [("1", "2", 2, False)]


@pytest.mark.parametrize("text, rows", [
    ("a,b\n1,2", [("1", "2", 2, False)]),
    ("a,b\n\n1,2\n\n3,4\n", [("", "", 2, False), ("1", "2", 3, False), ("", "", 4, False), ("3", "4", 5, False)]),
    ('a,b\n"1\n\n1",2\n3,4\n', [("1\n\n1", "2", 2, False), ("3", "4", 3, False)]),
    ('"a",b\n"x,y","say ""so"""\n', [("x,y", 'say "so"', 2, False)]),
    ("a,b\n1\n,2\n", [("1", "", 2, False), ("", "2", 3, False)]),
    ("a,b\n1,2,\n1,2,,x\n1,2,\" \"\n", [("1", "2", 2, False), ("1", "2", 3, True), ("1", "2", 4, False)]),
    ('a,b\n="0012",="2"\n', [("0012", "2", 2, False)]),
    ('a,b\n="0012",2\n"say ""so""",7\n', [('="0012"', "2", 2, False), ('say "so"', "7", 3, False)]),
    ('a,b\n5"6,7"8\n"x\ny",2\n1,2,3\n', [('5"6', '7"8', 2, False), ("x\ny", "2", 3, False), ("1", "2", 4, True)]),
    ("a,b\n", []),
    ("a,b", []),
    ("a,b\n1,\u2028\x85\x0b\n", [("1", "\u2028\x85\x0b", 2, False)]),
])  # fmt: skip
def test_rows_as_a_spreadsheet_shows_them(text: str, rows: list[tuple]):
    assert below(text, 2) == rows


@pytest.mark.parametrize("text, row", [
    ('a,b,c,d\n1,2,3,4\n1,"2,3,4\n1,2,3,4\n1,2,3,4\n', 3),  # nothing closes it
    ('a,b,c,d\n1,"2,3,4\n1,2" x,3,4\n', 2),  # a later stray quote closes it: a row would be lost
    ('a,b,c,d\n1,"2,3,4\n1" x,2,3\n', 2),  # and leaves a row too long
    ('a,b,c,d\n1,"2,3,4\n1,2",3,4\n', 2),  # and so that every quote looks right
])  # fmt: skip
def test_an_unpaired_quote_never_swallows_a_row(text: str, row: int):
    with pytest.raises(UnreadableError, match=f"第 {row} 行的引号不成对"):
        table(text).below(1, 4)


_CELLS = st.text(st.sampled_from('ab"\n,;\t 张'), max_size=4)


@settings(deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=6, max_size=6), max_size=8), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_the_fast_way_and_the_careful_way_agree(rows: list[list[str]], quoting: int):
    file = io.StringIO()
    csv.writer(file, quoting=quoting, lineterminator="\n").writerows([["h"] * 6, *rows])
    text = file.getvalue()
    fast = table(text).below(1, 6)
    careful = module._row_by_row(text, 1, 6, ",")
    assert layout(np.frombuffer(text.encode(), np.uint8), ",") is not None
    assert fast.select(careful.columns).fill_null("").equals(careful.fill_null(""))
    assert [list(row[:6]) for row in careful.rows()] == rows


@settings(deadline=None)
@given(
    st.lists(st.lists(st.lists(st.sampled_from([*"ab\"\n,\t '=张\u00a0\u00ad\u3000\u2003\u200b\ufeff·—Ａ", "#N/A", "Err:502"]), max_size=3).map("".join), min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from([",", "\t"]), st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_no_row_that_needs_cleaning_or_shows_an_error_passes_as_tidy(rows: list[list[str]], quoting: int, delimiter: str, end: str):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=quoting, delimiter=delimiter, lineterminator=end).writerows([["h"] * 3, *rows])
    found = table(file.getvalue(), delimiter).below(1, 3)
    if UNTIDY in found.columns:
        tidy = found.filter(~pl.col(UNTIDY)).drop(UNTIDY)
        assert not any((text or "").startswith(("#", "Err:")) for row in tidy.select("c0", "c1", "c2").rows() for text in row)
        assert cleaned(tidy, 3).equals(tidy.with_columns(pl.col(f"c{at}").replace(list(EMPTY), None) for at in range(3)))


@pytest.mark.parametrize("size", [1, 40, 300])
def test_a_text_in_parts_is_the_text(monkeypatch: pytest.MonkeyPatch, size: int):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["a", "b"], *([f"{at}\n\n{at}", f'"{at}",,'] for at in range(40)), ["1", "2"], ["x", "", "", "y"]])
    whole = table(file.getvalue()).below(1, 2)
    monkeypatch.setattr(module, "_PART_BYTES", size)
    monkeypatch.setattr(module, "_HEAD_BYTES", size)
    assert table(file.getvalue()).below(1, 2).equals(whole)
    assert whole.height == 42 and whole["ragged"].to_list() == [False] * 41 + [True]
