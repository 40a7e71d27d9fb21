"""What became of one case, open or closed, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from pipelines.casebook.tokens import as_issued
from sources.vocabulary import CHILD_STATUS, LIST, REASON


def issued(token: str) -> str:
    """The token as it was issued, however its parts were joined again; whatever is none stays as it stands."""
    return pl.select(as_issued(pl.lit(token))).item()


def case_told(case: Mapping[str, Any]) -> Iterator[str]:
    """Lines on a row of ``case_life``: why it was opened and when, what happened to it, when and why it was closed."""
    again = "本学年再次立案" if case["reopened"] else "立案"
    reason = REASON.labels.get(case["reason"], case["reason"])
    yield (f"案件 {case['case_token']}：{case['opened']} {again}，{LIST.labels[case['list']]}（{reason}）；"
           f"已列 {case['nights']} 夜，儿童编号 {case['child_id']}")
    happened = ((case["late_since"], "超过期限"), (case["escalated_since"], "报告乡镇政府"))
    for day, what in happened:
        if day:
            yield f"  {day} {what}"
    yield f"  {_closing(case)}"
    yield f"  谁何时交回了什么：rollcall casebook history {case['case_token']}"


def _closing(case: Mapping[str, Any]) -> str:
    if case["closed"] is None:
        return "未了结"
    if case["closed_as"] == "left":
        return f"{case['closed']} 了结：儿童已不在台账（户籍库中不再有、超过年龄，或编号已分开）"
    status = CHILD_STATUS.labels.get(case["closed_as"], case["closed_as"])
    return f"{case['closed']} 了结：该夜起状态为“{status}”，不再列入"
