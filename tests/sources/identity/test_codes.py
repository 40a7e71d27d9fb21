"""Cells that hold one value of a closed list."""

from __future__ import annotations

import polars as pl
import pytest

from sources.identity import coded
from sources.vocabulary import (
    CANCELLATION,
    EVIDENCE_RESULT,
    ROLL_STATUS,
    SCHOOLING_CLAIM,
    SEX,
    STAGE,
    YES_NO,
    Vocabulary,
)


@pytest.mark.parametrize(("vocabulary", "written", "code"), [
    (SEX, "男", "1"), (SEX, "F", "2"), (SEX, "1-男", "1"), (SEX, "1 - 女", None), (SEX, "未知", None), (SEX, None, None),
    (ROLL_STATUS, "01", "active"), (ROLL_STATUS, "01 在读", "active"), (ROLL_STATUS, "01在读", "active"), (ROLL_STATUS, "转学（转出）", "moved"),
    (ROLL_STATUS, "在 读", "active"), (ROLL_STATUS, "在读吗", None), (ROLL_STATUS, "在读/退学", None), (ROLL_STATUS, "01-退学", None),
    (YES_NO, "√", "1"), (YES_NO, "true", "1"), (YES_NO, "2", "0"),
])  # fmt: skip
def test_what_is_meant(vocabulary: Vocabulary, written: str | None, code: str | None):
    assert coded(pl.Series([written], dtype=pl.String), vocabulary).to_list() == [code]


@pytest.mark.parametrize("vocabulary", [SEX, YES_NO, CANCELLATION, ROLL_STATUS, STAGE, SCHOOLING_CLAIM, EVIDENCE_RESULT], ids=lambda one: one.name)
def test_every_written_form_reads_as_its_code(vocabulary: Vocabulary):
    forms = vocabulary.written
    assert coded(pl.Series(list(forms)), vocabulary).to_list() == list(forms.values())
