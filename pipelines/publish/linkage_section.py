"""The report's section on linkage: what blocking cost, what the models learned, what the thresholds cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.linkage import Model
from pipelines.publish import linkage_figures as figures
from pipelines.publish.words import SHORT, said

#: What linkage counts per blocking rule.
BLOCKING = {
    "problem": pl.String, "rule": pl.String, "pairs": pl.Int64, "largest": pl.Int64, "blocks_left_out": pl.Int64,
    "pairs_left_out": pl.Int64,
}  # fmt: skip
#: All compared pairs by whole bits of match weight, and records compared with themselves.
WEIGHTS = {"problem": pl.String, "match_weight": pl.Int64, "decision": pl.String, "pairs": pl.Int64}
SELVES = {"problem": pl.String, "register": pl.String, "weight": pl.Int64, "records": pl.Int64}
#: The pair of registers that proves schooling: its model and weights are drawn.
_DRAWN = "population-roll"
_COSTLIEST = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What linkage tells of itself: ``totals`` of each problem (``registers.TOTALS``), ``blocking`` counts (BLOCKING),
    trained ``models`` by problem, ``weights`` of all compared pairs (WEIGHTS), ``selves`` (SELVES)."""

    totals: pl.DataFrame
    blocking: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BLOCKING))
    models: Mapping[str, Model] = field(default_factory=dict)
    weights: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WEIGHTS))
    selves: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SELVES))


def linkage_section(told: Told, say: Language = CHINESE) -> dict[str, Any]:
    """What the template asks for: ``linkage`` (one entry per pair of registers), ``blocking`` (the same: its costliest
    rules, and all of them together), ``trainings``, ``bare`` (per register, what no link could be made of)."""
    return {
        "linkage": _problems(told.totals, say),
        "blocking": _blocking(figures.blocking(told.blocking, told.models, say), say),
        "trainings": figures.trainings(told.models, say), "bare": figures.below_link(told.selves, told.models, say),
    }


def linkage_pictures_of(told: Told, published: pl.DataFrame, say: Language = CHINESE) -> dict[str, str]:
    """Name → SVG, for _DRAWN: the weights of its pairs, what moving its threshold costs, what its model learned, what
    could never be linked; none untrained. ``published`` is the answer of ``sql/reports/weights.sql``."""
    # Altair takes long to import, and `rollcall init` comes through this package too.
    from pipelines.publish import linkage_pictures as pictures

    model, ours = told.models.get(_DRAWN), _of_drawn(published)
    compared, selves = (frame.filter(pl.col("problem") == _DRAWN) for frame in (told.weights, told.selves))
    if model is None or model.training is None or compared.is_empty():
        return {}
    thresholds = figures.thresholds(model)
    named = selves.with_columns(pl.col("register").replace(said(SHORT, say)))
    return {
        "weights": pictures.weights(compared.rename({"match_weight": "weight"}), thresholds, say),
        "trade_off": pictures.trade_off(figures.trade_off(ours, model), thresholds, say),
        "chances": pictures.chances(figures.chances(model), say),
        "likelihood": pictures.likelihood(model.training.log_likelihood, say),
        "unlinkables": pictures.unlinkables(named, thresholds, say),
    }


def _problems(totals: pl.DataFrame, say: Language) -> list[dict[str, Any]]:
    sides = pl.col("problem").str.split("-").list.eval(pl.element().replace(said(SHORT, say))).list.join("—")
    told = pl.Series([_probability(one) for one in totals["link_probability"]], dtype=pl.String)
    return totals.with_columns(problem=sides, link_probability=told).to_dicts()


def _probability(value: float) -> str:
    """0.9999; what seven digits would show as 1, as what is missing to it."""
    return f"{value:.7g}" if 1 - value >= 1e-7 else f"1 − {1 - value:.1e}"


def _of_drawn(weights: pl.DataFrame) -> pl.DataFrame:
    return weights.filter(pl.concat_str("left_source", pl.lit("-"), "right_source") == _DRAWN)


def _blocking(told: pl.DataFrame, say: Language) -> list[dict[str, Any]]:
    """Per pair of registers: ``problem`` in words, ``rules`` (the costliest), and what all of them come to."""
    added = pl.col("pairs", "blocks_left_out", "pairs_left_out").sum()
    sums = (pl.len().alias("count"), added, pl.col("largest").max())
    return [
        {"problem": "—".join(say(SHORT[side]) for side in str(problem).split("-")),
         "rules": part.head(_COSTLIEST).to_dicts(), **part.select(sums).row(0, named=True),
         "largest_rule": part.sort("largest", descending=True)["rule"][0]}
        for (problem,), part in told.group_by("problem", maintain_order=True)
    ]  # fmt: skip
