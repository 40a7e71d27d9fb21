"""What the casebook has noted of one child or one case, from the first night on, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import polars as pl

from pipelines.casebook.memory import Memory
from sources.vocabulary import CHILD_STATUS, EVIDENCE_RESULT, LIST, REASON, VERDICT

_IDENTITY = {
    "new": "首次出现", "split": "与 {other_id} 同证或同人，另立编号", "back": "重新出现", "left": "不再出现",
    "mended": "登记信息有更正", "merged": "与 {other_id} 认定为同一人，并入该编号",
    "parted": "与其编号下登记过的另一名儿童分开",
}  # fmt: skip
_CASE = {
    "opened": "立案", "reopened": "本学年再次立案", "resumed": "继续办理", "listed_as": "清单或原因改变",
    "late": "超过期限", "escalated": "报告乡镇政府", "closed": "结案", "moved": "案件随编号合并转来",
    "aside": "补跑过去日期时列入",
}  # fmt: skip
_UNSURE = "（姓名和证号都变了，凭户号、监护人认定，此前的证明不采用）"
_CLOSED_AS = {"left": "不在核对范围", "merged": "并入另一编号"}


def history(memory: Memory, who: str) -> list[str]:
    """Lines, oldest first, on that child (``C…``) or case token; empty when the casebook knows neither.

    They say what was decided and brought back, by whom and when, and show no name and no number of a child's.
    """
    child = dict(memory.tokens.rows()).get(who, who)
    line = set(memory.children.filter(pl.col("became") == child)["child_id"]) | {child}
    of_child = pl.col("child_id").is_in(line)
    tokens = set(memory.cases.filter(of_child)["case_token"])
    apart = (pl.col("kind") == "parted") & (pl.col("other_id") == child)
    told = [
        *_nights(memory.identity_events.filter(of_child | apart), _identity),
        *_nights(memory.status_events.filter(of_child), _status),
        *_nights(memory.case_events.filter(pl.col("case_token").is_in(tokens)), _case),
        *_nights(memory.of_nights("charge_event").filter(pl.col("case_token").is_in(tokens)), _charge),
        *_brought(memory, tokens, line),
        *_answered(memory, line),
    ]
    return [text for _, text in sorted(told, key=lambda one: one[0])]


def _nights(events: pl.DataFrame, sentence: Any) -> Iterator[tuple[tuple, str]]:
    for row in events.to_dicts():
        yield (row["as_of"], 0, row["seq"]), f"{row['as_of']}　{sentence(row)}"


def _identity(row: dict[str, Any]) -> str:
    other = f"，那名儿童另立编号 {row['other_id']}" if row["kind"] == "parted" and row["other_id"] else ""
    said = _IDENTITY[row["kind"]].format(**row)
    return f"{row['child_id']} {said}{other}{_UNSURE if row['sure'] is False else ''}"


def _status(row: dict[str, Any]) -> str:
    if row["status"] is None:
        return f"{row['child_id']} 不再认定状态"
    return f"{row['child_id']} 状态：{_word(CHILD_STATUS, row['status'])}（{_word(REASON, row['reason'])}）"


def _case(row: dict[str, Any]) -> str:
    why = {"closed": _CLOSED_AS.get(row["reason"], _word(CHILD_STATUS, row["reason"]))}.get(
        row["kind"], "，".join(filter(None, (_word(LIST, row["list"]), _word(REASON, row["reason"])))))
    due = f"，期限 {row['due']}" if row["due"] else ""
    return f"案件 {row['case_token']} {_CASE[row['kind']]}{f'：{why}' if why else ''}{due}"


def _charge(row: dict[str, Any]) -> str:
    return f"案件 {row['case_token']} 责任人：{row['responsible'] or '尚未分派'}"


def _brought(memory: Memory, tokens: set[str], line: set[str]) -> Iterator[tuple[tuple, str]]:
    gone = {row["item_id"]: row for row in memory.withdrawals.filter(what="piece").to_dicts()}
    for row in memory.every_piece.to_dicts():
        if row["case_token"] not in tokens and row["child_id"] not in line:
            continue
        said = "，".join(filter(None, (
            _word(EVIDENCE_RESULT, row["result"]), row["evidence_type"], row["evidence_date"],
            f"核查人 {row['verifier']}" if row["verifier"] else None)))
        yield _at(row["recorded_at"], f"收到核查结果 {row['piece_id']}：{said}（{row['recorded_by']} 交回）")
        if back := gone.get(row["piece_id"]):
            yield _at(back["withdrawn_at"], f"撤回 {row['piece_id']}：{back['why']}（{back['withdrawn_by']}）")


def _answered(memory: Memory, line: set[str]) -> Iterator[tuple[tuple, str]]:
    """What people answered whether a child that was recognized in doubt is the one of before."""
    gone = {row["item_id"]: row for row in memory.withdrawals.filter(what="verdict").to_dicts()}
    of_child = memory.doubts.filter(pl.col("child_id").is_in(line)).select("since", pair_token="doubt_token")
    for row in memory.tables["verdict"].join(of_child, on="pair_token").to_dicts():
        said = f"{row['pair_token']} {_word(VERDICT, row['decision'])}（{row['decided_by']} {row['decided_on']}）"
        yield _at(row["recorded_at"], f"对 {row['since']} 的存疑认定判定 {said}")
        if back := gone.get(row["verdict_id"]):
            why = f"{back['why']}（{back['withdrawn_by']}）"
            yield _at(back["withdrawn_at"], f"撤回对 {row['pair_token']} 的判定：{why}")


def _at(moment: datetime, text: str) -> tuple[tuple, str]:
    day: date = moment.date()
    return (day, 1, moment.timestamp()), f"{moment:%Y-%m-%d %H:%M}　{text}"


def _word(words: Any, code: str | None) -> str:
    return words.labels.get(code, code) if code else ""
