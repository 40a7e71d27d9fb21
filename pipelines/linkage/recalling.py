"""What tonight's linkage has of an earlier night: which models serve, what is remembered of each problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.carried import Carried, Compared, Recall, Recalled, keys_of
from pipelines.linkage.model import Model
from pipelines.linkage.records import Records


@dataclass(frozen=True)
class Recalling:
    """What tonight knows of an earlier night, and tonight's own keys."""

    as_of: date
    keys: np.ndarray
    recall: Recall | None

    @property
    def known(self) -> float:
        """The share of tonight's records whose pairs are remembered."""
        return 1 - self.recall.changed if self.recall else 0.0

    def of(self, problem: str, declared: Model) -> tuple[Model, Recalled | None]:
        """The model that serves tonight, trained or as declared; and what is remembered of the problem."""
        if self.recall is None:
            return declared, None
        return self.recall.carried.models.get(problem, declared), self.recall.of_problem(problem)

    def tomorrow(self, models: Mapping[str, Model], compared: Mapping[str, Compared]) -> Carried:
        """What the next night is to know."""
        if self.recall is None:
            return Carried(models, self.as_of, 0.0, self.keys, compared)
        before = self.recall.carried
        changed = before.changed + self.recall.changed
        return replace(before, models=models, changed=changed, keys=self.keys, problems=compared)


def recalling(records: Records, sides: Mapping[str, Side], as_of: date, carried: Carried | None) -> Recalling:
    """What is carried, beside tonight's records; nothing where it is worn."""
    keys = keys_of(records, sides)
    recall = Recall.of(carried, keys) if carried else None
    serves = recall and not recall.carried.worn(as_of, recall.changed)
    return Recalling(as_of, keys, recall if serves else None)
