"""What a model is trained on: random pairs, pairs of one birth date, pairs of kin; and how frequent values are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.comparison import compared, values_of
from pipelines.linkage.levels import Name, Number
from pipelines.linkage.model import Comparison, Model
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Records
from pipelines.linkage.strangers import certainty
from pipelines.linkage.weights import Sample, given_mask, trained, with_chances

_SEED = 20260901
_GIVEN_PAIRS = 100_000
_KIN_PAIRS = 50_000
#: However well two registers match, one record in fifty may be a newcomer's or a stranger's.
_FEWEST_UNMATCHED = 0.02
#: Trainings, from the second on with sampled pairs counted by what the one before believed of them.
#: On 50,000 records a fifth moves no weight by a hundredth of a bit.
_ROUNDS = 4


def trained_on(model: Model, records: Records, left: Side, right: Side, patterns: Patterns, fast: int) -> Model:
    """The model trained without labels on those two sides: u from random pairs, kin from families, m from patterns.

    ``fast``: how many pairs among the patterns the fast path took; the expectation starts from them.
    """
    a, b = sorted((left.rows, right.rows), key=lambda rows: str(records.ids[int(rows[0])]) if len(rows) else "")
    smaller = min(len(a), len(b))
    matches = max(fast, model.expected_matches * smaller, 1.0)
    all_pairs = len(a) * (len(a) - 1) / 2 if a is b else float(len(a)) * len(b)
    known = isinstance(records, Persons)
    shown = _persons_shown(model, records, a, b) if known else _shown(model, records, a, b)
    sampled = (len(shown.random.levels), len(shown.kin.levels))
    found = model
    for round_ in range(1 if known else _ROUNDS):
        shown = shown.doubted(found) if round_ else shown
        found = with_chances(model, shown.random, shown.given(model), shown.kin)
        found = trained(found, patterns, max(all_pairs, 2 * matches), matches, sampled)
    return found if a is b else _with_unmatched(found, smaller)


def _with_unmatched(model: Model, smaller: int) -> Model:
    """The trained model that knows how many records of the smaller register have nobody in the other."""
    training = model.training
    if training is None or not smaller:
        return model
    share = max((smaller - training.matches + 1) / (smaller + 2), _FEWEST_UNMATCHED)
    return replace(model, training=replace(training, unmatched=float(f"{share:.6g}")))


@dataclass(frozen=True)
class _Shown:
    """Sampled pairs: random ones, ones that agree on what comparisons are conditioned on (by comparison), kin."""

    random: Sample
    agreeing: dict[str, Sample] | None
    kin: Sample

    def given(self, model: Model) -> dict[str, Sample]:
        """The pairs that agree on what is conditioned on: those sampled so, else those among the random ones."""
        if self.agreeing is not None:
            return self.agreeing
        conditioned = [one for one in model.comparisons if one.given]
        masks = {one.given[0]: given_mask(model, self.random.levels, one) for one in conditioned if one.given}
        return {name: self.random.where(mask) for name, mask in masks.items()}

    def doubted(self, model: Model) -> _Shown:
        """The same, each random pair as surely of strangers as that trained model takes it to be."""
        levels = self.random.levels
        return replace(self, random=Sample(levels, certainty(model, levels)))


def _shown(model: Model, records: Records, a: np.ndarray, b: np.ndarray) -> _Shown:
    random = compared(records, *_random_pairs(a, b, model.random_pairs), model.comparisons)
    return _Shown(Sample.of(random), None, Sample.of(random[:0]))


def _persons_shown(model: Model, records: Persons, a: np.ndarray, b: np.ndarray) -> _Shown:
    random = compared(records, *_random_pairs(a, b, model.random_pairs), model.comparisons)
    agreeing = {
        other.name: compared(records, *_agreeing(values_of(records, other), a, b), model.comparisons)
        for other in _conditions(model)
    }
    return _Shown(
        Sample.of(_strangers(model, random)),
        {name: Sample.of(_strangers(model, levels)) for name, levels in agreeing.items()},
        Sample.of(_kin_levels(model, records, a, b)),
    )


def _conditions(model: Model) -> list[Comparison]:
    """The comparisons that others are conditioned on."""
    names = {one.given[0] for one in model.comparisons if one.given}
    return [one for one in model.comparisons if one.name in names]


def _random_pairs(a: np.ndarray, b: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(_SEED)
    count = min(most, 20 * (len(a) + len(b)) if len(a) and len(b) else 0)
    one, other = rng.choice(a, count), rng.choice(b, count)
    return one[one != other], other[one != other]


def _agreeing(values: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Random pairs of equal values, which say what other comparisons do when these agree."""
    rng = np.random.default_rng(_SEED + 1)
    a, b = a[values[a] >= 0], b[values[b] >= 0]
    b = b[np.argsort(values[b], kind="stable")]
    if not len(a) or not len(b):
        return a[:0], b[:0]
    one = rng.choice(a, min(_GIVEN_PAIRS, 4 * (len(a) + len(b))))
    first = np.searchsorted(values[b], values[one], side="left")
    last = np.searchsorted(values[b], values[one], side="right")
    other = first + (rng.random(len(one)) * (last - first)).astype(np.int64)
    some = last > first
    one, other = one[some], b[other[some]]
    return one[one != other], other[one != other]


def _kin_levels(model: Model, records: Persons, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Levels of pairs of kin under different names; none for a model that knows no kin."""
    if not model.kin_ratio:
        return np.zeros((0, len(model.comparisons)), dtype=np.uint8)
    kin = compared(records, *_kin_of(records, a, b), model.comparisons)
    place = model.places.get("name")
    return kin if place is None else kin[kin[:, place] != Name.EXACT]


def _kin_of(records: Persons, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of kin of each side; never across, where most would be one person."""
    pairs = [_kin_pairs(records, rows) for rows in ((a,) if a is b else (a, b))]
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


def _kin_pairs(records: Persons, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Neighbors in a list sorted by household, guardian or telephone, whichever shows most: members of one family."""
    pairs = []
    for values in (records.household, records.guardian_ids.first, records.phones.first):
        listed = rows[values[rows] >= 0]
        listed = listed[np.argsort(values[listed], kind="stable")]
        same = values[listed[1:]] == values[listed[:-1]]
        pairs.append((listed[:-1][same][:_KIN_PAIRS], listed[1:][same][:_KIN_PAIRS]))
    return max(pairs, key=lambda pair: len(pair[0]))


def _strangers(model: Model, levels: np.ndarray) -> np.ndarray:
    """Those levels without pairs that are one person by number and by name."""
    if not {"id", "name"} <= model.places.keys():
        return levels
    number, name = (levels[:, model.places[one]] for one in ("id", "name"))
    return levels[~np.isin(number, [Number.SAME, Number.ONE_EDIT, Number.CUT]) | (name > Name.ONE_CHAR)]
