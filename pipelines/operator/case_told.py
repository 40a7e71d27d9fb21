"""What became of one case, open or closed, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from pipelines.casebook.tokens import as_issued
from pipelines.language import CHINESE, Language
from sources.vocabulary import CHILD_STATUS, LIST, REASON


def issued(token: str) -> str:
    """The token as it was issued, however its parts were joined again; whatever is none stays as it stands."""
    return pl.select(as_issued(pl.lit(token))).item()


def case_told(case: Mapping[str, Any], say: Language = CHINESE) -> Iterator[str]:
    """Lines on a row of ``case_life``: why it was opened and when, what happened to it, when and why it was closed."""
    opened = say("本学年再次立案") if case["reopened"] else say("立案")
    reason = say.labels(REASON).get(case["reason"], case["reason"])
    yield say("案件 {token}：{day} {opened}，{list}（{reason}）；已列 {n} 夜，儿童编号 {child}",
              token=case["case_token"], day=case["opened"], opened=opened, list=say.labels(LIST)[case["list"]],
              reason=reason, n=case["nights"], child=case["child_id"])
    happened = ((case["late_since"], say("超过期限")), (case["escalated_since"], say("报告乡镇政府")))
    for day, what in happened:
        if day:
            yield f"  {day} {what}"
    yield f"  {_closing(case, say)}"
    yield "  " + say("谁何时交回了什么：{command}", command=f"rollcall casebook history {case['case_token']}")


def _closing(case: Mapping[str, Any], say: Language) -> str:
    if case["closed"] is None:
        return say("未了结")
    if case["closed_as"] == "left":
        return say("{day} 了结：儿童已不在台账（户籍库中不再有、超过年龄，或编号已分开）", day=case["closed"])
    status = say.labels(CHILD_STATUS).get(case["closed_as"], case["closed_as"])
    return say("{day} 了结：该夜起状态为“{status}”，不再列入", day=case["closed"], status=status)
