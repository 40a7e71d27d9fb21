"""Two exports, of whatever nights, never differ by a group smaller than a step."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.publish.export_log import SERIES, Shown
from pipelines.publish.flow import Flow, completed, way_of
from pipelines.publish.sharing import FEW, HIDDEN, TABLES, sheet, to_show
from sources.vocabulary import LIST_OF_STATUS
from tests.pipelines.publish.flows import bounds, table

FIRST = date(2026, 9, 1)


def night(flow: Flow, number: int, least: int = 5) -> Shown:
    on = FIRST + timedelta(days=number)
    return Shown(flow, np.zeros(len(flow.pipes), dtype=bool), f"run {number}", on, on, least)


def exports(flows: list[Flow], least: int = 5) -> list[Shown]:
    """What is shown of each night's flow after the one before."""
    shown: list[Shown] = []
    for number, flow in enumerate(flows):
        shown.append(to_show(night(flow, number, least), shown[-1] if shown else None))
    return shown


def cells(shown: Shown) -> list[int]:
    return shown.flow.counts[shown.flow.cells].tolist()


#: A row of a table on two days; what is shown on the second.
DRAWN = [
    ("12 60 80", "13 60 80", "12 60 80"),  # one child more
    ("12 60 80", "13 60 79", "12 60 80"),  # one child moved
    ("12 60 80", "17 60 80", "17 60 80"),  # five more
    ("12 60 80", "18 61 80", "17 60 80"),  # the total would have told of the one: 17, 60, 80 and 158
    ("12 60 80", "9 58 79", "7 60 80"),  # six fewer: one step in all, where it is nearest
    ("12 60 80", "1 60 80", "2 60 80"),
    ("12 60 80", "12 160 80", "12 160 80"),
]


@pytest.mark.parametrize(("yesterday", "today", "shown"), DRAWN)
def test_what_the_second_export_shows(yesterday, today, shown) -> None:
    _, second = exports([table([yesterday]), table([today])])
    assert " ".join(map(str, cells(second))) == shown


def test_the_same_night_is_shown_the_same_again() -> None:
    first = to_show(night(table(["12 60 3", "70 80 90"]), 0), None)
    assert to_show(night(table(["12 60 3", "70 80 90"]), 0), first) is first


def test_after_a_school_year_figures_begin_anew() -> None:
    first, later = table(["12 60 80"]), table(["13 60 80"])
    again = to_show(night(later, SERIES.days + 1), to_show(night(first, 0), None))
    assert cells(again) == [13, 60, 80] and again.series == again.as_of


def test_a_stricter_step_holds_from_then_on() -> None:
    first = to_show(night(table(["12 60 80"]), 0), None)
    second = to_show(night(table(["19 60 80"]), 1, least=10), first)
    assert cells(second) == [22, 60, 80] and second.least == 10
    assert to_show(night(table(["26 60 80"]), 2), second).least == 10


STATUSES = ("enrolled_in_town", "outside_unevidenced", "out_of_school", "not_found")
CHILD = st.tuples(st.sampled_from("67"), st.sampled_from(STATUSES), st.sampled_from("甲乙丙"))
#: A county of three towns, most children in school, and who is elsewhere on each of the nights after.
COUNTY = st.tuples(
    st.lists(st.tuples(CHILD, st.integers(0, 40)), min_size=3, max_size=14),
    st.lists(st.lists(st.tuples(CHILD, st.integers(-6, 6)), max_size=5), min_size=1, max_size=3),
)


def nights(county: tuple[list, list]) -> list[Flow]:
    """The county's flow on each night: children come, go and change from one to the next."""
    held: Counter[tuple[str, str, str]] = Counter()
    flows = []
    for changes in (county[0], *county[1]):
        for child, number in changes:
            held[child] = max(0, held[child] + number)
        counted: Counter[tuple[str, str]] = Counter()
        for (age, status, town), number in held.items():
            for pipe in way_of(age, LIST_OF_STATUS[status], status, town):
                counted[pipe] += number
        flows.append(completed(counted))
    return flows


@settings(max_examples=40, deadline=None)
@given(COUNTY, st.integers(3, 6))
def test_no_two_exports_tell_of_a_group_smaller_than_a_step(county, least) -> None:
    flows = nights(county)
    nightly = exports(flows, least)
    last = nightly[-1].flow
    first = nightly[0].on(last)[1]
    for flow, one in ((one.on(last)[1].on(flow)[0], one.on(last)[1]) for flow, one in zip(flows, nightly, strict=True)):
        # Every figure moved by whole steps and parts add up: so does whatever is reckoned from them, by town or by age.
        assert not ((one.flow.counts - first.flow.counts) % least).any()
        assert not (one.flow.joints @ one.flow.counts).any() and (one.flow.counts >= 0).all()
        assert (one.hidden == first.hidden).all()  # what is hidden once stays hidden, and nothing else needs to be
        assert (np.abs(one.flow.counts - flow.counts)[~one.hidden] < 2 * least).all()


@settings(max_examples=25, deadline=None)
@given(COUNTY, st.integers(3, 6))
def test_all_exports_together_leave_a_small_count_as_wide_an_interval_as_the_first_alone(county, least) -> None:
    flows = nights(county)
    nightly = exports(flows, least)
    first, *others = (one.on(nightly[-1].flow)[1] for one in nightly)
    for pipe in np.flatnonzero((first.flow.counts > 0) & (first.flow.counts < least)):
        lowest, highest = bounds(first.flow, first.hidden, int(pipe), tuple(one.flow for one in others))
        assert highest - lowest >= least


@settings(max_examples=25, deadline=None)
@given(COUNTY, st.integers(3, 6))
def test_no_file_shows_a_small_count(county, least) -> None:
    for one in exports(nights(county), least):
        for shared in TABLES:
            told = {cell for row in sheet(shared, one).rows() for cell in row[1:]} - {HIDDEN, FEW}
            assert not {int(cell) for cell in told} & set(range(1, least))
