"""The data dictionary says what the contracts say."""

from __future__ import annotations

import pytest

from sources import REGISTERS
from sources.dictionary import README, dictionary
from sources.vocabulary import EXCLUDED, FINDINGS, MENDED_IN, QUARANTINED


def test_the_dictionary_is_current():
    assert README.read_text("utf-8") == dictionary(), "run: python -m sources.dictionary"


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.CONTRACT.register)
def test_every_heading_and_every_written_form_is_told_in_both_languages(register):
    chinese, english = dictionary().split("\n# Data dictionary\n")
    for column in register.CONTRACT.columns:
        for text in (chinese, english):
            row = next(line for line in of_register(text, register).splitlines() if f"| `{column.name}` |" in line)
            assert all(heading in row for heading in (column.heading, *column.also)), column.name
        for term in column.codes.terms if column.codes else ():
            rows = [line for line in chinese.splitlines() if line.startswith(f"| `{term.code}` | {term.label} |")]
            assert any(all(form in line for form in term.also) for line in rows), term.code


def of_register(text: str, register) -> str:
    """The part of the text about that register."""
    return next(part for part in text.split("\n### ") if f"`{register.CONTRACT.register}`" in part.splitlines()[0])


def test_every_reason_and_finding_is_told():
    text = dictionary()
    assert all(f"| `{code}` |" in text for code in (*EXCLUDED.codes, *QUARANTINED.codes, *FINDINGS))


def test_what_is_mended_in_a_column_is_a_reason_and_a_column():
    columns = {column.name for register in REGISTERS for column in register.CONTRACT.columns}
    assert set(MENDED_IN) <= set(QUARANTINED.codes)
    assert set(MENDED_IN.values()) <= columns
