"""Which grounds, guards and suspicions of a model a pair meets, and what stands for and against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.linkage.fast_path import agree_in_full
from pipelines.linkage.kinship import NO_KIN, Families, kin_of
from pipelines.linkage.levels import LEVELS, UNKNOWN
from pipelines.linkage.model import Ground, Guard, Model
from pipelines.linkage.pairs import DIFFERENT, Pairs
from pipelines.linkage.records import Records

BITS = 1000  # weights are whole thousandths of a bit


class Standing:
    """What stands for and against each pair of one model, before any is compared with its rivals.

    ``columns``: levels by comparison, and the facts of kin where there are ``families``. ``full``: the pair agrees as
    the fast path asks. ``ground``, ``guard``: the place of the first that is met, −1 for none. ``plausible``: probable
    enough for a look, or suspicious; ``suspicious_again``: even of a child that has a record. ``certain``: no sum of
    weaker agreements outweighs it.
    """

    def __init__(self, model: Model, records: Records, pairs: Pairs, families: Families | None = None) -> None:
        self.model, self.pairs, self.height = model, pairs, records.height
        levels = pairs.levels
        self.columns = {name: levels[:, column] for name, column in model.places.items()}
        self.review, self.link = log_odds(model.review_probability), log_odds(model.link_probability)
        self.full = agree_in_full(records, pairs.left, pairs.right)
        self.kin = kin_of(families, pairs.left, pairs.right, self.columns) if families else NO_KIN
        self.columns |= self.kin.facts
        suspicion = first_met(model.suspicions, self.columns)
        self.suspicious_again = np.array([one.again for one in model.suspicions] + [False])[suspicion]
        self.plausible = ((pairs.odds >= self.review) | (suspicion >= 0)) & (pairs.decided != DIFFERENT)
        self.ground = first_met(model.grounds, self.columns)
        self.guard = first_met(model.guards, self.columns)
        self.certain = self.full | (self.of_ground("outranks") & (self.guard < 0) & (pairs.odds >= self.link))

    def of_ground(self, what: str) -> np.ndarray:
        """That property of each pair's ground; False without one."""
        return np.array([getattr(ground, what) for ground in self.model.grounds] + [False])[self.ground]

    def levels(self, name: str) -> np.ndarray:
        """The levels of that comparison; UNKNOWN where the model has none."""
        return self.columns.get(name, np.full(len(self.pairs.left), UNKNOWN))


def first_met(conditions: Sequence[Ground | Guard], columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Per pair the place of the first condition whose levels it has; −1 for none. What nobody compared has no level."""
    met = np.full(len(next(iter(columns.values()))), -1)
    for place in range(len(conditions) - 1, -1, -1):
        fits = np.ones(len(met), dtype=bool)
        for name, codes in conditions[place].levels.items():
            wanted = [UNKNOWN if code == "unknown" else int(LEVELS[name][code.upper()]) for code in codes]
            among = np.zeros(UNKNOWN + 1, dtype=bool)
            among[wanted] = True
            fits &= among[columns[name]] if name in columns else among[UNKNOWN]
        met[fits] = place
    return met


def log_odds(probability: float) -> int:
    """log2 odds of that probability, in thousandths of a bit."""
    return round(float(np.log2(probability / (1 - probability))) * BITS)
