"""What a pair's probability is once its rivals are seen, how many links may be false, and where a bound on that cuts.

A pair's own odds treat it as if it stood alone. But one pupil is one child: what speaks for a rival speaks against the
pair. The posterior under that constraint (Fellegi–Sunter odds normalized over the competing pairs, as in beta linkage,
Sadinle 2017, here over each record's rivals one record at a time) is what observed shares agree with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import pdtrik

from pipelines.linkage.levels import UNKNOWN
from pipelines.linkage.model import Model
from pipelines.linkage.pairs import DIFFERENT, SAME, Pairs

#: Of children with a record, how many have a second one: enrolled twice, or with an old record beside the new.
_SECOND_RECORD = 0.002
#: Odds beyond 2⁶⁰ are no surer than 2⁶⁰; the estimate is not that good.
_SUREST = 60.0


def posterior(pairs: Pairs, person: np.ndarray, many: str, placed: np.ndarray | None = None) -> np.ndarray:
    """The probability of every pair, given all pairs of both its records. What people decided is 1 or 0.

    ``person`` numbers rows, suspected duplicates alike: the rows of one person do not compete for a record, and each
    is as sure to own it as the surest of them. ``many`` as in ``Model``: a person's second right record is rare
    ('right') or impossible ('none'); evidence ('both') competes for nothing but its owner. ``placed`` marks right
    records whose person has another left record for certain, known through a third register: one more is a second
    record, be it the best there is among these pairs.
    """
    second = np.zeros(len(pairs.left), dtype=bool) if placed is None else placed[pairs.right]
    contested = np.flatnonzero(_again(pairs.left) | _again(pairs.right) | (pairs.decided != 0) | second)
    found = 1 / (1 + np.exp2(-np.clip(pairs.odds / 1000, -_SUREST, _SUREST)))
    found[contested] = _contested(pairs.at(contested), person, many, second[contested])
    return found


def _again(rows: np.ndarray) -> np.ndarray:
    """True for pairs whose record stands in another pair too."""
    return np.bincount(rows, minlength=1)[rows] > 1


def _contested(pairs: Pairs, person: np.ndarray, many: str, second_one: np.ndarray) -> np.ndarray:
    odds = np.exp2(np.clip(pairs.odds / 1000, -_SUREST, _SUREST)) * np.where(second_one, _SECOND_RECORD, 1.0)
    odds = np.where(pairs.decided == DIFFERENT, 0.0, np.where(pairs.decided == SAME, 2**_SUREST, odds))
    own = odds = np.where(pairs.decided == DIFFERENT, 0.0, _of_person(pairs.right, person[pairs.left], odds))
    if many != "both":
        others = _of_others(pairs.left, pairs.right, odds)
        second = _SECOND_RECORD if many == "right" else 0.0
        own = odds * (1 + second * others) / (1 + others)
    rivals = _of_others(pairs.right, person[pairs.left], odds)
    return np.where(pairs.decided == SAME, 1.0, own / (1 + own + rivals))


def _of_person(here: np.ndarray, person: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """For every pair the heaviest odds of the pairs of the same record here with that person."""
    order = np.lexsort((-odds, person, here))
    first = (np.diff(here[order], prepend=-1) != 0) | (np.diff(person[order], prepend=-1) != 0)
    heaviest = np.empty(len(odds))
    heaviest[order] = odds[order][first][np.cumsum(first) - 1]
    return heaviest


def _of_others(here: np.ndarray, there: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """For every pair the odds, summed, of the pairs of the same record here with somebody else over there."""
    order = np.lexsort((-odds, there, here))
    first = np.diff(here[order], prepend=-1) != 0
    of_one = first | (np.diff(there[order], prepend=-1) != 0)
    group = np.cumsum(of_one) - 1
    heaviest = odds[order][of_one]  # of each (here, there): several rows of one person count once
    record = np.cumsum(first)[of_one] - 1
    best = np.zeros(int(record[-1]) + 1 if len(record) else 0)
    np.maximum.at(best, record, heaviest)
    # The best is kept out of the sum, so that small rivals of a sure pair are not lost in rounding.
    at_best = heaviest == best[record]
    champion = np.zeros(len(heaviest), dtype=bool)
    champion[np.flatnonzero(at_best)[np.unique(record[at_best], return_index=True)[1]]] = True
    rest = np.bincount(record, weights=np.where(champion, 0.0, heaviest), minlength=len(best))
    others = np.where(champion, rest[record], best[record] + np.maximum(rest[record] - heaviest, 0.0))
    found = np.empty(len(odds))
    found[order] = others[group]
    return found


@dataclass(frozen=True, slots=True)
class FalseLinks:
    """How many of the links are expected to be false, and how many are at most, with 95 % confidence."""

    expected: float
    at_most: int


def false_links(probabilities: np.ndarray, doubt: np.ndarray) -> FalseLinks:
    """The false ones among links of those probabilities.

    ``doubt``: the standard error of each link's match weight, in bits (``weights.standard_errors``); the bound takes
    every weight 1.645 of them lower, and then what chance adds (Poisson).
    """
    missing = np.maximum(1 - probabilities, 2.0**-_SUREST)
    worse = missing / (1 - missing) * np.exp2(1.645 * doubt)
    upper = float(np.sum(worse / (1 + worse)))
    return FalseLinks(float(np.sum(1 - probabilities)), _quantile(upper))


def _quantile(mean: float) -> int:
    """The least number that a Poisson variable of that mean exceeds at most once in twenty times."""
    return 0 if np.exp(-mean) >= 0.95 else int(np.ceil(pdtrik(0.95, mean)))


def cut_for(bound: float, odds: np.ndarray) -> int:
    """The least odds (thousandths of a bit) from which on no more than that share of pairs is expected to be false.

    ``odds``: log2 odds of the pairs that would be linked, in thousandths of a bit. Above all of them when even the
    surest pair is not sure enough.
    """
    falling = np.sort(odds)[::-1]
    false = np.cumsum(1 / (1 + np.exp2(falling / 1000)))
    enough = np.flatnonzero(false <= bound * np.arange(1, len(falling) + 1))
    return int(falling[enough[-1]]) if len(enough) else int(falling.max(initial=0)) + 1


def standard_errors(model: Model, levels: np.ndarray) -> np.ndarray:
    """The standard error, in bits, of the match weight of each row of levels of a trained model.

    A counted chance p of n pairs has the variance (1 − p) / (n p) on the natural logarithm (delta method); a chance
    that stays as declared is taken to be right within a factor of two.
    """
    training = model.training
    if training is None:
        raise ValueError("the model is not trained")
    variance = np.zeros(len(levels))
    for column, comparison in enumerate(model.comparisons):
        table = np.zeros(UNKNOWN + 1)
        for level in comparison.levels:
            u = np.log(2) ** 2 if "u" in level.fixed else (1 - level.u) / (training.random_pairs * level.u + 1)
            table[comparison.code(level.level)] = u + (1 - level.m) / (training.matches * level.m + 1)
        variance += table[levels[:, column]]
    return np.sqrt(variance) / np.log(2)
