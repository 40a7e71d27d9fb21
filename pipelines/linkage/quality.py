"""What linkage knows of its own quality: links kept within a bound on false ones, each link's doubt, all weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side
from pipelines.linkage.comparison import compared
from pipelines.linkage.conditions import log_odds
from pipelines.linkage.decision import Decided
from pipelines.linkage.model import Model
from pipelines.linkage.pairs import Pairs
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.posterior import FalseLinks, at_worst, cut_for, false_links, standard_errors
from pipelines.linkage.records import Records
from pipelines.linkage.refusal import LINK, NON_LINK, REVIEW
from pipelines.linkage.weighing import weighed_pairs

OUTCOMES = {LINK: "link", REVIEW: "review", NON_LINK: "non_link"}
WEIGHT_COLUMNS = {"match_weight": pl.Int64, "decision": pl.String, "pairs": pl.Int64}
#: A probability nearer to 1 than 2⁻⁴⁵ is no longer told from its neighbors as a number between 0 and 1.
_HIGHEST = 45_000
_MOST_SELVES = 100_000


def within_bound(
    model: Model, pairs: Pairs, sure: np.ndarray, judged_by: Callable[[Model], Decided]
) -> tuple[Model, Decided]:
    """The model with the least link probability at which its bound on false links holds, and what it decides.

    ``sure``: the probability of every pair. What people decided does not count. Never below the probability asked for.
    """
    judged, reached = judged_by(model), log_odds(model.link_probability)
    # A probability tells its odds to some thousandths of a bit only: compared with those, the highest cut never ends.
    while (cut := _cut(model, pairs, sure, judged)) > reached:
        model, reached = replace(model, link_probability=float(1 / (1 + np.exp2(-cut / 1000)))), cut
        judged = judged_by(model)
    return model, judged


def _cut(model: Model, pairs: Pairs, sure: np.ndarray, judged: Decided) -> int:
    """The log2 odds below which links must go for the bound to hold; 0 where all may stay."""
    links = _by_weight(pairs, judged)
    cut = min(cut_for(model.false_link_rate, pairs.odds[links], sure[links]), _HIGHEST)
    return cut if (pairs.odds[links] < cut).any() else 0


def false_links_of(pairs: Pairs, sure: np.ndarray, doubt: np.ndarray, judged: Decided) -> FalseLinks:
    """How many of the links may be false, people's aside; ``doubt`` as ``doubts`` tells it."""
    links = _by_weight(pairs, judged)
    return false_links(sure[links], doubt[links])


def weights_of(pairs: Pairs, judged: Decided) -> pl.DataFrame:
    """All pairs as WEIGHT_COLUMNS, by whole bits (lower end)."""
    bits = pairs.weight // 1000
    lowest = int(bits.min(initial=0))
    pairs_of = np.bincount((bits - lowest) * len(OUTCOMES) + judged.outcome)
    seen = np.flatnonzero(pairs_of)
    found = pl.DataFrame({
        "match_weight": seen // len(OUTCOMES) + lowest, "decision": seen % len(OUTCOMES), "pairs": pairs_of[seen]
    })  # fmt: skip
    named = pl.col("decision").replace_strict(OUTCOMES, return_dtype=pl.String)
    return found.with_columns(named).cast(WEIGHT_COLUMNS).sort("match_weight", "decision")  # type: ignore[arg-type]


def doubts(model: Model, pairs: Pairs, sure: np.ndarray, judged: Decided) -> np.ndarray:
    """The probability that each link is false, at worst; 0 for other pairs. Nobody doubts what people decided."""
    links, worst = _by_weight(pairs, judged), np.zeros(len(sure))
    errors = standard_errors(model, pairs.patterns.levels)
    worst[links] = at_worst(sure[links], pairs.patterns.at(links).of_pairs(errors))
    return worst


def self_weights(
    model: Model, records: Records, sides: tuple[Side, Side], rows: np.ndarray, twins: np.ndarray
) -> pl.DataFrame:
    """``weight, records``: the match weight, in whole bits, of those rows each compared with itself.

    What a record weighs against its own copy is the most it could ever weigh: below the link threshold it is too bare
    to be linked at all. Of many rows a fixed sample, evenly spread.
    """
    some = rows[np.unique(np.linspace(0, max(len(rows) - 1, 0), min(len(rows), _MOST_SELVES)).astype(np.int64))]
    patterns = Patterns.of(compared(records, some, some, model.comparisons))
    pairs = weighed_pairs(model, records, sides, twins, (some, some, patterns, np.zeros(len(some), dtype=np.int8)))
    counted = pl.DataFrame({"weight": pairs.weight // 1000}).group_by("weight").len("records")
    return counted.cast({"weight": pl.Int64, "records": pl.Int64}).sort("weight")


def _by_weight(pairs: Pairs, judged: Decided) -> np.ndarray:
    """The places of links that no person decided."""
    return np.flatnonzero((judged.outcome == LINK) & (pairs.decided == 0))


