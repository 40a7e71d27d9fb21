"""Why a pair is not linked, and whether a person must look at it."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.conditions import Standing
from pipelines.linkage.levels import UNKNOWN, Birth, Name, Number

LINK, REVIEW, NON_LINK = 0, 1, 2

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


def refused(
    stands: Standing, linked: np.ndarray, split: np.ndarray, rivaled: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Outcome and reason of every pair as if it is not linked, given which pairs are.

    ``split``: number and name point to two persons; ``rivaled``: another pair of the same record is nearly as good.
    """
    pairs, model = stands.pairs, stands.model
    right_taken = np.isin(pairs.right, pairs.right[linked])
    left_taken = np.isin(pairs.left, pairs.left[linked])
    lost = right_taken | (left_taken & (model.many != "both") & ~stands.suspicious_again)
    guards = np.array([guard.name for guard in model.guards] + [""], dtype=object)
    cases = (  # first that is true
        (~stands.plausible, NON_LINK, _most_telling(stands, "below_threshold")),
        (lost, NON_LINK, "one_to_one_loser"),
        (stands.guard >= 0, REVIEW, guards[stands.guard]),
        (split, REVIEW, "id_name_split"),
        (left_taken & (model.many != "both"), REVIEW, "second_record"),
        (stands.ground < 0, REVIEW, _most_telling(stands, "too_little")),
        (rivaled, REVIEW, "ambiguous"),
        (pairs.odds < stands.link, REVIEW, "below_link"),
    )
    outcome = np.full(len(pairs.left), REVIEW, dtype=np.int8)
    reason = np.full(len(pairs.left), "ambiguous", dtype=object)
    for fits, verdict, why in reversed(cases):
        outcome[fits] = verdict
        reason[fits] = why if isinstance(why, str) else why[fits]
    return outcome, reason


def _most_telling(stands: Standing, otherwise: str) -> np.ndarray:
    name, number, dob = (stands.levels(one) for one in ("name", "id", "dob"))
    cases = [number >= Number.DIFFERENT, name >= Name.SURNAME, dob == Birth.DIFFERENT]
    cases = [case & (levels != UNKNOWN) for case, levels in zip(cases, (number, name, dob), strict=True)]
    told = np.array(["ids_differ", "name_unlike", "dob_differs", otherwise], dtype=object)
    return told[np.select(cases, range(3), 3)]
