"""Cells that Excel, WPS and LibreOffice leave alone: no formula runs, no number is rounded, nothing becomes a date.

A CSV has no types: on double-click a spreadsheet decides for itself. What it would decide wrongly is written so
that it can only be text, and so that a person still reads it as it was.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

#: Makes a text safe for the kind of file that it is written into.
Guard = Callable[[pl.Expr], pl.Expr]
# OWASP's list with its full-width and small forms. A spreadsheet drops spaces and invisible characters before them.
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫−"
_UNSEEN = r"\s\p{C}\p{Mn}\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}"
_RUNS = rf"^(?:[\t\r\n']|[{_UNSEEN}]*[{_SIGNS}])"
# A list opened with another separator, or read line by line, has a cell begin where ours only goes on.
_RUNS_WITHIN = rf'([;,|\t\r\n]["{_UNSEEN}]*)([{_SIGNS}])'
# 000123 loses its zeros, 20 digits become 1E+19, 3-2 and 5月3日 become dates, 1E5 becomes 100000.
_TURNS = r"^[\s(（$¥￥€£]*\.?\d[\d\s.,，/:：eEdD+\-%)）年月日时分秒]*(?:[aApP][mM])?\s*$"
# TRUE becomes a truth, Mar-1 and 1 May dates, #N/A an error.
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_WORDS = (
    rf"(?i)^\s*(?:true|false|#[a-z0-9/]+[!?]?|{_MONTH}[\s.,/-]*\d[\d\s,]*"
    rf"|\d{{1,4}}[\s.,/-]*{_MONTH}[\s.,/-]*\d*)\s*$"
)
_SMALL_NUMBER = r"^(?:0|[1-9][0-9]{0,6})$"


def as_it_is(text: pl.Expr) -> pl.Expr:
    """The text itself: for what is not yet a cell."""
    return text


def inert(text: pl.Expr) -> pl.Expr:
    """The text with an apostrophe before it wherever a spreadsheet would run it, for cells that are typed as text.

    Typed cells run nothing, but the workbook may be saved as CSV tomorrow, and a CSV has no types.
    """
    return _quoted(text, text.str.contains(_RUNS))


def guarded(text: pl.Expr) -> pl.Expr:
    """The text with an apostrophe before it wherever a spreadsheet would run it or turn it into something else.

    The reader strips the apostrophe (contract.md §0), so the text comes back as it was; one within the text, after a
    separator or a line's end, stays.
    """
    turns = text.str.contains(_TURNS) & ~text.str.contains(_SMALL_NUMBER) | text.str.contains(_WORDS)
    return _quoted(text, text.str.contains(_RUNS) | turns)


def _quoted(text: pl.Expr, where: pl.Expr) -> pl.Expr:
    quoted = pl.when(where).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)
    return quoted.str.replace_all(_RUNS_WITHIN, "$1'$2")


def telephone(text: pl.Expr, guard: Guard = guarded) -> pl.Expr:
    """A telephone number as people read it out: 138-0013-8000, 0558-1234567.

    As plain digits a spreadsheet would show a mobile number as 1.38E+10 and drop the zero of an area code. Whatever
    is no such number is left to ``guard``.
    """
    grouped = (
        text.str.replace(r"^(1\d{2})(\d{4})(\d{4})$", "$1-$2-$3")
        .str.replace(r"^(010|02\d)(\d{7,8})$", "$1-$2")
        .str.replace(r"^(0[3-9]\d{2})(\d{7,8})$", "$1-$2")
    )
    known = grouped.str.contains(r"^(?:1\d{2}-\d{4}-\d{4}|0\d{2,3}-\d{7,8})$")
    return pl.when(known).then(grouped).otherwise(guard(text))


def identity_number(text: pl.Expr, guard: Guard = guarded) -> pl.Expr:
    """An ID number in its three parts (area, birth date, order): 349901 20180315 001X.

    Spaces make it text, two numbers can be compared by eye, and the reader drops them (contract.md §0.1). Whatever
    has not 18 or 20 characters is shown as it stands.
    """
    whole = text.str.contains(r"^\d{17}[\dXx](?:\d{2})?$")
    parts = text.str.replace(r"^(.{6})(.{8})(.{4})(.*)$", "$1 $2 $3 $4").str.strip_chars_end()
    return pl.when(whole).then(parts).otherwise(guard(text))
