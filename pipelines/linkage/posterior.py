"""What a pair's probability is once its rivals are seen, how many links may be false, and where a bound on that cuts.

A pair's own odds treat it as if it stood alone. But one pupil is one child: what speaks for a rival speaks against the
pair. The posterior under that constraint (Fellegi–Sunter odds over one-to-one assignments, as in beta linkage, Sadinle
2017, here by sum-product over the contested pairs) is what observed shares agree with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.linkage.levels import UNKNOWN
from pipelines.linkage.model import Model
from pipelines.linkage.pairs import DIFFERENT, SAME, Pairs

#: Of children with a record, how many have a second one: enrolled twice, or with an old record beside the new.
_SECOND_RECORD = 0.002
#: Odds beyond 2⁶⁰ are no surer than 2⁶⁰; the estimate is not that good.
_SUREST = 60.0
#: Links that are false in a way no level shows: on hostile invented counties there was up to one in some 180,000.
_UNSHOWN = 1e-5
#: Rounds after which rivals have heard of each other's rivals, and the change of a probability that ends them sooner.
_ROUNDS, _STILL = 20, 1e-6


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
    rows = rows.astype(np.intp)
    return np.bincount(rows, minlength=1)[rows] > 1


def _contested(pairs: Pairs, person: np.ndarray, many: str, second_one: np.ndarray) -> np.ndarray:
    """As ``posterior``, of pairs that compete with others or were decided.

    Sum-product over the pairs' graph: a rival weighs as much as the records that it may own besides leave it free, and
    these as much as their other owners leave them. A brother with a record of his own is hardly a rival.
    """
    if not len(pairs.left):
        return np.zeros(0)
    of_left, of_right = _Candidates.of(pairs.left, pairs.right), _Candidates.of(pairs.right, person[pairs.left])
    odds = np.exp2(np.clip(pairs.odds / 1000, -_SUREST, _SUREST)) * np.where(second_one, _SECOND_RECORD, 1.0)
    odds = np.where(pairs.decided == DIFFERENT, 0.0, np.where(pairs.decided == SAME, 2**_SUREST, odds))
    odds = np.where(pairs.decided == DIFFERENT, 0.0, of_right.heaviest(odds))
    second = _SECOND_RECORD if many == "right" else 0.0
    left_free = np.ones(len(odds))
    found = before = np.zeros(len(odds))
    for _ in range(_ROUNDS):
        right_free = 1 / (1 + of_right.others(odds * left_free))
        if many != "both":
            others = of_left.others(odds * right_free)
            left_free = (1 + second * others) / (1 + others)
        own = odds * left_free * right_free
        found, before = own / (1 + own), found
        if np.abs(found - before).max() < _STILL:
            break
    return np.where(pairs.decided == SAME, 1.0, found)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Pairs grouped by a record here and somebody over there, several rows of whom count once, as the heaviest.

    ``order`` sorts pairs by both; ``group`` is each sorted pair's group, ``starts`` where groups begin, ``record`` each
    group's record, ``records`` where the groups of a record begin.
    """

    order: np.ndarray
    group: np.ndarray
    starts: np.ndarray
    record: np.ndarray
    records: np.ndarray

    @classmethod
    def of(cls, here: np.ndarray, there: np.ndarray) -> _Candidates:
        order = np.lexsort((there, here))
        new_record = np.diff(here[order], prepend=-1) != 0
        new_group = new_record | (np.diff(there[order], prepend=-1) != 0)
        starts = np.flatnonzero(new_group)
        return cls(order, np.cumsum(new_group) - 1, starts, (np.cumsum(new_record) - 1)[starts],
                   np.flatnonzero(new_record[starts]))  # fmt: skip

    def heaviest(self, values: np.ndarray) -> np.ndarray:
        """For every pair the greatest value of its group."""
        return self._to_pairs(np.maximum.reduceat(values[self.order], self.starts))

    def others(self, values: np.ndarray) -> np.ndarray:
        """For every pair the values, summed, of the other groups of its record here."""
        heaviest = np.maximum.reduceat(values[self.order], self.starts)
        best = np.maximum.reduceat(heaviest, self.records)[self.record]
        # The best is kept out of the sum, so that small rivals of a sure pair are not lost in rounding.
        champion = np.flatnonzero(heaviest == best)
        champion = champion[np.diff(self.record[champion], prepend=-1) != 0]
        small = heaviest.copy()
        small[champion] = 0.0
        rest = np.add.reduceat(small, self.records)[self.record]
        others = best + np.maximum(rest - heaviest, 0.0)
        others[champion] = rest[champion]
        return self._to_pairs(others)

    def _to_pairs(self, of_groups: np.ndarray) -> np.ndarray:
        found = np.empty(len(self.order))
        found[self.order] = of_groups[self.group]
        return found


@dataclass(frozen=True, slots=True)
class FalseLinks:
    """How many of the links are expected to be false, and how many are at most, with 95 % confidence."""

    expected: float
    at_most: int


def false_links(probabilities: np.ndarray, worst: np.ndarray) -> FalseLinks:
    """The false ones among links of those probabilities, and at most how many with what chance adds (Poisson).

    ``worst``: as ``at_worst`` tells it of each.
    """
    return FalseLinks(float(np.sum(1 - probabilities)), _quantile(float(np.sum(worst))))


def _quantile(mean: float) -> int:
    """The least number that a Poisson variable of that mean exceeds at most once in twenty times."""
    numbers = np.arange(1, int(mean + 6 * np.sqrt(mean)) + 10)
    logs = np.append(0, numbers * np.log(mean) - np.cumsum(np.log(numbers))) - mean if mean else np.zeros(1)
    return int(np.searchsorted(np.cumsum(np.exp(logs)), 0.95))


def at_worst(probabilities: np.ndarray, doubt: np.ndarray) -> np.ndarray:
    """The probability that each pair is two persons, were every match weight 1.645 standard errors too high.

    ``doubt``: the standard error of each pair's match weight, in bits (``standard_errors``). To each is added what no
    level shows: a model that has never seen a way to be wrong would call itself certain.
    """
    missing = np.maximum(1 - probabilities, 2.0**-_SUREST)
    worse = missing / (1 - missing) * np.exp2(1.645 * doubt)
    return np.minimum(worse / (1 + worse) + _UNSHOWN, 1.0)


def cut_for(bound: float, odds: np.ndarray, probabilities: np.ndarray) -> int:
    """The least odds (thousandths of a bit) from which on no more than that share of pairs is expected to be false.

    ``odds``: log2 odds of the pairs that would be linked, in thousandths of a bit; ``probabilities``: theirs. Above
    all of them when even the surest pair is not sure enough.
    """
    if len(odds) and np.sum(1 - probabilities) <= bound * len(odds):
        return int(odds.min())
    order = np.argsort(-odds, kind="stable")
    falling = odds[order]
    false = np.cumsum(1 - probabilities[order])
    last = np.diff(falling, append=-(2**62)) != 0  # pairs of equal odds stay or go together
    enough = np.flatnonzero((false <= bound * np.arange(1, len(falling) + 1)) & last)
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
