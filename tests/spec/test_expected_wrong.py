"""How many children are expected to be wrongly verified, and wrongly listed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.county import County


def expected(county: County, folder) -> dict[str, tuple[int, float, int | None]]:
    with county.opened(folder) as workspace:
        rows = workspace.frame("SELECT kind, children, expected, at_most FROM expected_wrong").rows()
    return {kind: (children, pytest.approx(number), most) for kind, children, number, most in rows}


def test_the_doubts_of_the_links_that_keep_children_off_the_lists_add_up(tmp_path) -> None:
    county = County()
    for doubt in (0.01, 0.02, 0.0):
        county.link(county.child("甲"), county.roll("甲"), doubt=doubt)
    county.roll("乙", county.child("乙"), status="left")  # on the visit list: its link hides nobody
    assert expected(county, tmp_path)["wrongly_verified"] == (3, 0.03, 1)


@pytest.mark.parametrize(("doubts", "most"), [((), 0), ((0.01,), 0), ((0.03,), 1), ((0.5, 0.5, 0.5), 6)])
def test_the_bound_is_that_of_chance_over_the_worst_doubts(doubts: tuple[float, ...], most: int, tmp_path) -> None:
    """Poisson: mean .02 stays at 0 in 98 %, .06 within 1, 3 within 6."""
    county = County()
    for doubt in doubts:
        county.link(county.child("甲"), county.roll("甲"), doubt=doubt)
    assert expected(county, tmp_path)["wrongly_verified"][2] == most


def test_evidence_keeps_children_off_the_lists_as_well(tmp_path) -> None:
    county = County()
    child = county.child("甲")
    county.link(child, county.evidence("甲", None, "enrolled_outside", date(2026, 10, 1)), doubt=0.04)
    assert expected(county, tmp_path)["wrongly_verified"] == (1, 0.04, 1)


def test_one_of_several_records_may_be_a_listed_childs_after_all(tmp_path) -> None:
    county = County()
    child = county.child("甲")
    for probability in (0.1, 0.2):
        county.review(child, county.roll("乙"), probability)
        county.pairs[-1] |= {"decision": "non_link", "why": "one_to_one_loser"}
    county.review(child, county.roll("丙", status="left"), 0.9)  # proves nothing, whoever's it is
    county.child("丁")
    assert expected(county, tmp_path)["wrongly_listed"] == (2, 1 - 0.9 * 0.8, None)


def test_nobody_is_expected_where_nobody_is(tmp_path) -> None:
    assert expected(County(), tmp_path) == {"wrongly_verified": (0, 0, 0), "wrongly_listed": (0, 0, None)}
