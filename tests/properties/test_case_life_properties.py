"""Whatever nights are run in whatever order: a case goes on while its child is listed, and counts a date once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.casebook import SHOWN_PAIR, Memory, Night, ReadIn
from pipelines.casebook.ledger import METADATA, RUN
from pipelines.casebook.rows import schema_of
from pipelines.casebook.writing import added
from tests.pipelines.casebook.nights import child, listed_cases, persons, statuses_of

KEY = b"a key for tests, of 32 bytes...."
START = date(2026, 11, 2)
PEOPLE = persons(*(child(name, name=f"赵{name}", number=None) for name in "abc"))
#: How many days after the night before, and who is listed.
nights = st.lists(st.tuples(st.sampled_from((0, 0, 1, 1, 2)), st.frozensets(st.sampled_from("abc"))), min_size=1, max_size=7)


class Book:
    """A casebook that lies in memory."""

    def __init__(self) -> None:
        self.tables = {table.name: pl.DataFrame(schema=schema_of(table)) for table in METADATA.sorted_tables}
        self.clock = datetime(2026, 11, 2, 2)

    def memory(self) -> Memory:
        return Memory(KEY, self.clock, dict(self.tables))

    def night(self, as_of: date, listed: frozenset[str]) -> tuple[dict[str, str], pl.DataFrame]:
        """Record → child, and the tasks of a night with those listed."""
        self.clock += timedelta(hours=1)
        run = f"{self.clock:%Y%m%dT%H%M%S}"
        memory = self.memory()
        who = memory.recognized(PEOPLE, as_of)
        cases = listed_cases(memory, who, dict.fromkeys(sorted(listed), "visit"), as_of)
        told = Night(run, as_of, who, cases, statuses_of(who, cases), pl.DataFrame(schema=SHOWN_PAIR), ReadIn({"population": 3}))
        begun = pl.DataFrame([(run, as_of, self.clock, "0", "0")], schema=schema_of(RUN), orient="row")
        for table, rows in {RUN: begun, **added(memory, told, self.clock)}.items():
            before = self.tables[table.name]
            self.tables[table.name] = pl.concat([before, rows.select(name for name in before.columns if name in rows.columns)], how="diagonal_relaxed")
        return dict(who.identities.select("record_id", "child_id").rows()), cases


@settings(max_examples=15, deadline=None)
@given(nights)
def test_a_case_goes_on_while_its_child_is_listed(plan: list[tuple[int, frozenset[str]]]):
    book, as_of = Book(), START
    lists: dict[date, dict[str, str]] = {}  # of each date, as its last run left it: child → token
    of_date: dict[str, str] = {}  # every token that was open when this date began, or that a run of it gave
    ever: set[str] = set()
    for days, listed in plan:
        before = lists.get(as_of, {})
        of_date = of_date if days == 0 else dict(before)
        as_of += timedelta(days=days)
        children, cases = book.night(as_of, listed)
        told = dict(cases.select("child_id", "case_token").rows())
        assert set(told) == {children[name] for name in listed}
        for one, token in told.items():
            expected = before.get(one) or of_date.get(one)
            assert token == expected if expected else token not in ever
        lists[as_of] = told
        of_date |= told
        ever |= set(told.values())
        for token, count, first in cases.select("case_token", "nights_listed", "first_listed").rows():
            on = [day for day, tokens in lists.items() if token in tokens.values()]
            assert (count, first) == (len(on), min(on))
        still = book.memory().cases.filter(pl.col("closed").is_null())
        assert dict(still.select("child_id", "case_token").rows()) == told, "open is what is listed"


@settings(max_examples=5, deadline=None)
@given(nights)
def test_a_night_run_again_adds_nothing_but_its_run(plan: list[tuple[int, frozenset[str]]]):
    book, as_of = Book(), START
    for days, listed in plan:
        as_of += timedelta(days=days)
        book.night(as_of, listed)
        before = {name: table.height for name, table in book.tables.items()}
        book.night(as_of, listed)
        grown = {name for name, table in book.tables.items() if table.height != before[name]}
        assert grown == {"run", "run_state", "load"}
