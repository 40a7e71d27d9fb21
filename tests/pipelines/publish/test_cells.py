"""Cells a spreadsheet leaves alone, whatever somebody wrote in them."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.cells import guarded, identity_number, inert, telephone

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "\u200b=1", "\ufeff=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠A1",
    '=HYPERLINK("http://例","点此")', "=cmd|'/C calc'!A1", "-2+3+cmd|' /C calc'!D2", "@A1", "+86 139", "=IMPORTXML(A1)", '=WEBSERVICE("x")', "'=1",
]
WITHIN = {"某;=1": "某;'=1", "a,-5": "a,'-5", "某\t=1": "某\t'=1", "某\n@A1": "某\n'@A1", '某;"=1"': "某;\"'=1\"", "a,=,=1": "a,'=,'=1", "=1;=2": "'=1;'=2"}
TURNED = ["TRUE", "false", "Jan-1", "May 2026", "1-Sept", "#N/A", "#REF!", "05581234567", "349901201803150017", "3.49901E+17", "1E5", "3-2", "5/4", "5月3日", "2026-09", "1,234", "50%", "00123", "12:30", "(5)", "¥5", "３４９９０１２０１８０３"]
PLAIN = ["王小明", "May", "Mary 3组", "东村3组,5号", "3组15号", "买买提·艾力", "K7Q2-M9XF-T", "12", "0", "七年级", "G349901201803150017", "", "村东=西", "张（空挂）"]


def one(expression, text: str | None) -> str | None:
    return pl.select(expression(pl.lit(text, pl.String))).item()


@pytest.mark.parametrize("text", FORMULAS + TURNED)
def test_what_a_spreadsheet_would_run_or_turn_is_made_text_and_stays_readable(text: str) -> None:
    safe = one(guarded, text)
    assert safe is not None and safe.startswith("'") and safe.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(("text", "safe"), WITHIN.items())
def test_a_cell_that_may_begin_within_the_text_is_text_too(text: str, safe: str) -> None:
    assert one(guarded, text) == one(inert, text) == safe


@pytest.mark.parametrize("text", PLAIN)
def test_what_it_leaves_alone_is_left_alone(text: str) -> None:
    assert one(guarded, text) == text


def test_an_absent_value_stays_absent() -> None:
    assert one(guarded, None) is None


@given(st.text(max_size=12))
def test_every_text_comes_back_by_dropping_one_apostrophe(text: str) -> None:
    written = one(guarded, text)
    assert written is not None
    if not set(text) & set(";,|\t\r\n"):  # else a cell that begins within it is made text as well
        assert (written[1:] if written.startswith("'") else written) == text
    assert written.replace("'", "") == text.replace("'", "")
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(("digits", "read_out"), [
    ("13800138000", "138-0013-8000"), ("05581234567", "0558-1234567"), ("01012345678", "010-12345678"), ("02112345678", "021-12345678"),
    ("0558-1234567", "0558-1234567"), ("1234567", "1234567"), ("008613800138000", "'008613800138000"),
])
def test_telephones_keep_every_digit(digits: str, read_out: str) -> None:
    assert one(telephone, digits) == read_out


@pytest.mark.parametrize(("number", "shown"), [
    ("349901201803150017", "349901 20180315 0017"), ("34990120180315001X", "349901 20180315 001X"),
    ("34990120180315001743", "349901 20180315 0017 43"), ("349901180315001", "'349901180315001"), ("3.49901E+17", "'3.49901E+17"), ("L349901201803150017", "L349901201803150017"),
])
def test_identity_numbers_keep_every_digit(number: str, shown: str) -> None:
    assert one(identity_number, number) == shown
