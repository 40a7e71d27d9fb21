"""The report's section on linkage: what blocking cost, what the models learned, what the thresholds cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.linkage import Model
from pipelines.publish import linkage_figures as figures
from pipelines.publish.words import SHORT

#: What linkage counts per blocking rule.
BLOCKING = {
    "problem": pl.String, "rule": pl.String, "pairs": pl.Int64, "largest": pl.Int64, "blocks_left_out": pl.Int64,
    "pairs_left_out": pl.Int64,
}  # fmt: skip
#: The pair of registers that proves schooling: its model and weights are drawn.
_DRAWN = "population-roll"
_COSTLIEST = 10


def linkage_section(weights: pl.DataFrame, blocking: pl.DataFrame, models: Mapping[str, Model]) -> dict[str, Any]:
    """What the template asks for: ``blocking`` (one entry per pair of registers: its costliest rules, and all of them
    together), ``trainings``, and ``expected_false``, the wrong links of _DRAWN that its probabilities make expect.

    ``weights`` is the answer of ``sql/reports/weights.sql``.
    """
    model = _drawn(models)
    return {
        "blocking": _blocking(figures.blocking(blocking, models)), "trainings": figures.trainings(models),
        "expected_false": None if model is None else figures.expected_false(_of_drawn(weights), model),
    }


def linkage_pictures_of(weights: pl.DataFrame, models: Mapping[str, Model]) -> dict[str, str]:
    """Name → SVG: the weights of _DRAWN, what moving its threshold costs, what its model learned; none untrained."""
    # Altair takes long to import, and `rollcall init` comes through this package too.
    from pipelines.publish import linkage_pictures as pictures

    model, ours = _drawn(models), _of_drawn(weights)
    if model is None or model.training is None or ours.is_empty():
        return {}
    thresholds = figures.thresholds(model)
    return {
        "weights": pictures.weights(figures.histogram(ours), thresholds),
        "trade_off": pictures.trade_off(figures.trade_off(ours, model), thresholds),
        "chances": pictures.chances(figures.chances(model)),
        "likelihood": pictures.likelihood(model.training.log_likelihood),
    }


def _drawn(models: Mapping[str, Model]) -> Model | None:
    model = models.get(_DRAWN)
    return model if model is not None and model.training is not None else None


def _of_drawn(weights: pl.DataFrame) -> pl.DataFrame:
    return weights.filter(pl.concat_str("left_source", pl.lit("-"), "right_source") == _DRAWN)


def _blocking(told: pl.DataFrame) -> list[dict[str, Any]]:
    """Per pair of registers: ``problem`` in words, ``rules`` (the costliest), and what all of them come to."""
    added = pl.col("pairs", "blocks_left_out", "pairs_left_out").sum()
    sums = (pl.len().alias("count"), added, pl.col("largest").max())
    return [
        {"problem": "—".join(SHORT[side] for side in str(problem).split("-")),
         "rules": part.head(_COSTLIEST).to_dicts(), **part.select(sums).row(0, named=True),
         "largest_rule": part.sort("largest", descending=True)["rule"][0]}
        for (problem,), part in told.group_by("problem", maintain_order=True)
    ]  # fmt: skip
