"""What linkage says of its own quality, and the bound that sets its threshold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.metadata import version

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage import Linked, Thresholds, link, link_registers, quality
from pipelines.linkage.conditions import log_odds
from pipelines.linkage.county import POPULATION_ROLL
from pipelines.linkage.posterior import at_worst, cut_for, false_links
from tests.pipelines.linkage.people import frame, registers

AS_OF = date(2026, 9, 1)

#: bound, the links' odds in bits → the least that may stay, in bits; None: not even the surest
CUTS = [
    ("no bound: all stay", 1.0, [20, 10, 1], 1),
    ("one doubtful link among sure ones is carried by them", 0.1, [20, 20, 20, 20, 1], 1),
    ("as many doubtful as sure: they go", 0.1, [20, 20, 1, 1], 20),
    ("links of one weight stay or go together", 0.02, [20, 20, 20, 3, 3, 3], 20),
    ("not even the surest", 1e-9, [20, 10], None),
    ("no link at all", 0.1, [], None),
]


@pytest.mark.parametrize(("bound", "bits", "least"), [pytest.param(*row[1:], id=row[0]) for row in CUTS])
def test_the_cut(bound: float, bits: list[int], least: int | None) -> None:
    odds = np.array(bits, dtype=np.int64) * 1000
    cut = cut_for(bound, odds, 1 / (1 + np.exp2(-odds / 1000)))
    assert cut == (odds.max(initial=0) + 1 if least is None else least * 1000)


@pytest.mark.parametrize("cut", [20_000, 44_234, 45_000])
def test_a_cut_that_was_made_is_not_asked_for_again(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """44.234 bits as a probability and back are 44.232: compared with those, the night would go on for ever."""
    judged: list[float] = []
    monkeypatch.setattr(quality, "_cut", lambda *_: cut)
    model, last = quality.within_bound(
        POPULATION_ROLL, None, None, lambda model: judged.append(model.link_probability) or len(judged))  # type: ignore[arg-type,func-returns-value]
    assert (last, len(judged)) == (2, 2)
    assert log_odds(model.link_probability) == pytest.approx(cut, abs=10)


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=60), st.floats(1e-6, 0.5))
def test_what_stays_above_the_cut_is_within_the_bound_and_no_weaker_cut_is(odds: list[int], bound: float) -> None:
    weights = np.array(odds)
    sure = 1 / (1 + np.exp2(-weights / 1000))
    cut = cut_for(bound, weights, sure)
    for least in np.unique(weights):
        stays = weights >= least
        within = (1 - sure)[stays].sum() <= bound * stays.sum() * (1 + 1e-9)
        assert within or least != cut
        assert not within or least >= cut or (1 - sure)[stays].sum() >= bound * stays.sum() * (1 - 1e-9)


@given(st.lists(st.tuples(st.floats(0.5, 1), st.floats(0, 4)), max_size=50))
def test_the_bound_is_never_below_what_is_expected(links: list[tuple[float, float]]) -> None:
    sure, doubt = (np.array(column, dtype=float) for column in (zip(*links, strict=True) if links else ((), ())))
    assert (at_worst(sure, doubt) >= 1 - sure - 1e-12).all()
    false = false_links(sure, at_worst(sure, doubt))
    assert false.at_most >= np.floor(false.expected) - 1


def without_numbers() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Children and pupils whose roll tells no number, so that links are less than certain."""
    left, right, _ = registers(300, 11)
    rows = [row | {"id18": None, "id15": None, "citizen_id": None, "id_class": "blank"} for row in right.to_dicts()]
    return left, frame(rows)


@pytest.fixture(scope="module")
def plain():
    return link(*without_numbers(), POPULATION_ROLL)


def twice_the_doubt_of_the_surer_half(found: Linked) -> float:
    """A rate that the surer half of the links keeps, and all of them together do not."""
    doubts = found.links["doubt"].sort()
    return 2 * doubts.head(doubts.len() // 2).sum() / (doubts.len() // 2)


def test_without_a_bound_the_link_probability_is_the_one_asked_for(plain) -> None:
    assert plain.model.link_probability == POPULATION_ROLL.link_probability


def test_a_bound_raises_the_threshold_as_far_as_it_must_and_takes_only_links_away(plain) -> None:
    rate = twice_the_doubt_of_the_surer_half(plain)
    found = link(*without_numbers(), replace(POPULATION_ROLL, false_link_rate=rate))
    assert found.false.expected <= rate * found.links.height
    assert found.model.link_probability > POPULATION_ROLL.link_probability
    kept = found.links.select("left_record", "right_record")
    assert 0 < kept.height < plain.links.height
    assert kept.join(plain.links, on=["left_record", "right_record"]).height == kept.height
    weakest = found.links["match_weight"].min() + found.model.start
    assert weakest >= log_odds(found.model.link_probability) / 1000 - 0.001


def test_links_that_the_bound_takes_away_are_in_review(plain) -> None:
    rate = twice_the_doubt_of_the_surer_half(plain)
    found = link(*without_numbers(), replace(POPULATION_ROLL, false_link_rate=rate))
    gone = plain.links.join(found.links, on=["left_record", "right_record"], how="anti")
    there = gone.join(found.pairs, on=["left_record", "right_record"])
    assert gone.height and there.select("decision", "why").unique().rows() == [("review", "below_link")]


def test_every_compared_pair_is_in_the_histogram(plain) -> None:
    assert plain.weights["pairs"].sum() == plain.compared
    counted = dict(plain.weights.group_by("decision").agg(pl.col("pairs").sum()).rows())
    assert counted["link"] == plain.links.height
    assert counted["non_link"] > plain.pairs.filter(decision="non_link").height


def test_the_doubts_of_links_add_up_to_the_false_ones_expected(plain) -> None:
    assert plain.links["doubt"].sum() == pytest.approx(plain.false.expected, rel=1e-4)
    assert (plain.links["doubt_at_most"] >= plain.links["doubt"] * (1 - 1e-5)).all()


@pytest.fixture(scope="module")
def county():
    left, right, _ = registers(300, 11)
    rows = {"population": left, "roll": right, "poverty": frame([]), "evidence": frame([])}
    return link_registers(rows, as_of=AS_OF, thresholds=Thresholds(false_link_rate=1e-7))


def test_the_totals_say_how_many_links_may_be_false_and_from_where_on_pairs_link(county) -> None:
    row = county.totals.filter(problem="population-roll").row(0, named=True)
    model = county.models["population-roll"]
    assert 0 < row["expected_false"] <= 1e-7 * row["linked"]
    assert (row["link_probability"], row["prior"]) == (model.link_probability, model.prior)


def test_a_model_says_what_it_comes_from(county) -> None:
    model = county.models["population-roll"]
    left, right, _ = registers(300, 11)
    assert model.provenance.version == version("rollcall")
    assert (model.provenance.as_of, model.provenance.asked_probability) == ("2026-09-01", 0.9999)
    assert (model.provenance.left_records, model.provenance.right_records) == (left.height, right.height)
    assert all(one.provenance is not None for one in county.models.values())


def test_a_bare_record_could_not_be_linked_even_with_its_copy() -> None:
    left, right, _ = registers(300, 11)
    bare = {"id18": None, "citizen_id": None, "id_class": "blank", "dob": None, "dob_precision": None, "guardian_keys": [], "phones": []}
    bare |= {"guardian_ids": [], "household_no": None, "town": None, "village": None, "address": None}
    rows = left.to_dicts()
    rows[0] |= bare
    found = link_registers(
        {"population": frame(rows), "roll": right, "poverty": frame([]), "evidence": frame([])}, as_of=AS_OF)
    model = found.models["population-roll"]
    needed = log_odds(model.link_probability) / 1000 - model.start
    below = found.selves.filter(pl.col("register") == "population", pl.col("weight") < needed - 1)
    assert below["records"].sum() == 1


def test_every_record_is_compared_with_itself_once(county) -> None:
    sizes = dict(county.selves.group_by("register").agg(pl.col("records").sum()).rows())
    left, right, _ = registers(300, 11)
    assert sizes == {"population": left.height, "roll": right.height}
