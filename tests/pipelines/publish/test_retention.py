"""Which nights stay. Each case is a row: run, date → whether it is still there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.retention import let_go

NOW = datetime(2026, 9, 1, 2)

#: as-of date, begun, and whether it stays when 30 days and the 2 newest runs are kept.
NIGHTS = [
    ("2026-05-01", "20260501T020000", False),
    ("2026-07-31", "20260731T020000", False),  # 32 days ago
    ("2026-08-02", "20260802T020001", True),
    ("2026-06-01", "20260830T120000", True),  # replayed the day before yesterday
    ("2026-08-31", "20260831T020000", True),
]


def _laid(out: Path, nights: list[tuple[str, str]]) -> None:
    for as_of, begun in nights:
        folder = out / "nights" / f"{as_of}_{begun}-0a1b2c"
        folder.mkdir(parents=True)
        (folder / "report.html").write_text("x")


def _left(out: Path) -> set[str]:
    return {path.name for path in (out / "nights").iterdir()}


def test_what_is_older_goes_and_the_rest_stays(tmp_path: Path) -> None:
    _laid(tmp_path, [night[:2] for night in NIGHTS])
    (tmp_path / "nights" / "局里自存").mkdir()
    gone = let_go(tmp_path, 30, 2, NOW)
    assert _left(tmp_path) == {f"{as_of}_{begun}-0a1b2c" for as_of, begun, stays in NIGHTS if stays} | {"局里自存"}
    assert sorted(gone) == sorted(f"{as_of}_{begun}-0a1b2c" for as_of, begun, stays in NIGHTS if not stays)


@pytest.mark.parametrize("days", [0, 30])
def test_an_office_that_ran_nothing_for_a_year_keeps_its_newest(tmp_path: Path, days: int) -> None:
    _laid(tmp_path, [("2025-06-01", "20250601T020000"), ("2025-06-02", "20250602T020000")])
    let_go(tmp_path, days, 1, NOW)
    assert _left(tmp_path) == {"2025-06-02_20250602T020000-0a1b2c"}


def test_replays_do_not_push_out_the_newest_date(tmp_path: Path) -> None:
    _laid(tmp_path, [("2026-06-30", "20260701T020000"), ("2026-01-01", "20260702T020000"), ("2026-01-02", "20260703T020000")])
    let_go(tmp_path, 1, 2, NOW)
    assert "2026-06-30_20260701T020000-0a1b2c" in _left(tmp_path)


def test_before_the_first_night_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert let_go(tmp_path, 0, 1, NOW) == []


@given(days=st.integers(0, 60), at_least=st.integers(1, 5), begun=st.lists(st.datetimes(datetime(2026, 5, 1), NOW), min_size=1, max_size=12, unique_by=lambda at: at.replace(microsecond=0)))
def test_enough_of_the_newest_always_stay_and_nothing_young_goes(tmp_path_factory, days: int, at_least: int, begun: list[datetime]) -> None:
    out = tmp_path_factory.mktemp("out")
    _laid(out, [(f"{at:%Y-%m-%d}", f"{at:%Y%m%dT%H%M%S}") for at in begun])
    let_go(out, days, at_least, NOW)
    left = sorted(name.split("_")[1][:15] for name in _left(out))
    runs = sorted(f"{at:%Y%m%dT%H%M%S}" for at in begun)
    assert left[-at_least:] == runs[-at_least:]
    assert {run for run in runs if (NOW - datetime.strptime(run, "%Y%m%dT%H%M%S")).days < days} <= set(left)
