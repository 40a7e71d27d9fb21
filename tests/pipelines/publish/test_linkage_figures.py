"""What the report tells of linkage: thresholds as weights, what a threshold costs, what blocking costs, what was learned."""

from __future__ import annotations

import re
from dataclasses import replace
from math import log2

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage import registers
from pipelines.linkage.county import POPULATION_ROLL
from pipelines.linkage.model import Rule, Training
from pipelines.publish import linkage_figures as figures
from pipelines.publish import linkage_pictures as pictures
from pipelines.publish.linkage_section import BLOCKING, SELVES, Told, linkage_pictures_of, linkage_section

TRAINED = replace(POPULATION_ROLL, training=Training(2**-15, 4, (-900.0, -500.0, -450.0, -449.9), True, 200_000, 18_000))
PRIOR = figures.bits(2**-15)


def weights(*rows: tuple[str, float, int] | tuple[str, float, int, bool]) -> pl.DataFrame:
    """Decision, match weight and pairs (and whether they are settled) as ``sql/reports/weights.sql`` answers."""
    frame = pl.DataFrame([(*row, False)[:4] for row in rows], schema=["decision", "match_weight", "pairs", "settled"], orient="row")
    return frame.with_columns(left_source=pl.lit("population"), right_source=pl.lit("roll"))


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


def test_a_threshold_is_the_weight_at_which_its_probability_is_reached():
    at = figures.thresholds(TRAINED)
    for name, probability in (("review", TRAINED.review_probability), ("link", TRAINED.link_probability)):
        assert 1 / (1 + 2 ** -(at[name] + PRIOR)) == pytest.approx(probability)


def test_a_threshold_costs_what_the_probabilities_say():
    """Ten pairs of probability 1/2, a thousand of 2^20 : 1; one that lost to another record counts for neither."""
    even, sure = -PRIOR, 20 - PRIOR
    told = figures.trade_off(weights(("review", even, 10), ("link", sure, 1000), ("non_link", even, 7, True)), TRAINED)
    below, between, above = (told.filter(pl.col("threshold") >= place).row(0, named=True) for place in (even - 2, even + 1, sure + 0.5))
    wrong = 1000 / (1 + 2**20)
    assert (below["false"], below["missed"]) == (pytest.approx(5 + wrong), pytest.approx(0))
    assert (between["false"], between["missed"]) == (pytest.approx(wrong), pytest.approx(5))
    assert (above["false"], above["missed"]) == (pytest.approx(0, abs=1e-9), pytest.approx(1005 - wrong))


@given(st.lists(st.tuples(st.sampled_from(["link", "review", "non_link"]), st.integers(-4000, 6000).map(lambda hundredth: hundredth / 100), st.integers(1, 500)), max_size=12))
def test_a_higher_threshold_never_links_more_wrongly_nor_misses_fewer(rows):
    frame = weights(*rows) if rows else weights(("link", 1.0, 1)).clear()
    told = figures.trade_off(frame, TRAINED)
    assert told["threshold"].is_sorted()
    assert told["false"].diff().drop_nulls().le(1e-9).all()
    assert told["missed"].diff().drop_nulls().ge(-1e-9).all()
    assert told["missed"][0] == pytest.approx(0)
    assert told["threshold"].max() > figures.thresholds(TRAINED)["link"]


def test_records_that_would_not_reach_the_link_threshold_with_their_copy_are_counted():
    asked = figures.thresholds(TRAINED)["link"]  # 28.3
    selves = pl.DataFrame([
        ("population-roll", "population", 27, 3), ("population-roll", "population", 28, 2), ("population-roll", "population", 29, 95),
        ("population-roll", "roll", 40, 7),
    ], schema=list(SELVES), orient="row")
    assert figures.below_link(selves, {"population-roll": TRAINED}) == [
        {"register": "户籍", "records": 100, "below": 5, "lowest": 27, "threshold": asked},
        {"register": "学籍", "records": 7, "below": 0, "lowest": 40, "threshold": asked}]


TOTALS = pl.DataFrame(schema=registers.TOTALS)
BLOCKS = pl.DataFrame([
    ("population-roll", "name_dob", 60, 3, 0, 0),
    ("population-roll", "id", 30, 1, 0, 0),
    ("population-roll", "former_dob", 10, 9, 2, 99_000),
    ("population-evidence", "id", 0, 0, 0, 0),
], schema=list(BLOCKING), orient="row")


def test_blocking_is_told_by_cost_and_in_words():
    told = figures.blocking(BLOCKS, {"population-roll": TRAINED, "population-evidence": TRAINED})
    assert told.select(pl.col("problem").cast(pl.String), "rule", "share").rows() == [
        ("population-roll", "姓名＋出生日期", 0.6),
        ("population-roll", "证件号码", 0.3),
        ("population-roll", "曾用名／姓名＋出生日期", 0.1),
        ("population-evidence", "证件号码", 0.0),
    ]


def test_a_rule_nobody_has_words_for_is_shown_as_it_is():
    assert figures.rule_words(Rule("x", ("postcode", "name"))) == "postcode＋姓名"
    strange = pl.DataFrame([("a-b", "unheard_of", 1, 1, 0, 0)], schema=list(BLOCKING), orient="row")
    assert figures.blocking(strange, {})["rule"].to_list() == ["unheard_of"]


def test_every_rule_of_the_county_has_words():
    assert not [rule.name for rule in TRAINED.rules if re.search("[a-z]", figures.rule_words(rule))]


def test_the_largest_block_and_what_was_left_out_are_named():
    (roll, evidence) = linkage_section(Told(TOTALS, BLOCKS, {"population-roll": TRAINED}))["blocking"]
    assert (roll["problem"], roll["count"], roll["pairs"], roll["largest"], roll["largest_rule"]) == ("户籍—学籍", 3, 100, 9, "曾用名／姓名＋出生日期")
    assert (roll["blocks_left_out"], roll["pairs_left_out"]) == (2, 99_000)
    assert evidence["problem"] == "户籍—佐证"


def test_what_was_learned_stands_level_by_level():
    learned = figures.chances(TRAINED)
    assert learned.height == sum(len(comparison.levels) for comparison in TRAINED.comparisons)
    first = TRAINED.comparisons[0].levels[0]
    assert learned.row(0) == ("姓名", "姓名相同", first.m, first.u, pytest.approx(log2(first.m / first.u)))


def test_training_is_told_of_trained_models_only():
    told = figures.trainings({"population-roll": TRAINED, "population-poverty": POPULATION_ROLL})
    assert [(one["problem"], one["iterations"], one["converged"], one["likelihood"]) for one in told] == [("户籍—学籍", 4, True, -449.9)]


def whole_bits(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col("match_weight").floor().cast(pl.Int64).alias("weight"), "decision", "pairs")


SPREAD = weights(("link", 40.3, 18_000), ("review", 31.0, 80), ("review", 12.0, 3), ("non_link", -8.0, 400))


def test_the_weights_stand_in_rows_by_decision_with_both_thresholds():
    shown = texts(pictures.weights(whole_bits(SPREAD), figures.thresholds(TRAINED)))
    assert [text for text in shown if text in ("已链接", "待人工复核", "不链接")] == ["已链接", "待人工复核", "不链接"]
    assert {"复核线", "链接线", "10,000"} <= set(shown)


def test_a_single_pair_is_drawn():
    svg = pictures.weights(whole_bits(weights(("link", 40.3, 1))), figures.thresholds(TRAINED))
    heights = [float(height) for height in re.findall(r'aria-roledescription="bar" d="M[-\d.]+,[-\d.]+h[-\d.]+v([-\d.]+)', svg)]
    assert len(heights) == 1 and abs(heights[0]) > 5


def test_lines_that_cross_are_told_apart_by_dashes_too():
    svg = pictures.trade_off(figures.trade_off(SPREAD, TRAINED), figures.thresholds(TRAINED))
    assert {"预期误链（对）", "预期漏链（对）"} <= set(texts(svg))
    dashes = set(re.findall(r'<path aria-label="[^"]*" role="graphics-symbol" aria-roledescription="line mark"[^>]*stroke-dasharray="([^"]+)"', svg))
    assert len(dashes) == 2


def test_levels_carry_their_numbers():
    shown = texts(pictures.chances(figures.chances(TRAINED)))
    assert {"姓名相同", "家庭：户号相同", "95.5%", "4/百万", "+17.9"} <= set(shown)


def test_training_is_a_line_through_its_iterations():
    shown = texts(pictures.likelihood((-900.0, -500.0, -450.0)))
    assert {"1", "2", "3", "迭代次数"} <= set(shown)


def test_unlinkable_records_are_a_curve_per_register():
    frame = pl.DataFrame({"register": ["户籍", "户籍", "学籍", "学籍"], "weight": [10.0, 40.0, 20.0, 40.0], "records": [1, 99, 5, 95]})
    shown = texts(pictures.unlinkables(frame, figures.thresholds(TRAINED)))
    assert {"户籍", "学籍", "链接线", "达不到的记录（%）"} <= set(shown)


def test_nothing_is_drawn_of_an_untrained_model_or_of_no_pairs():
    compared = whole_bits(SPREAD).select(pl.lit("population-roll").alias("problem"), pl.col("weight").alias("match_weight"), "decision", "pairs")
    selves = pl.DataFrame([("population-roll", "roll", 40, 7)], schema=SELVES, orient="row")
    trained = {"population-roll": TRAINED}
    assert linkage_pictures_of(Told(TOTALS, BLOCKS, {"population-roll": POPULATION_ROLL}, compared, selves), SPREAD) == {}
    assert linkage_pictures_of(Told(TOTALS, BLOCKS, trained, compared.clear(), selves), SPREAD) == {}
    drawn = linkage_pictures_of(Told(TOTALS, BLOCKS, trained, compared, selves), SPREAD)
    assert set(drawn) == {"weights", "trade_off", "chances", "likelihood", "unlinkables"}


@pytest.mark.parametrize(("probability", "said"), [(0.9999, "0.9999"), (0.99999815, "0.9999982"), (1 - 2**-40, "1 − 9.1e-13")])
def test_a_link_probability_is_never_shown_as_1(probability: float, said: str):
    totals = TOTALS.vstack(pl.DataFrame([("population-roll", 1, 2, 1, 0, 0.0, 0, probability, 0.1)], TOTALS.schema, orient="row"))
    assert linkage_section(Told(totals))["linkage"][0]["link_probability"] == said
