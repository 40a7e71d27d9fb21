"""What one night's linkage leaves for the next: trained models, and every compared pair with how far it agreed.

Whether a blocking rule finds a pair, and how far the pair agrees, hang on nothing but what its two records say. So both
are carried from night to night; only pairs with a record that is new, or says something else, or was settled and is
open again, are looked for and compared. All that hangs on more than two records (weights by how frequent values are,
rivals, families, bounds) is worked out anew every night: the result is that of comparing everything, by construction.

Records are known again by what they say, not by their ids: a file that is exported anew renames every row. The
memory holds no name and no number, but keys made of them: it is to be kept as what it is made of is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl

from pipelines.linkage.answer import Answer
from pipelines.linkage.blocking import Candidates, Side, candidate_pairs
from pipelines.linkage.model import Model, Rule
from pipelines.linkage.pairs import Asked
from pipelines.linkage.records import NONE, Records

_SEED = 20260902
#: Keeps the keys of records that say the same apart.
_APART = np.uint64(0x9E3779B97F4A7C15)
#: What a record was to a problem: not of its sides, of one of them and settled, or open to everybody.
_ABSENT, _SETTLED, _OPEN = 0, 1, 2
Compare = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Compared:
    """One problem's compared pairs, by the numbers of the records, ordered by left and right.

    ``rules`` has a bit for each blocking rule that found the pair, 0 where none did; ``levels`` a row a pair;
    ``standing`` what each record was to the problem (0: none of it, 1: settled by the fast path, 2: open). ``counts``
    are of the night on which everything was looked for.
    """

    left: np.ndarray
    right: np.ndarray
    rules: np.ndarray
    levels: np.ndarray
    standing: np.ndarray
    counts: pl.DataFrame


@dataclass(frozen=True)
class Wear:
    """How long trained models serve: so many days, and until so large a share of the records has changed since."""

    days: int = 30
    share: float = 0.1


@dataclass(frozen=True)
class Carried:
    """What is carried: ``models`` by problem, as trained on the night of ``trained``; ``keys``, one a record;
    ``problems``: what was compared last night. ``changed`` is the share of records that changed since the training,
    night by night, summed up. ``answer``: all that the linkage found, for a night that asks the same."""

    models: Mapping[str, Model]
    trained: date
    changed: float
    keys: np.ndarray
    problems: Mapping[str, Compared]
    wear: Wear = field(default_factory=Wear)
    answer: Answer | None = None

    def of_models_only(self) -> Carried:
        """The same models, and nothing remembered of pairs: everything is looked for and compared."""
        return replace(self, problems={}, answer=None)

    def worn(self, as_of: date, changed: float) -> bool:
        """True when the models are to be trained anew: they are too old, or too much has changed since."""
        age = abs((as_of - self.trained).days)
        return age > self.wear.days or self.changed + changed > self.wear.share

    def answer_to(self, asked: str, as_of: date) -> Answer | None:
        """The answer to that question, if it is carried and its models still serve."""
        known = self.answer is not None and self.answer.asked == asked and not self.worn(as_of, 0.0)
        return self.answer if known else None


def keys_of(records: Records, sides: Mapping[str, Side]) -> np.ndarray:
    """A key for every record, made of all that it says, of its register and of whether it may be a pupil's.

    Of records that say the same, the first, second … have keys of their own. A night's date is part of no key.
    """
    register, pupil = np.zeros(records.height, dtype=np.uint8), np.zeros(records.height, dtype=bool)
    for place, side in enumerate(sides.values()):
        register[side.rows], pupil[side.rows] = place, side.pupil
    told = records.frame.drop("record_id").with_columns(pl.Series("register", register), pl.Series("pupil", pupil))
    said = told.hash_rows(_SEED).alias("said")
    keys, alike = said.to_numpy().copy(), np.flatnonzero(said.is_duplicated().to_numpy())
    again = said.gather(alike).to_frame().select(pl.int_range(pl.len(), dtype=pl.UInt64).over("said")).to_series()
    keys[alike] += again.to_numpy() * _APART
    return keys


@dataclass(frozen=True)
class Recall:
    """What is carried, as tonight's records know it: ``now`` is the row of each remembered record, ``then`` the place
    of each of tonight's among the remembered; −1 for none."""

    carried: Carried
    now: np.ndarray
    then: np.ndarray

    @classmethod
    def of(cls, carried: Carried, keys: np.ndarray) -> Recall:
        """What is carried, beside tonight's keys."""
        before = pl.DataFrame({"key": carried.keys, "old": np.arange(len(carried.keys), dtype=np.int32)})
        tonight = pl.DataFrame({"key": keys, "new": np.arange(len(keys), dtype=np.int32)})
        both = tonight.join(before, on="key")
        now, then = np.full(len(carried.keys), NONE, dtype=np.int32), np.full(len(keys), NONE, dtype=np.int32)
        old, new = both["old"].to_numpy(), both["new"].to_numpy()
        now[old], then[new] = new, old
        return cls(carried, now, then)

    @property
    def changed(self) -> float:
        """The share of tonight's records that are not remembered."""
        return float((self.then == NONE).mean()) if len(self.then) else 0.0

    def of_problem(self, name: str) -> Recalled | None:
        """What is remembered of that problem, in tonight's rows; None when nothing is."""
        compared = self.carried.problems.get(name)
        return None if compared is None else Recalled.of(self, compared)


@dataclass(frozen=True)
class Recalled:
    """One problem's remembered pairs of records that are here tonight: rows, rules, levels; what each of tonight's
    records was then (``standing``), and the counts of the night on which everything was looked for."""

    left: np.ndarray
    right: np.ndarray
    rules: np.ndarray
    levels: np.ndarray
    standing: np.ndarray
    counts: pl.DataFrame

    @classmethod
    def of(cls, recall: Recall, compared: Compared) -> Recalled:
        """Those of the compared pairs of which both records are here."""
        left, right = recall.now[compared.left], recall.now[compared.right]
        # Within one register, which of two rows comes first may have changed.
        left, right = np.minimum(left, right), np.maximum(left, right)
        here = left >= 0
        standing = np.where(recall.then >= 0, compared.standing[recall.then], _ABSENT) if len(compared.standing) else (
            np.zeros(len(recall.then), dtype=np.uint8))
        left, right, levels = left[here], right[here], compared.levels[here]
        order = np.argsort(_codes(left, right, len(recall.then)), kind="stable")
        return cls(left[order], right[order], compared.rules[here][order], levels[order], standing, compared.counts)

    def candidates(self, records: Records, left: Side, right: Side, rules: tuple[Rule, ...]) -> Candidates:
        """As ``blocking.candidate_pairs``, counts aside: what was found before is not looked for again."""
        standing = standing_of(records.height, left, right)
        touched = standing > self.standing
        fresh = candidate_pairs(records, left, right, rules, touched)
        if _left_out(fresh.counts) or _left_out(self.counts) or any(rule.both_open for rule in rules):
            # A block too large to be looked at, then or tonight: its pairs come and go with others than their own.
            return candidate_pairs(records, left, right, rules)
        one, other = standing[self.left], standing[self.right]
        kept = (self.rules != 0) & ~touched[self.left] & ~touched[self.right]
        kept &= (np.minimum(one, other) > _ABSENT) & (np.maximum(one, other) == _OPEN)
        a, b = (np.concatenate(both) for both in ((self.left[kept], fresh.left), (self.right[kept], fresh.right)))
        order = np.argsort(_codes(a, b, records.height), kind="stable")
        bits = np.concatenate([self.rules[kept], fresh.rules])
        return Candidates(a[order], b[order], bits[order], self.counts)

    def levels_of(self, left: np.ndarray, right: np.ndarray, compare: Compare) -> np.ndarray:
        """As ``compare`` says of those pairs: from memory where they are remembered."""
        height = len(self.standing)
        known, asked = _codes(self.left, self.right, height), _codes(left, right, height)
        place = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
        found = known[place] == asked if len(known) else np.zeros(len(asked), dtype=bool)
        levels = np.empty((len(left), self.levels.shape[1]), dtype=np.uint8)
        levels[found] = self.levels[place[found]]
        levels[~found] = compare(left[~found], right[~found])
        return levels


def standing_of(height: int, left: Side, right: Side) -> np.ndarray:
    """What each of so many records is to a problem of those two sides: 0 none of it, 1 settled, 2 open."""
    standing = np.zeros(height, dtype=np.uint8)
    for side in (left, right):
        standing[side.rows] = np.where(side.open, _OPEN, _SETTLED)
    return standing


def remembered(asked: Asked, levels: np.ndarray, standing: np.ndarray, counts: pl.DataFrame) -> Compared:
    """The pairs that were asked about tonight, for tomorrow."""
    return Compared(asked.left, asked.right, asked.rules, levels, standing, counts)


def _codes(left: np.ndarray, right: np.ndarray, height: int) -> np.ndarray:
    return left.astype(np.int64) * height + right


def _left_out(counts: pl.DataFrame) -> bool:
    return bool(counts["blocks_left_out"].sum())
