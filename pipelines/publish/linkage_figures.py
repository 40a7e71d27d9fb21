"""What the report shows of linkage: what a threshold costs, what blocking costs, what the model has learned, what is
too bare to be linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log2

import numpy as np
import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.linkage import Model
from pipelines.linkage.explain import TITLES
from pipelines.linkage.model import Rule
from pipelines.publish.words import SHORT, TERMS

_STEP = 0.5  # bits between two thresholds that are tried


def bits(probability: float) -> float:
    """log2 odds of a probability strictly between 0 and 1."""
    return log2(probability / (1 - probability))


def thresholds(model: Model) -> dict[str, float]:
    """``review`` and ``link`` → the match weight at which the trained model's probability reaches them."""
    asked = {"review": model.review_probability, "link": model.link_probability}
    return {name: bits(probability) - model.start for name, probability in asked.items()}


def below_link(selves: pl.DataFrame, models: Mapping[str, Model], say: Language = CHINESE) -> list[dict]:
    """Per register: ``register`` in words, ``records`` compared with themselves, ``below``: at most how many of them do
    not reach the link threshold, ``lowest`` weight of any and the ``threshold`` as a weight."""
    told = []
    for (problem, register), part in selves.group_by("problem", "register", maintain_order=True):
        asked = thresholds(models[str(problem)])["link"]
        below = part.filter(pl.col("weight") < asked)["records"].sum()  # the threshold's own bit counts whole
        told.append({"register": say(SHORT[str(register)]), "records": part["records"].sum(), "below": below,
                     "lowest": part["weight"].min(), "threshold": asked})
    return told


def trade_off(weights: pl.DataFrame, model: Model) -> pl.DataFrame:
    """``threshold, false, missed``: by the probabilities, wrong links and missed links if weight alone decided there.

    ``weights`` has ``match_weight, pairs, settled``; settled pairs have lost to another record and are left out.
    """
    open_ones = weights.filter(~pl.col("settled")).sort("match_weight")
    weight, pairs = open_ones["match_weight"].to_numpy(), open_ones["pairs"].to_numpy()
    odds = weight + model.start
    wrong, right = pairs / (1 + np.exp2(odds)), pairs / (1 + np.exp2(-odds))
    highest = max(weight.max(initial=0), thresholds(model)["link"])
    tried = np.arange(np.floor(weight.min(initial=0)), np.ceil(highest) + 1, _STEP)
    place = np.searchsorted(weight, tried, side="left")
    missed = np.concatenate([[0.0], np.cumsum(right)])[place]
    false = wrong.sum() - np.concatenate([[0.0], np.cumsum(wrong)])[place]
    return pl.DataFrame({"threshold": tried, "false": np.maximum(false, 0), "missed": missed})


def blocking(counts: pl.DataFrame, models: Mapping[str, Model], say: Language = CHINESE) -> pl.DataFrame:
    """``problem, rule, pairs, share, largest, blocks_left_out, pairs_left_out``, each problem's costliest rule first.

    ``rule`` is in words; ``share`` is of the pairs that all rules of the problem found, a pair once for each rule.
    """
    rules = {(name, rule.name): rule for name, model in models.items() for rule in model.rules}
    found = [rules.get(key) or Rule(key[1], (key[1],)) for key in counts.select("problem", "rule").rows()]
    told = [rule_words(rule, say) for rule in found]
    whole = pl.col("pairs").sum().over("problem")
    in_order = pl.Enum(counts["problem"].unique(maintain_order=True))
    return counts.with_columns(
        pl.col("problem").cast(in_order),
        rule=pl.Series(told, dtype=pl.String), share=pl.when(whole > 0).then(pl.col("pairs") / whole).otherwise(0.0),
    ).sort("problem", "pairs", descending=[False, True], maintain_order=True)


def rule_words(rule: Rule, say: Language = CHINESE) -> str:
    """A blocking rule in words: its terms, and where the right side's differ, against what each is held."""
    sides = zip(rule.left, rule.right or rule.left, strict=True)
    terms = [(say.within(TERMS.get(one, one)), say.within(TERMS.get(other, other))) for one, other in sides]
    return say("＋").join(one if one == other else f"{one}{say('／')}{other}" for one, other in terms)


def trainings(models: Mapping[str, Model], say: Language = CHINESE) -> list[dict]:
    """Per trained model: ``problem`` in words, ``prior``, ``iterations``, ``converged``, pairs it was trained on."""
    return [
        {"problem": "—".join(say(SHORT[side]) for side in (model.left, model.right)), "prior": one.prior,
         "iterations": one.iterations, "converged": one.converged, "random_pairs": one.random_pairs,
         "kin_pairs": one.kin_pairs, "likelihood": one.log_likelihood[-1] if one.log_likelihood else None}
        for model in models.values() if (one := model.training) is not None
    ]  # fmt: skip


def chances(model: Model) -> pl.DataFrame:
    """``comparison, level, m, u, weight``: per level in words how often it is seen among pairs of one person and among
    strangers, and log2 of their ratio; in the model's order."""
    return pl.DataFrame(list(_chances(model)), schema=["comparison", "level", "m", "u", "weight"], orient="row")


def _chances(model: Model) -> Iterator[tuple[str, str, float, float, float]]:
    for comparison in model.comparisons:
        title = TITLES.get(comparison.name, comparison.name)
        for level in comparison.levels:
            sentence = comparison.scale(comparison.code(level.level)).sentence
            yield title, sentence, level.m, level.u, log2(level.m / level.u)
