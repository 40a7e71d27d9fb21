"""A week of nights with the real casebook: what changed, how the ledger flows, how cases open, run late and close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.casebook import Casebook
from pipelines.store import Workspace
from tests.spec.county import County

FIRST = date(2026, 11, 2)  # a Monday
#: Child → what the registers say on the first night, two days later, a week later, after sixteen and after 21 days;
#: a blank: not in the registry. A town is where the child lives then.
DRAWN = """
child | 0                  | 2              | 7              | 16       | 21
------+--------------------+----------------+----------------+----------+---------
甲    | enrolled           | enrolled       | enrolled       | enrolled | enrolled
乙    | nothing            | enrolled       | enrolled       | enrolled | enrolled
丙    | nothing            | enrolled       | left           | left     | left
丁    | nothing            | nothing        | nothing        | nothing  | nothing
戊    | enrolled           | enrolled 乙镇  | enrolled 乙镇  | enrolled | enrolled
己    |                    | nothing        | visited        | visited  | visited
庚    | nothing            |                |                |          |
辛    | left               | nothing        | nothing        | enrolled | nothing
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in DRAWN.strip().splitlines()[2:]]
DAYS = (0, 2, 7, 16, 21)


def _county(column: int) -> County:
    county = County(FIRST + timedelta(days=DAYS[column]))
    for number, (name, *cells) in enumerate(LINES):
        said, _, town = cells[column].partition(" ")
        if not said:
            continue
        child = county.child(name, town=town or "甲镇", id18=f"34990120160501{number:04}", household_no=str(number), dob=date(2016, 5, number + 1))
        if said in ("enrolled", "left"):
            county.roll(name, child, status="active" if said == "enrolled" else "left")
        if said == "visited":
            county.evidence(name, child, "out_of_school", date(2026, 11, 8))
    return county


@pytest.fixture(scope="module")
def nights(tmp_path_factory) -> Iterator[list[dict[str, pl.DataFrame]]]:
    """The tables of each night. The night of day 7 is run twice."""
    folder = tmp_path_factory.mktemp("nights")
    told = []
    with Casebook(folder / "state") as book:
        for column in range(len(DAYS)):
            for _ in range(2 if DAYS[column] == 7 else 1):
                with _county(column).night(folder / "tmp", book) as workspace:
                    tables = _tables(workspace)
            told.append(tables)
        yield told


TABLES = ("change", "ledger_flow", "ledger_history", "case_life", "case_week", "escalated_list", "exception", "ledger")


def _tables(workspace: Workspace) -> dict[str, pl.DataFrame]:
    names = workspace.frame("SELECT child_id, name FROM person WHERE source = 'population'")
    tables = {name: workspace.table(name) for name in TABLES}
    return {name: table.join(names, on="child_id", how="left") if "child_id" in table.columns else table for name, table in tables.items()}


def _changes(tables: dict[str, pl.DataFrame]) -> list[tuple]:
    return tables["change"].sort("name", nulls_last=True).select("name", "kind", "from_status", "to_status", "to_reason").rows()


def test_nothing_has_changed_on_the_first_night(nights) -> None:
    assert nights[0]["change"].is_empty() and nights[0]["ledger_flow"].is_empty()


def test_who_changed_since_the_night_before_and_why(nights) -> None:
    assert _changes(nights[1]) == [
        ("丙", "status", "not_found", "enrolled_in_town", "roll_active"),
        ("乙", "status", "not_found", "enrolled_in_town", "roll_active"),
        ("己", "entered", None, "not_found", "nothing_found"),
        ("戊", "status", "enrolled_in_town", "enrolled_in_county", "roll_active"),
        ("辛", "status", "suspected_dropout", "not_found", "nothing_found"),
        (None, "left", "not_found", None, None),
    ]


def test_a_night_run_twice_still_tells_what_changed_since_the_date_before(nights) -> None:
    assert _changes(nights[2]) == [
        ("丙", "status", "enrolled_in_town", "suspected_dropout", "roll_left"),
        ("己", "status", "not_found", "out_of_school", "visit_not_in_school"),
    ]


def _flow(tables: dict[str, pl.DataFrame], town: str) -> dict[tuple[str, str], int]:
    rows = tables["ledger_flow"].filter(town=town).select("from_status", "to_status", "children").rows()
    return {(before, after): children for before, after, children in rows}


def test_the_ledger_flows_from_one_night_to_the_next(nights) -> None:
    assert _flow(nights[1], "甲镇") == {
        ("enrolled_in_town", "enrolled_in_town"): 1, ("not_found", "enrolled_in_town"): 2, ("not_found", "not_found"): 1,
        ("suspected_dropout", "not_found"): 1, ("entered", "not_found"): 1, ("not_found", "left"): 1,
        ("enrolled_in_town", "other_town"): 1,
    }
    assert _flow(nights[1], "乙镇") == {("other_town", "enrolled_in_county"): 1}
    assert _flow(nights[1], "*")["enrolled_in_town", "enrolled_in_county"] == 1


@pytest.mark.parametrize("night", range(1, len(DAYS)))
@pytest.mark.parametrize("town", ["甲镇", "乙镇", "*"])
def test_yesterday_and_entered_less_left_is_today(nights, night: int, town: str) -> None:
    flow = _flow(nights[night], town)
    entered = sum(children for (before, _), children in flow.items() if before in ("entered", "other_town"))
    left = sum(children for (_, after), children in flow.items() if after in ("left", "other_town"))
    total = [nights[which]["ledger"].filter(pl.col("town") == town)["children"].sum() for which in (night - 1, night)]
    assert total[0] + entered - left == total[1]


def test_the_history_has_the_ledger_of_every_night_as_it_was(nights) -> None:
    history = nights[-1]["ledger_history"]
    for day, tables in zip(DAYS, nights, strict=True):
        now = tables["ledger"].filter(pl.col("children") > 0).sort("town", "status")
        then = history.filter(as_of=FIRST + timedelta(days=day)).drop("as_of").sort("town", "status")
        assert then.rows() == now.rows()


def test_a_case_has_its_whole_life(nights) -> None:
    days = {FIRST + timedelta(days=day): day for day in DAYS} | {None: None}
    lives: dict[str | None, list[tuple]] = {}
    for row in nights[-1]["case_life"].sort("name", "opened", nulls_last=True).to_dicts():
        dates = (days[row[name]] for name in ("opened", "late_since", "escalated_since", "closed"))
        lives.setdefault(row["name"], []).append((row["reopened"], *dates, row["closed_as"], row["nights"], row["days"]))
    assert lives == {
        # Reopened; opened, late, escalated, closed on day; closed as; nights listed, days.
        "乙": [(False, 0, None, None, 2, "enrolled_in_town", 1, 2)],
        "丙": [(False, 0, None, None, 2, "enrolled_in_town", 1, 2), (True, 7, 16, None, None, None, 3, 14)],
        "丁": [(False, 0, 16, 21, None, None, 5, 21)],
        "己": [(False, 2, 16, 7, None, None, 4, 19)],
        "辛": [(False, 0, None, None, 16, "enrolled_in_town", 3, 16), (True, 21, None, None, None, None, 1, 0)],
        None: [(False, 0, None, None, 2, "left", 1, 2)],
    }


def test_what_an_open_case_has_listed_is_what_its_task_says(nights) -> None:
    for tables in nights:
        still = tables["case_life"].filter(pl.col("closed").is_null()).select("case_token", "child_id", "list", "reason", nights_listed="nights")
        assert still.rows() == tables["exception"].select(still.columns).sort("case_token").rows()


def test_weeks_count_what_opened_and_closed(nights) -> None:
    weeks = nights[-1]["case_week"].group_by("week", maintain_order=True).agg(pl.col("opened", "reopened", "late", "escalated", "closed", "proven").sum())
    assert weeks.rows() == [
        (date(2026, 11, 2), 6, 0, 0, 0, 3, 2), (date(2026, 11, 9), 0, 1, 0, 1, 0, 0), (date(2026, 11, 16), 0, 0, 3, 0, 1, 1),
        (date(2026, 11, 23), 0, 1, 0, 1, 0, 0),
    ]


def test_the_township_is_told_who_is_out_of_school_and_what_waits_too_long(nights) -> None:
    told = [[(row["name"], row["why"], (row["since"] - FIRST).days) for row in tables["escalated_list"].sort("name").to_dicts()] for tables in nights]
    visited = ("己", "out_of_school", 7)
    assert told == [[], [], [visited], [visited], [("丁", "late", 21), visited]]
