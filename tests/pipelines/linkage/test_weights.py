"""What agreement is worth after training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import Model, link, link_sentences, refusal_sentences, waterfall
from pipelines.linkage.county import POPULATION_ROLL
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.refusal import WHY
from pipelines.linkage.weights import tables
from tests.pipelines.linkage.people import registers


@pytest.fixture(scope="module")
def found():
    left, right, _ = registers(300, 11)
    return link(left, right, POPULATION_ROLL)


def test_training_converges_and_finds_the_share_of_matches(found) -> None:
    training = found.model.training
    left, right, truth = registers(300, 11)
    assert training.converged
    assert training.prior * left.height * right.height == pytest.approx(len(truth), rel=0.05)


@pytest.mark.parametrize("comparison", [one.name for one in POPULATION_ROLL.comparisons])
def test_no_level_weighs_more_than_a_stronger_one(found, comparison: str) -> None:
    m, u, u_given, *_ = tables(found.model.comparison(comparison))
    count = len(found.model.comparison(comparison).levels)
    for chances in (u, u_given):
        weights = (m - chances)[:count]
        assert (np.diff(weights) <= 1e-4).all()


@pytest.mark.parametrize("comparison", [one.name for one in POPULATION_ROLL.comparisons])
def test_chances_of_one_person_remain_shares_of_a_whole(found, comparison: str) -> None:
    assert sum(level.m for level in found.model.comparison(comparison).levels) == pytest.approx(1, abs=1e-3)


#: of 270 pupils so many are enrolled under the number of a brother, with a name and a birth date of their own
@pytest.mark.parametrize(("lent", "share"), [(0, 1e-4), (12, 12 / 270)])
def test_how_often_a_brothers_number_is_written_is_learned(lent: int, share: float) -> None:
    left, right, _ = registers(300, 11)
    homes = left.group_by("household_no", maintain_order=True).agg(pl.col("record_id", "id18"))
    homes = homes.filter(pl.col("record_id").list.len() > 1).head(lent)
    numbers = dict(zip(homes["record_id"].list.get(0).str.replace("p", "r"), homes["id18"].list.get(1), strict=True))
    number = pl.col("record_id").replace_strict(numbers, default=None, return_dtype=pl.String)
    right = right.with_columns(pl.coalesce(number, one).alias(one) for one in ("id18", "citizen_id"))
    learned = {level.level: level.kin for level in link(left, right, POPULATION_ROLL).model.comparison("id").levels}
    assert learned["same"] == pytest.approx(share, rel=0.5)


def test_a_model_is_the_same_after_saving(found) -> None:
    assert Model.from_json(found.model.to_json()) == found.model


def test_a_saved_model_needs_no_training_and_decides_the_same(found) -> None:
    left, right, _ = registers(300, 11)
    again = link(left, right, Model.from_json(found.model.to_json()))
    assert again.links.equals(found.links) and again.pairs.equals(found.pairs)


def test_an_unknown_level_in_a_model_file_is_refused(found) -> None:
    with pytest.raises(KeyError):
        Model.from_json(found.model.to_json().replace('"lookalike"', '"similar"'))


def test_a_waterfall_adds_up_to_the_weight(found) -> None:
    for row in found.links.head(20).to_dicts():
        steps = waterfall(row["levels"], found.model, row["match_weight"])
        assert sum(step.weight for step in steps) == pytest.approx(row["match_weight"], abs=0.06)
        assert all(step.sentence for step in steps)


def test_brothers_family_counts_once(found) -> None:
    levels = "name=surname;id=unknown;dob=different;sex=same;family=phone_and_guardian;place=village;cohort=unknown"
    steps = {step.comparison: step.weight for step in waterfall(levels, found.model)}
    assert steps["family"] > 10 and sum(steps.values()) < 0


def test_every_reason_has_a_sentence(found) -> None:
    assert set(found.links["rule"]) <= set(link_sentences([found.model]))
    assert {*found.pairs["why"], *WHY} <= set(refusal_sentences([found.model]))


def test_patterns_count_pairs() -> None:
    levels = np.array([[0, 3], [15, 1], [0, 3]], dtype=np.uint8)
    patterns = Patterns.of(levels)
    assert patterns.counts.sum() == 3
    assert (patterns.levels[patterns.row_of_pair] == levels).all()


def test_rare_names_weigh_more(found) -> None:
    left, right, _ = registers(300, 11)
    plain = replace(POPULATION_ROLL, comparisons=tuple(replace(one, frequency=False) for one in POPULATION_ROLL.comparisons))
    even = link(left, right, plain)
    both = found.links.join(even.links, on=["left_record", "right_record"])
    same_levels = both.filter((both["levels"] == both["levels_right"]) & both["levels"].str.starts_with("name=exact;id=same;dob=exact"))
    assert same_levels["match_weight"].n_unique() > same_levels["match_weight_right"].n_unique()
