"""Decided pairs as frames: the links, and the other pairs that a person may want to see."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import rules_of
from pipelines.linkage.decision import Decided
from pipelines.linkage.levels import UNKNOWN
from pipelines.linkage.model import Model
from pipelines.linkage.pairs import Asked, Pairs
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.quality import OUTCOMES
from pipelines.linkage.records import Records
from pipelines.linkage.refusal import LINK, REVIEW

_COLUMNS = {
    "left_source": pl.String, "left_record": pl.String, "right_source": pl.String, "right_record": pl.String,
    "probability": pl.Float64, "match_weight": pl.Float64, "rule": pl.String, "levels": pl.String,
}  # fmt: skip
LINK_COLUMNS = {**_COLUMNS, "doubt": pl.Float64, "doubt_at_most": pl.Float64}
PAIR_COLUMNS = {**_COLUMNS, "decision": pl.String, "why": pl.String}
#: Refused pairs less probable than this are kept only as a record's best.
_FLOOR = round(float(np.log2(0.001)) * 1000)


class Told:
    """Pairs with what was decided of them and how probable each is, to be told record by record."""

    def __init__(self, model: Model, records: Records, pairs: Pairs, judged: Decided, sure: np.ndarray) -> None:
        self.model, self.records, self.pairs, self.judged, self.sure = model, records, pairs, judged, sure

    def links(self, doubt: np.ndarray) -> pl.DataFrame:
        """The links, LINK_COLUMNS, by left and right record; ``doubt``: how probably each pair is false, at worst."""
        place = self._in_order(np.flatnonzero(self.judged.outcome == LINK))
        doubted = (_rounded("doubt", 1 - self.sure[place]), _rounded("doubt_at_most", doubt[place]))
        return self._frame(place, self.judged.reason.gather(place)).with_columns(*doubted).select(*LINK_COLUMNS)

    def others(self, asked: Asked) -> pl.DataFrame:
        """Pairs in review, and refused ones that are above the floor or a record's best, PAIR_COLUMNS."""
        kept = (self.judged.outcome == REVIEW) | (self.pairs.odds >= _FLOOR)
        contested = slice(asked.settled)
        kept[contested] |= _best_unlinked(self.pairs.at(contested), self.judged.outcome[contested] == LINK)
        kept[asked.settled :] = True  # the only pair of both its records
        place = self._in_order(np.flatnonzero(kept & (self.judged.outcome != LINK)))
        return self.described(place, rules_of(asked.rules[place], self.model.rules))

    def described(self, place: np.ndarray, rules: pl.Series) -> pl.DataFrame:
        """Those of the pairs, PAIR_COLUMNS, under the rules that found them."""
        outcome = pl.Series(self.judged.outcome[place]).replace_strict(OUTCOMES, return_dtype=pl.String)
        why = self.judged.reason.gather(place)
        return self._frame(place, rules).with_columns(decision=outcome, why=why).select(*PAIR_COLUMNS)

    def claims(self) -> pl.DataFrame:
        """Who else may own a right record that is in review: ``left_record, right_record``."""
        left, right = (self.records.ids.gather(rows) for rows in self.judged.claimants)
        return pl.DataFrame({"left_record": left, "right_record": right}).unique()

    def _in_order(self, place: np.ndarray) -> np.ndarray:
        keys = self.pairs.left[place].astype(np.int64) * self.records.height + self.pairs.right[place]
        return place[np.argsort(keys, kind="stable")]

    def _frame(self, place: np.ndarray, rules: pl.Series) -> pl.DataFrame:
        pairs, ids = self.pairs, self.records.ids
        sources = (pl.lit(self.model.left).alias("left_source"), pl.lit(self.model.right).alias("right_source"))
        return pl.DataFrame({
            "left_record": ids.gather(pairs.left[place]), "right_record": ids.gather(pairs.right[place]),
            "probability": np.round(self.sure[place], 6), "match_weight": pairs.weight[place] / 1000,
            "rule": rules, "levels": _levels_text(self.model, pairs.patterns.at(place)),
        }).with_columns(*sources)  # fmt: skip


def _best_unlinked(pairs: Pairs, linked: np.ndarray) -> np.ndarray:
    """The heaviest pair of every record that has no link, the first of equals."""
    best = np.zeros(len(linked), dtype=bool)
    lacking = ~(np.isin(pairs.left, pairs.left[linked]) & np.isin(pairs.right, pairs.right[linked])) & ~linked
    for rows in (pairs.left, pairs.right):
        heaviest = np.full(int(rows.max(initial=-1)) + 1, np.iinfo(np.int64).min)
        np.maximum.at(heaviest, rows, pairs.weight)
        equal = np.flatnonzero(pairs.weight == heaviest[rows])
        best[equal[np.unique(rows[equal], return_index=True)[1]]] = True
    return best & lacking


def _levels_text(model: Model, patterns: Patterns) -> pl.Series:
    """``name=exact;id=same;…`` for every pair."""
    words = [
        {code: f"{one.name}={one.word(code)}" for code in (*map(int, one.scale), UNKNOWN)} for one in model.comparisons
    ]
    texts = [";".join(told[code] for told, code in zip(words, row, strict=True)) for row in patterns.levels.tolist()]
    return pl.Series("levels", texts, dtype=pl.String).gather(patterns.row_of_pair)


def _rounded(name: str, values: np.ndarray) -> pl.Series:
    return pl.Series(name, values, dtype=pl.Float64).round_sig_figs(6)
