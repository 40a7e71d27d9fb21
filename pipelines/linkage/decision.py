"""Link, review or not: what is decided for every compared pair, and why.

The asymmetry rules: a false link hides a child who is out of school, so weight alone never links. A pair links when a
ground is met, no guard stands against it, nobody rivals it, and its probability is above the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.assignment import assigned
from pipelines.linkage.conditions import BITS, Standing
from pipelines.linkage.conflict import number_and_name_apart
from pipelines.linkage.fast_path import RULE as FAST
from pipelines.linkage.levels import UNKNOWN, Birth, Family, Name, Number
from pipelines.linkage.pairs import DIFFERENT, SAME, UNSURE
from pipelines.linkage.refusal import LINK, NON_LINK, REVIEW, refused

_FULL_AGREEMENT = 1_000_000
_DECIDED = 1_000_000_000
#: Weight of a rival that is not there; half the least number, so that a margin can still be taken from it.
_NO_RIVAL = np.iinfo(np.int64).min // 2


@dataclass(frozen=True)
class Decided:
    """Per pair: LINK, REVIEW or NON_LINK; the rule that links or the reason against it.

    ``claimants``: left and right rows of others who may own a record under review, by their name in the same family.
    """

    outcome: np.ndarray
    reason: pl.Series
    claimants: tuple[np.ndarray, np.ndarray]


class Judge:
    """Decides all pairs of one model. ``person`` numbers rows; rows of one suspected person share a number."""

    def __init__(self, stands: Standing, person: np.ndarray) -> None:
        self.stands, self.model, self.pairs, self.person = stands, stands.model, stands.pairs, person
        self.height = stands.height
        self.margin = round(self.model.margin * BITS)

    def decided(self) -> Decided:
        """Every pair with its outcome and reason."""
        pairs, stands = self.pairs, self.stands
        same, conflict = self._people_say_same()
        split = number_and_name_apart(pairs, stands.columns, self.person, stands.certain)
        free = (stands.ground >= 0) & (stands.guard < 0) & ~split & (pairs.decided == 0) & (pairs.odds >= stands.link)
        chosen = self._chosen(same)
        rivaled = self._rivaled(chosen, free)
        firm = chosen & (same | (free & ~rivaled))
        again = self._again(firm, free)
        outcome, reason = refused(stands, firm | again, split, chosen & rivaled)
        unsure = (pairs.decided == UNSURE) & ~firm
        outcome[unsure], reason[unsure] = REVIEW, "decision_unsure"
        no = (pairs.decided == DIFFERENT) | (self._taken_by_decision(same & firm) & ~firm)
        outcome[no], reason[no] = NON_LINK, "decision"
        outcome[conflict], reason[conflict] = REVIEW, "decisions_conflict"
        outcome[firm | again] = LINK
        reason[firm | again] = self._rules(same, again)[firm | again]
        return Decided(outcome, pl.Series(reason.tolist(), dtype=pl.String), self._claimants(outcome))

    def _claimants(self, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sibling, pair = self.stands.kin.claimants
        linked = np.isin(sibling, self.pairs.left[outcome == LINK])
        asked = (outcome[pair] == REVIEW) & self._by_number()[pair] & ~linked
        return sibling[asked], self.pairs.right[pair[asked]]

    def _people_say_same(self) -> tuple[np.ndarray, np.ndarray]:
        """Pairs people call one person; those of them that give one right record to two."""
        same = self.pairs.decided == SAME
        counts = np.bincount(self.pairs.right[same], minlength=self.height)
        conflict = same & (counts[self.pairs.right] > 1) & (self.model.many != "both")
        return same & ~conflict, conflict

    def _taken_by_decision(self, same: np.ndarray) -> np.ndarray:
        """Pairs whose right record people gave to somebody, or whose left record they gave another (one to one)."""
        taken = np.isin(self.pairs.right, self.pairs.right[same])
        if self.model.many == "none":
            taken |= np.isin(self.pairs.left, self.pairs.left[same])
        return taken & (self.model.many != "both")

    def _chosen(self, same: np.ndarray) -> np.ndarray:
        """The best assignment; what is certain outranks any sum of weaker pairs."""
        pairs = self.pairs
        gain = np.where(self.stands.certain, pairs.odds + _FULL_AGREEMENT, pairs.odds)
        gain = np.where(same, _DECIDED, gain)
        eligible = np.flatnonzero((gain > 0) & ((pairs.decided == 0) | same))
        chosen = np.zeros(len(gain), dtype=bool)
        if self.model.many == "both":
            chosen[eligible[_best_of(pairs.right[eligible], gain[eligible])]] = True
        else:
            chosen[eligible[assigned(pairs.left[eligible], pairs.right[eligible], gain[eligible])]] = True
        return chosen

    def _rivaled(self, chosen: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Chosen pairs for which another pair of the same record is nearly as good and not settled elsewhere."""
        pairs = self.pairs
        close = np.zeros(len(chosen), dtype=bool)
        sides = (
            [(pairs.right, pairs.left)]
            if self.model.many == "both"
            else [(pairs.right, pairs.left), (pairs.left, pairs.right)]
        )
        for here, there in sides:
            settled = _settled_weight(there, chosen & free, pairs.weight, self.height)
            elsewhere = settled[there] >= pairs.weight + self.margin
            if here is pairs.right and self.model.many == "right":
                elsewhere &= ~self._maybe_a_second_record()
            rival = self.stands.plausible & ~chosen & ~elsewhere
            rival &= ~self._same_person(here, there, chosen & self._by_number())
            if here is pairs.left and self.model.many == "right":
                rival &= ~(free & self.stands.of_ground("again"))
            best = np.full(self.height, _NO_RIVAL)
            np.maximum.at(best, here[rival], pairs.weight[rival])
            asked = np.isin(here, here[rival & self._in_question()]) & self.stands.of_ground("alone")
            close |= (best[here] > pairs.weight - self.margin) | asked
        return close & chosen & ~self.stands.certain

    def _in_question(self) -> np.ndarray:
        """Pairs that stand in the way of a ground for those who are alone, be they far behind.

        A twin of another name does not, nor a namesake born on another day in another family, unless by the number.
        """
        name, dob, number, family = (self.stands.levels(one) for one in ("name", "dob", "id", "family"))
        other_name = (name == Name.SURNAME) | (name == Name.UNLIKE)
        other_child = ((dob == Birth.CLOSE) | (dob == Birth.DIFFERENT)) & (family == Family.DIFFERENT)
        return (number <= Number.ENDS) | ~(other_name | other_child)

    def _same_person(self, here: np.ndarray, there: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Pairs whose record over there is a second row of the person whom the record here was given to."""
        given = np.full(self.height, -1)
        given[here[chosen]] = self.person[there[chosen]]
        return given[here] == self.person[there]

    def _by_number(self) -> np.ndarray:
        """Pairs whose numbers say which of two rows of one person is meant."""
        return self.stands.levels("id") <= Number.PARTLY

    def _maybe_a_second_record(self) -> np.ndarray:
        """Pairs of equal name and birth date and no number: who has a record already may own this one as well."""
        if not {"name", "dob", "id"} <= self.stands.columns.keys():
            return np.zeros(len(self.pairs.left), dtype=bool)
        name, dob, number = (self.stands.levels(one) for one in ("name", "dob", "id"))
        return (name == Name.EXACT) & (dob == Birth.EXACT) & (number == UNKNOWN)

    def _again(self, firm: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Further records of persons already linked: free, strong, and the record's best by the margin."""
        none = np.zeros(len(firm), dtype=bool)
        if self.model.many == "none":
            return none
        pairs = self.pairs
        left_linked = np.isin(pairs.left, pairs.left[firm])
        right_linked = np.isin(pairs.right, pairs.right[firm])
        if self.model.many == "both":
            number_same = self.stands.columns["id"] == Number.SAME if "id" in self.stands.columns else none
            return free & ~firm & right_linked & number_same
        ask = free & self.stands.of_ground("again") & left_linked & ~right_linked & ~self._rival_again()
        best = np.flatnonzero(ask)
        none[best[_best_of(pairs.right[best], pairs.weight[best])]] = True
        return none

    def _rival_again(self) -> np.ndarray:
        """Pairs whose right record has another plausible owner within the margin, be it a second row of one person."""
        pairs = self.pairs
        order = np.lexsort((-pairs.weight, pairs.right))
        order = order[self.stands.plausible[order]]
        first = np.flatnonzero(np.diff(pairs.right[order], prepend=-1))
        owner = np.full(self.height, -1)
        owner[pairs.right[order[first]]] = pairs.left[order[first]]
        other = order[owner[pairs.right[order]] != pairs.left[order]]
        runner_up = np.full(self.height, _NO_RIVAL)
        np.maximum.at(runner_up, pairs.right[other], pairs.weight[other])
        return (owner[pairs.right] != pairs.left) | (runner_up[pairs.right] > pairs.weight - self.margin)

    def _rules(self, same: np.ndarray, again: np.ndarray) -> np.ndarray:
        names = np.array([ground.name for ground in self.model.grounds] + [""], dtype=object)[self.stands.ground]
        names = np.where(self.stands.full, FAST, names)
        if self.model.many == "right":
            names = np.where(again, "double_enrollment", names)
        return np.where(same, "decision", names)


def _best_of(group: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Place of the greatest gain of each group; the first of equals."""
    order = np.lexsort((np.arange(len(group)), -gain, group))
    return order[np.flatnonzero(np.diff(group[order], prepend=-1))]


def _settled_weight(rows: np.ndarray, settled: np.ndarray, weight: np.ndarray, height: int) -> np.ndarray:
    """Per record, the weight of the pair it is settled by; hugely negative where it is not."""
    found = np.full(height, _NO_RIVAL)
    np.maximum.at(found, rows[settled], weight[settled])
    return found
