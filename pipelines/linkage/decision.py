"""Link, review or not: what is decided for every compared pair, and why.

The asymmetry rules: a false link hides a child who is out of school, so weight alone never links. A pair links when a
ground is met, no guard stands against it, nobody rivals it, and its probability is above the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.linkage.assignment import assigned
from pipelines.linkage.conflict import number_and_name_apart
from pipelines.linkage.fast_path import RULE as FAST
from pipelines.linkage.fast_path import agree_in_full
from pipelines.linkage.kinship import NO_KIN, Families, kin_of
from pipelines.linkage.levels import LEVELS, UNKNOWN, Birth, Name, Number
from pipelines.linkage.model import Ground, Guard, Model
from pipelines.linkage.pairs import DIFFERENT, SAME, UNSURE, Pairs
from pipelines.linkage.records import Records

LINK, REVIEW, NON_LINK = 0, 1, 2
_BITS = 1000  # weights are whole thousandths of a bit
_FULL_AGREEMENT = 1_000_000
_DECIDED = 1_000_000_000

#: Why a pair was not linked, as codes with what a clerk reads; guards of the models add their own.
WHY = {
    "decision": "人工判定为不是同一人，或已判定属于另一人",
    "decision_unsure": "人工判定为不确定",
    "decisions_conflict": "人工判定互相矛盾",
    "one_to_one_loser": "该记录已确定属于另一人",
    "second_record": "此人已有一条确定的记录，本条也可能是其本人",
    "ambiguous": "有另一记录同样可能，不能凭分数取舍",
    "id_name_split": "号码与姓名分别指向两个人",
    "name_unlike": "姓名不相符",
    "dob_differs": "出生日期不同",
    "ids_differ": "双方号码均有效但不相同",
    "too_little": "相同的信息不足以确认",
    "below_link": "匹配概率未达到自动确认的标准",
    "below_threshold": "匹配概率过低",
    "bridge": "监测名单把两条记录连在一起",
    "household": "同户兄弟姐妹的学籍记录与此条的家长或电话相同",
    "sibling": "所填号码是其家中另一人的，姓名与此人相同或相近",
}


@dataclass(frozen=True)
class Decided:
    """Per pair: LINK, REVIEW or NON_LINK; the rule that links or the reason against it.

    ``claimants``: left and right rows of others who may own a record under review, by their name in the same family.
    """

    outcome: np.ndarray
    reason: np.ndarray
    claimants: tuple[np.ndarray, np.ndarray]


class Judge:
    """Decides all pairs of one model. ``person`` numbers rows; rows of one suspected person share a number.

    ``families`` are the left register's; without them nothing is known of a pair's kin.
    """

    def __init__(
        self,
        model: Model,
        records: Records,
        pairs: Pairs,
        person: np.ndarray,
        families: Families | None = None,
    ) -> None:
        self.model, self.records, self.pairs, self.person = model, records, pairs, person
        self.columns = {comparison.name: pairs.levels[:, column] for column, comparison in enumerate(model.comparisons)}
        self.review = log_odds(model.review_probability)
        self.link = log_odds(model.link_probability)
        self.full = agree_in_full(records, pairs.left, pairs.right)
        self.kin = kin_of(families, pairs.left, pairs.right, self.columns) if families else NO_KIN
        self.columns |= self.kin.facts
        suspicion = first_met(model.suspicions, self.columns)
        self.suspicious = suspicion >= 0
        #: Suspicious even of a child that has a record.
        self.suspicious_again = np.array([one.again for one in model.suspicions] + [False])[suspicion]
        self.plausible = ((pairs.odds >= self.review) | self.suspicious) & (pairs.decided != DIFFERENT)
        self.ground = first_met(model.grounds, self.columns)
        self.guard = first_met(model.guards, self.columns)
        #: Pairs that no sum of weaker agreements outweighs.
        self.certain = self.full | (self._of_ground("outranks") & (self.guard < 0) & (pairs.odds >= self.link))

    def decided(self) -> Decided:
        """Every pair with its outcome and reason."""
        pairs = self.pairs
        same, conflict = self._people_say_same()
        split = number_and_name_apart(pairs, self.columns, self.person, self.certain)
        free = (self.ground >= 0) & (self.guard < 0) & ~split & (pairs.decided == 0) & (pairs.odds >= self.link)
        chosen = self._chosen(same)
        rivaled = self._rivaled(chosen, free)
        firm = chosen & (same | (free & ~rivaled))
        again = self._again(firm, free)
        outcome, reason = self._refused(firm | again, split, chosen & rivaled)
        unsure = (pairs.decided == UNSURE) & ~firm
        outcome[unsure], reason[unsure] = REVIEW, "decision_unsure"
        no = (pairs.decided == DIFFERENT) | (self._taken_by_decision(same & firm) & ~firm)
        outcome[no], reason[no] = NON_LINK, "decision"
        outcome[conflict], reason[conflict] = REVIEW, "decisions_conflict"
        outcome[firm | again] = LINK
        reason[firm | again] = self._rules(same, again)[firm | again]
        return Decided(outcome, reason, self._claimants(outcome))

    def _claimants(self, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sibling, pair = self.kin.claimants
        linked = np.isin(sibling, self.pairs.left[outcome == LINK])
        number = self.columns.get("id", np.full(len(outcome), UNKNOWN))
        asked = (outcome[pair] == REVIEW) & (number[pair] <= Number.PARTLY) & ~linked
        return sibling[asked], self.pairs.right[pair[asked]]

    def _people_say_same(self) -> tuple[np.ndarray, np.ndarray]:
        """Pairs people call one person; those of them that give one right record to two."""
        same = self.pairs.decided == SAME
        counts = np.bincount(self.pairs.right[same], minlength=self.records.height)
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
        gain = np.where(self.certain, pairs.odds + _FULL_AGREEMENT, pairs.odds)
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
        pairs, margin = self.pairs, round(self.model.margin * _BITS)
        close = np.zeros(len(chosen), dtype=bool)
        sides = (
            [(pairs.right, pairs.left)]
            if self.model.many == "both"
            else [(pairs.right, pairs.left), (pairs.left, pairs.right)]
        )
        for here, there in sides:
            settled = _settled_weight(there, chosen & free, pairs.weight, self.records.height)
            elsewhere = settled[there] >= pairs.weight + margin
            if here is pairs.right and self.model.many == "right":
                elsewhere &= ~self._maybe_a_second_record()
            rival = self.plausible & ~chosen & ~elsewhere
            rival &= ~self._same_person(here, there, chosen & self._by_number())
            if here is pairs.left and self.model.many == "right":
                rival &= ~(free & self._strong())
            best = np.full(self.records.height, np.iinfo(np.int64).min // 2)
            np.maximum.at(best, here[rival], pairs.weight[rival])
            alone = self._of_ground("alone")
            close |= (best[here] > pairs.weight - margin) | (alone & (best[here] > best.min(initial=0)))
        return close & chosen & ~self.certain

    def _same_person(self, here: np.ndarray, there: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Pairs whose record over there is a second row of the person whom the record here was given to."""
        given = np.full(self.records.height, -1)
        given[here[chosen]] = self.person[there[chosen]]
        return given[here] == self.person[there]

    def _by_number(self) -> np.ndarray:
        """Pairs whose numbers say which of two rows of one person is meant."""
        none = np.full(len(self.pairs.left), UNKNOWN)
        return self.columns.get("id", none) <= Number.PARTLY

    def _maybe_a_second_record(self) -> np.ndarray:
        """Pairs of equal name and birth date and no number: who has a record already may own this one as well."""
        levels = (self.columns.get(name) for name in ("name", "dob", "id"))
        wanted = (Name.EXACT, Birth.EXACT, UNKNOWN)
        alike = np.ones(len(self.pairs.left), dtype=bool)
        for level, code in zip(levels, wanted, strict=True):
            alike &= (level == code) if level is not None else False
        return alike

    def _strong(self) -> np.ndarray:
        return self._of_ground("again")

    def _of_ground(self, what: str) -> np.ndarray:
        """That property of each pair's ground; False without one."""
        return np.array([getattr(ground, what) for ground in self.model.grounds] + [False])[self.ground]

    def _again(self, firm: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Further records of persons already linked: free, strong, and the record's best by the margin."""
        none = np.zeros(len(firm), dtype=bool)
        if self.model.many == "none":
            return none
        pairs, margin = self.pairs, round(self.model.margin * _BITS)
        left_linked = np.isin(pairs.left, pairs.left[firm])
        right_linked = np.isin(pairs.right, pairs.right[firm])
        if self.model.many == "both":
            number_same = self.columns["id"] == Number.SAME if "id" in self.columns else none
            return free & ~firm & right_linked & number_same
        ask = free & self._strong() & left_linked & ~right_linked & ~self._rival_again(margin)
        best = np.flatnonzero(ask)
        none[best[_best_of(pairs.right[best], pairs.weight[best])]] = True
        return none

    def _rival_again(self, margin: int) -> np.ndarray:
        """Pairs whose right record has another plausible owner within the margin, be it a second row of one person."""
        pairs = self.pairs
        order = np.lexsort((-pairs.weight, pairs.right))
        order = order[self.plausible[order]]
        first = np.flatnonzero(np.diff(pairs.right[order], prepend=-1))
        owner = np.full(self.records.height, -1)
        owner[pairs.right[order[first]]] = pairs.left[order[first]]
        other = order[owner[pairs.right[order]] != pairs.left[order]]
        runner_up = np.full(self.records.height, np.iinfo(np.int64).min // 2)
        np.maximum.at(runner_up, pairs.right[other], pairs.weight[other])
        return (owner[pairs.right] != pairs.left) | (runner_up[pairs.right] > pairs.weight - margin)

    def _refused(
        self, linked: np.ndarray, split: np.ndarray, rivaled: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Outcome and reason of every pair as if it is not linked, given which pairs are."""
        pairs = self.pairs
        right_taken = np.isin(pairs.right, pairs.right[linked])
        left_taken = np.isin(pairs.left, pairs.left[linked])
        lost = right_taken | (left_taken & (self.model.many != "both") & ~self.suspicious_again)
        guards = np.array([guard.name for guard in self.model.guards] + [""], dtype=object)
        cases = (  # first that is true
            (~self.plausible, NON_LINK, self._weak()),
            (lost, NON_LINK, "one_to_one_loser"),
            (self.guard >= 0, REVIEW, guards[self.guard]),
            (split, REVIEW, "id_name_split"),
            (left_taken & (self.model.many != "both"), REVIEW, "second_record"),
            (self.ground < 0, REVIEW, self._unfounded()),
            (rivaled, REVIEW, "ambiguous"),
            (pairs.odds < self.link, REVIEW, "below_link"),
        )
        outcome = np.full(len(pairs.left), REVIEW)
        reason = np.full(len(pairs.left), "ambiguous", dtype=object)
        for fits, verdict, why in reversed(cases):
            outcome = np.where(fits, verdict, outcome)
            reason = np.where(fits, why, reason)
        return outcome, reason

    def _weak(self) -> np.ndarray:
        return self._most_telling("below_threshold")

    def _unfounded(self) -> np.ndarray:
        return self._most_telling("too_little")

    def _most_telling(self, otherwise: str) -> np.ndarray:
        none = np.full(len(self.pairs.left), UNKNOWN)
        name, number, dob = (self.columns.get(one, none) for one in ("name", "id", "dob"))
        cases = [number >= Number.DIFFERENT, name >= Name.SURNAME, dob == Birth.DIFFERENT]
        cases = [case & (levels != UNKNOWN) for case, levels in zip(cases, (number, name, dob), strict=True)]
        return np.select(cases, ["ids_differ", "name_unlike", "dob_differs"], otherwise).astype(object)

    def _rules(self, same: np.ndarray, again: np.ndarray) -> np.ndarray:
        names = np.array([ground.name for ground in self.model.grounds] + [""], dtype=object)[self.ground]
        names = np.where(self.full, FAST, names)
        if self.model.many == "right":
            names = np.where(again, "double_enrollment", names)
        return np.where(same, "decision", names)


def first_met(conditions: Sequence[Ground | Guard], columns: dict[str, np.ndarray]) -> np.ndarray:
    """Per pair the place of the first condition whose levels it has; −1 for none. What nobody compared has no level."""
    met = np.full(len(next(iter(columns.values()))), -1)
    for place in range(len(conditions) - 1, -1, -1):
        fits = np.ones(len(met), dtype=bool)
        for name, codes in conditions[place].levels.items():
            wanted = [UNKNOWN if code == "unknown" else int(LEVELS[name][code.upper()]) for code in codes]
            fits &= np.isin(columns[name], wanted) if name in columns else UNKNOWN in wanted
        met[fits] = place
    return met


def log_odds(probability: float) -> int:
    """log2 odds of that probability, in thousandths of a bit."""
    return round(float(np.log2(probability / (1 - probability))) * _BITS)


def _best_of(group: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Place of the greatest gain of each group; the first of equals."""
    order = np.lexsort((np.arange(len(group)), -gain, group))
    return order[np.flatnonzero(np.diff(group[order], prepend=-1))]


def _settled_weight(rows: np.ndarray, settled: np.ndarray, weight: np.ndarray, height: int) -> np.ndarray:
    """Per record, the weight of the pair it is settled by; hugely negative where it is not."""
    found = np.full(height, np.iinfo(np.int64).min // 2)
    np.maximum.at(found, rows[settled], weight[settled])
    return found
