"""Children whom the registry seems to list twice: one person, two rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Candidates, Side, candidate_pairs
from pipelines.linkage.carried import Compared, Recalled, standing_of
from pipelines.linkage.comparison import compared
from pipelines.linkage.components import components
from pipelines.linkage.conditions import first_met
from pipelines.linkage.county import DUPLICATES
from pipelines.linkage.frequency import rarity
from pipelines.linkage.model import Model
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.records import Records
from pipelines.linkage.training import trained_on
from pipelines.linkage.weights import weighed

COLUMNS = {"left_record": pl.String, "right_record": pl.String, "probability": pl.Float64, "why": pl.String}


@dataclass(frozen=True)
class Duplicates:
    """Rows of one register that are one person: ``pairs`` has COLUMNS (``why`` names the ground of the model).

    ``person`` numbers all records: rows of one person share the number of the first of them, all others have their
    own. ``model`` is trained; ``carried`` is what was compared, for the next night.
    """

    pairs: pl.DataFrame
    person: np.ndarray
    model: Model
    carried: Compared


def duplicates_of(
    records: Records, side: Side, model: Model = DUPLICATES, recalled: Recalled | None = None
) -> Duplicates:
    """The rows of that side that are one person by that model, trained now if it is not yet.

    What is ``recalled`` of an earlier night is neither looked for nor compared again.
    """
    found = (recalled.candidates if recalled else candidate_pairs)(records, side, side, model.rules)
    a, b, bits = _either_way(found, records.height)
    names = [comparison.name for comparison in model.comparisons]

    def compare(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return compared(records, left, right, model.comparisons)

    levels = recalled.levels_of(a, b, compare) if recalled else compare(a, b)
    patterns = Patterns.of(levels)
    if model.training is None:
        model = trained_on(model, records, side, side, patterns, 0)
    _, odds = weighed(model, patterns, rarity(model, records, (a, b), patterns, (side, side)))
    ground = first_met(model.grounds, {name: levels[:, column] for column, name in enumerate(names)})
    twice = ground >= 0
    frame = pl.DataFrame({
        "left_record": records.ids.gather(a[twice]),
        "right_record": records.ids.gather(b[twice]),
        "probability": np.round(1 / (1 + np.exp2(-odds[twice] / 1000)), 6),
        "why": pl.Series([model.grounds[place].name for place in ground[twice]], dtype=pl.String),
    }).select(*COLUMNS)  # fmt: skip
    carried = Compared(a, b, bits, levels, standing_of(records.height, side, side), found.counts)
    persons = _persons(records.height, a[twice], b[twice])
    return Duplicates(frame.sort("left_record", "right_record"), persons, model, carried)


def _either_way(found: Candidates, height: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each pair once, the lower row left, whichever of its rows a rule found on the left; and the rules' bits."""
    low, high = np.minimum(found.left, found.right), np.maximum(found.left, found.right)
    codes, place = np.unique(low.astype(np.int64) * height + high, return_inverse=True)
    bits = np.zeros(len(codes), dtype=np.int64)
    np.bitwise_or.at(bits, place, found.rules)
    a, b = np.divmod(codes, max(height, 1))
    return a, b, bits


def _persons(height: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    component = components(height, a, b)
    _, first = np.unique(component, return_index=True)
    return first[component]
