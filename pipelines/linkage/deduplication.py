"""The persons of one register: which of its records are one, by weight alone, within a stated bound on false pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side, candidate_pairs
from pipelines.linkage.clustering import clusters, merges_of
from pipelines.linkage.comparison import compared
from pipelines.linkage.frequency import rarity
from pipelines.linkage.model import Model
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.persons import records_of
from pipelines.linkage.records import Records
from pipelines.linkage.training import trained_on
from pipelines.linkage.variants import learned_variants
from pipelines.linkage.weights import weighed


@dataclass(frozen=True)
class Deduplicated:
    """One register with its persons told apart.

    ``clusters`` has ``record_id, cluster``: the lowest record id of each record's person. ``expected_false``: the
    share of false pairs among the clusters' pairs as the model expects it; ``stop``: log2 odds of the weakest merge
    taken. ``model`` is trained; ``counts`` has a row per blocking rule, ``compared`` is how many pairs they found.
    """

    clusters: pl.DataFrame
    expected_false: float
    stop: float
    model: Model
    counts: pl.DataFrame
    compared: int


def deduplicate(register: pl.DataFrame, model: Model) -> Deduplicated:
    """That register (``record_id`` and the columns the model names) as clusters of records, one a person.

    Clusters merge from the best down as far as ``model.bound`` allows. The result does not hang on the order of rows.
    """
    records = records_of(register.sort("record_id"))
    side = Side.whole(np.arange(records.height))
    found = candidate_pairs(records, side, side, model.rules)
    once = found.left < found.right
    a, b = found.left[once].astype(np.int64), found.right[once].astype(np.int64)
    model, odds = _odds(records, side, model, (a, b))
    merges = merges_of(records.height, a, b, odds)
    taken = merges.within(model.bound)
    whose = records.ids.gather(clusters(records.height, merges, taken))
    frame = pl.DataFrame({"record_id": records.ids, "cluster": whose})
    share, stop = (merges.expected_false()[taken - 1], merges.odds[taken - 1] / 1000) if taken else (0.0, np.inf)
    return Deduplicated(frame, float(share), float(stop), model, found.counts, len(a))


def _odds(
    records: Records, side: Side, model: Model, pairs: tuple[np.ndarray, np.ndarray]
) -> tuple[Model, np.ndarray]:
    """The trained model and log2 odds of the pairs, thousandths of a bit."""
    levels = compared(records, *pairs, model.comparisons)
    if not model.training:
        declared = model
        model = trained_on(declared, records, side, side, Patterns.of(levels), 0)
        odds = _weighed(model, records, side, pairs, levels)
        variants = learned_variants(model, records, pairs, levels, odds)
        if any(variants.values()):
            declared = declared.with_variants(variants)
            for place, comparison in enumerate(declared.comparisons):
                if variants.get(comparison.name):
                    levels[:, place] = compared(records, *pairs, [comparison])[:, 0]
            model = trained_on(declared, records, side, side, Patterns.of(levels), 0)
    return model, _weighed(model, records, side, pairs, levels)


def _weighed(
    model: Model, records: Records, side: Side, pairs: tuple[np.ndarray, np.ndarray], levels: np.ndarray
) -> np.ndarray:
    patterns = Patterns.of(levels)
    return weighed(model, patterns, rarity(model, records, pairs, patterns, (side, side)))[1]
