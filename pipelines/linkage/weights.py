"""What agreement is worth: training without labels (Fellegi–Sunter, EM on counts of level patterns), and weighing.

A pair is of one person, of two strangers, or of two members of one family (kin). Brothers share surname, guardian,
telephone and village; weighed as strangers they would look like one person. Each class has its own level
probabilities, so family evidence counts once, and what separates brothers decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.linkage.levels import UNKNOWN
from pipelines.linkage.model import Comparison, Model, Training, Weighed
from pipelines.linkage.parts import each, parts
from pipelines.linkage.patterns import Patterns

#: Declared probabilities count as much as this many pairs of each class.
_STRENGTH_M = 100.0
_STRENGTH_U = 2.0
_MOST_ITERATIONS = 60
_STILL = 1e-6
_SMALLEST = 1e-12
#: Of kin, no more than this share is believed to bear another's number, whatever a small register seems to show.
_MOST_LEARNED = 0.05


@dataclass(frozen=True)
class Sample:
    """Levels of sampled pairs, a row each, and how surely each pair is of strangers (1: is one of them)."""

    levels: np.ndarray
    certainty: np.ndarray

    @classmethod
    def of(cls, levels: np.ndarray) -> Sample:
        """Pairs that are all of strangers."""
        return cls(levels, np.ones(len(levels)))

    def where(self, mask: np.ndarray) -> Sample:
        """Those of its pairs."""
        return Sample(self.levels[mask], self.certainty[mask])

    def seen(self, column: int) -> np.ndarray:
        """How often each level of that comparison is seen among strangers."""
        return np.bincount(self.levels[:, column], weights=self.certainty, minlength=UNKNOWN + 1)


def given_mask(model: Model, levels: np.ndarray, comparison: Comparison) -> np.ndarray:
    """True where the pair agrees, as strongly as is asked or more, on what the comparison is conditioned on."""
    if comparison.given is None:
        return np.zeros(len(levels), dtype=bool)
    other, level = comparison.given
    return levels[:, model.places[other]] <= model.comparison(other).code(level)


def with_chances(model: Model, random: Sample, given: Mapping[str, Sample], kin: Sample) -> Model:
    """The model with u and kin probabilities counted in levels of random pairs, of random pairs that agree on what is
    conditioned on (``given``, by comparison), of pairs of kin, and of those of them that agree so; declared values
    weigh in where counts are small."""
    comparisons = []
    for column, comparison in enumerate(model.comparisons):
        u = _counted(comparison, random.seen(column), "u", [level.u for level in comparison.levels])
        u_given = _given_counted(comparison, given, column)
        of_kin = _kin_counted(comparison, kin.seen(column), [level.kin for level in comparison.levels])
        alike = kin.where(given_mask(model, kin.levels, comparison)).seen(column)
        kin_given = _kin_counted(comparison, alike, [level.kin_given for level in comparison.levels])
        levels = zip(comparison.levels, u, u_given, of_kin, kin_given, strict=True)
        counted = tuple(
            replace(level, u=_rounded(a), u_given=_rounded_if_any(b), kin=_rounded_if_any(c),
                    kin_given=_rounded_if_any(d))
            for level, a, b, c, d in levels
        )
        comparisons.append(replace(comparison, levels=counted))
    return replace(model, comparisons=tuple(comparisons))


def _given_counted(
    comparison: Comparison, given: Mapping[str, Sample], column: int
) -> Sequence[float | None]:
    """u of each level among pairs that agree on what the comparison is conditioned on; None without a condition."""
    if not comparison.given:
        return [None] * len(comparison.levels)
    seen = given[comparison.given[0]].seen(column)
    return _counted(comparison, seen, "u", [level.u_given or level.u for level in comparison.levels])


def _kin_counted(
    comparison: Comparison, seen: np.ndarray, kin: Sequence[float | None]
) -> Sequence[float | None]:
    """Chances among kin, counted only where they are declared for every level."""
    declared = [chance for chance in kin if chance is not None]
    return _counted(comparison, seen, "kin", declared) if len(declared) == len(kin) else kin


def _counted(comparison: Comparison, seen: np.ndarray, chance: str, declared: Sequence[float]) -> list[float]:
    """Share of each level among pairs where it is known. A declared value counts like two pairs seen."""
    codes = [comparison.code(level.level) for level in comparison.levels]
    known = float(seen[codes].sum())
    shares = np.array(
        [
            (seen[code] + _STRENGTH_U) / (known + _STRENGTH_U / share)
            for code, share in zip(codes, declared, strict=True)
        ]
    )
    fixed = np.array([chance in level.fixed for level in comparison.levels])
    shares = np.where(fixed, declared, shares)
    rest = (1 - shares[fixed].sum()) / shares[~fixed].sum()
    return [float(share if keep else share * rest) for share, keep in zip(shares, fixed, strict=True)]


def trained(model: Model, patterns: Patterns, all_pairs: float, matches: float, sampled: tuple[int, int]) -> Model:
    """The model with m probabilities and the share of matches learned from those candidate patterns.

    ``all_pairs``: pairs of the two registers; those that are no candidates are no matches. ``matches``: how many are
    expected before training. Deterministic: sums run over patterns in a fixed order.
    """
    declared, prior, still = model, matches, False
    history: list[float] = []
    while not still and len(history) < _MOST_ITERATIONS:
        belief, kin, likelihood = _belief(model, patterns, prior / all_pairs)
        model = _with_m(model, declared, patterns, belief)
        model = _with_learned(model, declared, patterns, kin, prior)
        found = max(float((belief * patterns.counts).sum()), 0.5)
        history.append(round(likelihood, 3))
        still = abs(found - prior) <= _STILL * found
        prior = found
    model = in_order(model)
    return replace(model, training=Training(
        _rounded(prior / all_pairs), len(history), tuple(history), still, *sampled, round(prior, 1)))  # fmt: skip


def _belief(model: Model, patterns: Patterns, prior: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Probability of being one person, and of being kin, per pattern, and the log-likelihood of all."""
    m, u, kin = log_chances(model, patterns.levels)
    match = np.log2(prior) + m
    kin = _kin_share(model, prior) + kin
    both = _sum_logs(match, _sum_logs(np.log2(1 - prior) + u, kin))
    return np.exp2(match - both), np.exp2(kin - both), float((both * patterns.counts).sum())


def log_chances(model: Model, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """log2 probability of each row of levels under one person, strangers, kin."""
    sums = [np.zeros(len(levels)) for _ in range(3)]
    for column, comparison in enumerate(model.comparisons):
        m, u, u_given, kin, kin_given = tables(comparison)
        codes, given = levels[:, column], given_mask(model, levels, comparison)
        sums[0] += m[codes]
        sums[1] += np.where(given, u_given[codes], u[codes])
        sums[2] += np.where(given, kin_given[codes], kin[codes])
    return sums[0], sums[1], sums[2]


def tables(comparison: Comparison) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """log2 m, u, u_given, kin and kin_given by level code; 0 for UNKNOWN, which says nothing."""
    found = np.zeros((5, UNKNOWN + 1))
    for level in comparison.levels:
        kin = level.m if level.kin is None else level.kin
        kin_given = kin if level.kin_given is None else level.kin_given
        found[:, comparison.code(level.level)] = np.log2([level.m, level.u, _u_given(level), kin, kin_given])
    return found[0], found[1], found[2], found[3], found[4]


def _u_given(level: Weighed) -> float:
    return level.u if level.u_given is None else level.u_given


def _kin_share(model: Model, prior: float) -> float:
    return float(np.log2(prior * model.kin_ratio)) if model.kin_ratio else -1e9


def _sum_logs(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.logaddexp2(a, b)


def _with_m(model: Model, declared: Model, patterns: Patterns, belief: np.ndarray) -> Model:
    comparisons = []
    for column, (comparison, before) in enumerate(zip(model.comparisons, declared.comparisons, strict=True)):
        seen = np.bincount(patterns.levels[:, column], weights=belief * patterns.counts, minlength=UNKNOWN + 1)
        codes = [comparison.code(level.level) for level in comparison.levels]
        total = seen[codes].sum() + _STRENGTH_M
        m = [(seen[code] + _STRENGTH_M * level.m) / total for code, level in zip(codes, before.levels, strict=True)]
        levels = tuple(replace(level, m=_rounded(value)) for level, value in zip(comparison.levels, m, strict=True))
        comparisons.append(replace(comparison, levels=levels))
    return replace(model, comparisons=tuple(comparisons))


def _with_learned(model: Model, declared: Model, patterns: Patterns, kin: np.ndarray, matches: float) -> Model:
    """The model with the chances among kin that are learned: of the pairs of kin that there are, so many were seen so.

    ``kin``: probability of being kin per pattern. Pairs that are no candidates are not of such a level.
    """
    there = matches * model.kin_ratio + _STRENGTH_U
    comparisons = []
    for column, (comparison, before) in enumerate(zip(model.comparisons, declared.comparisons, strict=True)):
        levels = list(comparison.levels)
        for place, level in enumerate(before.levels):
            if "kin" in level.learned and level.kin is not None:
                seen = float((kin * patterns.counts)[patterns.levels[:, column] == comparison.code(level.level)].sum())
                chance = _rounded(min(max(seen / there, level.kin), _MOST_LEARNED))
                levels[place] = replace(levels[place], kin=chance, kin_given=chance)
        comparisons.append(replace(comparison, levels=tuple(levels)))
    return replace(model, comparisons=tuple(comparisons))


def in_order(model: Model) -> Model:
    """The model with no level weighing more than a stronger one: such neighbors get their common weight.

    What gives way is u, not m: a rare level is hardly ever seen among strangers, and its m counts against kin as well.
    """
    return replace(model, comparisons=tuple(_in_order(comparison) for comparison in model.comparisons))


def _in_order(comparison: Comparison) -> Comparison:
    m = [level.m for level in comparison.levels]
    u = _falling(m, [level.u for level in comparison.levels])
    given = _falling(m, [_u_given(level) for level in comparison.levels]) if comparison.given else None
    told = given or [level.u_given for level in comparison.levels]
    levels = zip(comparison.levels, u, told, strict=True)
    return replace(comparison, levels=tuple(replace(level, u=one, u_given=other) for level, one, other in levels))


def _falling(m: Sequence[float], u: Sequence[float]) -> list[float]:
    """u such that m / u never rises from level to level; neighbors that would are given the ratio of their sums."""
    blocks: list[list[int]] = []
    for place in range(len(m)):
        blocks.append([place])
        while len(blocks) > 1 and _ratio(m, u, blocks[-2]) < _ratio(m, u, blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [
        _rounded(m[place] / _ratio(m, u, block)) if len(block) > 1 else u[place] for block in blocks for place in block
    ]


def _ratio(m: Sequence[float], u: Sequence[float], block: Sequence[int]) -> float:
    return sum(m[place] for place in block) / sum(u[place] for place in block)


def _rounded(value: float) -> float:
    return float(f"{max(value, _SMALLEST):.6g}")


def _rounded_if_any(value: float | None) -> float | None:
    return None if value is None else _rounded(value)


def weighed(
    model: Model, patterns: Patterns, rarity: np.ndarray, twinned: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Per pair: match weight (log2 Bayes factor, thousandths, whole numbers) and log2 odds of being one person (same).

    ``rarity``: bits by which strangers agree more (or, negative, less) often on this pair's values than on usual
    ones; ``twinned``: the same for kin. Needs a trained model.
    """
    chances = log_chances(model, patterns.levels)
    twinned = np.broadcast_to(twinned, rarity.shape)
    thousandths = np.empty(len(rarity), dtype=np.int64)

    def weigh(part: slice) -> None:
        m, u, kin = (patterns.at(part).of_pairs(one) for one in chances)
        thousandths[part] = np.rint(_factor(model, m, u, kin, rarity[part], twinned[part]) * 1000)

    each(weigh, parts(len(rarity)))
    return thousandths, thousandths + round(model.start * 1000)


def match_weight(model: Model, levels: np.ndarray) -> np.ndarray:
    """log2 Bayes factor of each row of levels, for values of usual frequency. Needs a trained model."""
    return _factor(model, *log_chances(model, levels))


def _factor(
    model: Model,
    m: np.ndarray,
    u: np.ndarray,
    kin: np.ndarray,
    rarity: np.ndarray | float = 0.0,
    twinned: np.ndarray | float = 0.0,
) -> np.ndarray:
    prior = model.prior
    if not model.kin_ratio:
        return m - (np.log2(1 - prior) + u + rarity)
    return m - _sum_logs(np.log2(1 - prior) + u + rarity, _kin_share(model, prior) + kin + twinned)
