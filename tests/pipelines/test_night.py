"""What the operator must hear of a night before its ledger."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.casebook import Casebook
from pipelines.night import _overtaken
from tests.pipelines.casebook.nights import MONDAY, TUESDAY, child, night, persons


@pytest.mark.parametrize(("as_of", "heard"), [(MONDAY - timedelta(days=1), True), (MONDAY, True), (TUESDAY, False), (TUESDAY + timedelta(days=1), False)])
def test_a_night_for_a_date_that_has_been_overtaken_says_so(tmp_path: Path, as_of, heard: bool) -> None:
    with Casebook(tmp_path / "state") as book:
        assert _overtaken(book.read(), as_of) == (), "there is no night before the first"
        for day in (MONDAY, TUESDAY):
            night(book, day, persons(child("a")))
        told = _overtaken(book.read(), as_of)
    assert bool(told) == heard and all(f"请再运行 --as-of {TUESDAY}" in one for one in told)
