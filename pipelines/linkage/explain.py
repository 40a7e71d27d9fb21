"""Why two records weigh what they weigh, in sentences a clerk can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipelines.linkage.fast_path import RULE as FAST
from pipelines.linkage.levels import UNKNOWN, UNKNOWN_SENTENCE
from pipelines.linkage.model import Model
from pipelines.linkage.refusal import WHY
from pipelines.linkage.weights import given_mask, match_weight, tables

TITLES = {"name": "姓名", "id": "证件号码", "dob": "出生日期", "sex": "性别", "family": "家庭", "place": "住址",
          "cohort": "年级"}
_RULES = {
    FAST: "号码、姓名、出生日期完全一致，且别无他人",
    "decision": "人工判定",
    "double_enrollment": "此人的又一条学籍记录",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a waterfall: ``comparison`` and ``level`` as codes, the sentence, the weight in bits (log2)."""

    comparison: str
    level: str
    sentence: str
    weight: float


def waterfall(levels: str, model: Model, weight: float | None = None) -> list[Step]:
    """The match weight of a pair, step by step; the steps add up to it.

    ``levels`` as in links and pairs (``name=exact;id=same;…``); ``weight`` their ``match_weight``, which also counts
    how rare the values are. Needs a trained model. Raises KeyError for levels the model does not have.
    """
    codes = dict(part.split("=", 1) for part in levels.split(";"))
    row = np.array([[one.code(codes[one.name]) for one in model.comparisons]], dtype=np.uint8)
    steps = [_step(model, row, column, codes) for column in range(row.shape[1])]
    so_far = sum(step.weight for step in steps)
    usual = float(match_weight(model, row)[0])
    steps.append(Step("kin", "kin", "兄弟姐妹的家庭信息也会相同，同一家庭的依据只计一次", usual - so_far))
    if weight is not None:
        sentence = "姓名和出生日期的常见程度（少见则加分，常见则减分），以及是否有同日出生的兄弟姐妹"
        steps.append(Step("frequency", "frequency", sentence, weight - usual))
    return [Step(step.comparison, step.level, step.sentence, round(step.weight, 2)) for step in steps]


def link_sentences(models: Iterable[Model]) -> dict[str, str]:
    """A link's ``rule`` → what a clerk reads for it."""
    return {ground.name: ground.sentence for model in models for ground in model.grounds} | _RULES


def refusal_sentences(models: Iterable[Model]) -> dict[str, str]:
    """The ``why`` of a pair that was not linked → what a clerk reads for it."""
    return {guard.name: guard.sentence for model in models for guard in model.guards} | WHY


def _step(model: Model, row: np.ndarray, column: int, codes: dict[str, str]) -> Step:
    comparison = model.comparisons[column]
    m, u, u_given, *_ = tables(comparison)
    code = row[0, column]
    other = u_given[code] if given_mask(model, row, comparison)[0] else u[code]
    said = UNKNOWN_SENTENCE if code == UNKNOWN else comparison.scale(code).sentence
    sentence = f"{TITLES.get(comparison.name, comparison.name)}：{said}"
    return Step(comparison.name, codes[comparison.name], sentence, float(m[code] - other))
