"""What the casebook has noted of one child or one case, from the first night on, as lines for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import polars as pl

from pipelines.casebook.memory import Memory
from pipelines.language import CHINESE, Language
from sources.vocabulary import CHILD_STATUS, EVIDENCE_RESULT, LIST, REASON, VERDICT, Vocabulary

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
_LINE = "{when}　{what}"
_CLOSED_AS = {"left": "不在核对范围", "merged": "并入另一编号"}


def history(memory: Memory, who: str, say: Language = CHINESE) -> list[str]:
    """Lines, oldest first, on that child (``C…``) or case token; empty when the casebook knows neither.

    They say what was decided and brought back, by whom and when, and show no name and no number of a child's.
    """
    child = dict(memory.tokens.rows()).get(who, who)
    line = set(memory.children.filter(pl.col("became") == child)["child_id"]) | {child}
    of_child = pl.col("child_id").is_in(line)
    tokens = set(memory.cases.filter(of_child)["case_token"])
    apart = (pl.col("kind") == "parted") & (pl.col("other_id") == child)
    told = [
        *_nights(memory.identity_events.filter(of_child | apart), _identity, say),
        *_nights(memory.status_events.filter(of_child), _status, say),
        *_nights(memory.case_events.filter(pl.col("case_token").is_in(tokens)), _case, say),
        *_nights(memory.of_nights("charge_event").filter(pl.col("case_token").is_in(tokens)), _charge, say),
        *_brought(memory, tokens, line, say),
        *_answered(memory, line, say),
    ]
    return [text for _, text in sorted(told, key=lambda one: one[0])]


def _nights(
    events: pl.DataFrame, sentence: Callable[[dict[str, Any], Language], str], say: Language
) -> Iterator[tuple[tuple, str]]:
    for row in events.to_dicts():
        yield (row["as_of"], 0, row["seq"]), say(_LINE, when=row["as_of"], what=sentence(row, say))


def _identity(row: dict[str, Any], say: Language) -> str:
    said = say(_IDENTITY[row["kind"]], other_id=row["other_id"])
    parted = row["kind"] == "parted" and row["other_id"]
    other = say("，那名儿童另立编号 {other_id}", other_id=row["other_id"]) if parted else ""
    return f"{row['child_id']} {said}{other}{say(_UNSURE) if row['sure'] is False else ''}"


def _status(row: dict[str, Any], say: Language) -> str:
    if row["status"] is None:
        return say("{child} 不再认定状态", child=row["child_id"])
    return say("{child} 状态：{status}（{reason}）", child=row["child_id"],
               status=_word(CHILD_STATUS, row["status"], say), reason=_word(REASON, row["reason"], say))


def _case(row: dict[str, Any], say: Language) -> str:
    happened = {"token": row["case_token"], "kind": say(_CASE[row["kind"]]), "why": _why(row, say)}
    due = say("，期限 {due}", due=row["due"]) if row["due"] else ""
    return say("案件 {token} {kind}：{why}" if happened["why"] else "案件 {token} {kind}", **happened) + due


def _why(row: dict[str, Any], say: Language) -> str:
    if row["kind"] == "closed":
        ended = _CLOSED_AS.get(row["reason"])
        return say(ended) if ended else _word(CHILD_STATUS, row["reason"], say)
    return say("，").join(filter(None, (_word(LIST, row["list"], say), _word(REASON, row["reason"], say))))


def _charge(row: dict[str, Any], say: Language) -> str:
    return say("案件 {token} 责任人：{who}", token=row["case_token"], who=row["responsible"] or say("尚未分派"))


def _brought(memory: Memory, tokens: set[str], line: set[str], say: Language) -> Iterator[tuple[tuple, str]]:
    gone = {row["item_id"]: row for row in memory.withdrawals.filter(what="piece").to_dicts()}
    for row in memory.every_piece.to_dicts():
        if row["case_token"] not in tokens and row["child_id"] not in line:
            continue
        yield _at(row["recorded_at"], say("收到核查结果 {piece}：{said}（{by} 交回）", piece=row["piece_id"],
                                          said=_piece(row, say), by=row["recorded_by"]), say)
        if back := gone.get(row["piece_id"]):
            yield _at(back["withdrawn_at"], say("撤回 {piece}：{why}（{by}）", piece=row["piece_id"], why=back["why"],
                                                by=back["withdrawn_by"]), say)


def _piece(row: dict[str, Any], say: Language) -> str:
    kind = say(row["evidence_type"]) if row["evidence_type"] else None
    visitor = say("核查人 {verifier}", verifier=row["verifier"]) if row["verifier"] else None
    return say("，").join(filter(None, (
        _word(EVIDENCE_RESULT, row["result"], say), kind, row["evidence_date"], visitor)))


def _answered(memory: Memory, line: set[str], say: Language) -> Iterator[tuple[tuple, str]]:
    """What people answered whether a child that was recognized in doubt is the one of before."""
    gone = {row["item_id"]: row for row in memory.withdrawals.filter(what="verdict").to_dicts()}
    of_child = memory.doubts.filter(pl.col("child_id").is_in(line)).select("since", pair_token="doubt_token")
    for row in memory.tables["verdict"].join(of_child, on="pair_token").to_dicts():
        verdict = _word(VERDICT, row["decision"], say)
        yield _at(row["recorded_at"], say(
            "对 {since} 的存疑认定判定 {token} {verdict}（{by} {day}）", since=row["since"], token=row["pair_token"],
            verdict=verdict, by=row["decided_by"], day=row["decided_on"]), say)
        if back := gone.get(row["verdict_id"]):
            yield _at(back["withdrawn_at"], say("撤回对 {token} 的判定：{why}（{by}）", token=row["pair_token"],
                                                why=back["why"], by=back["withdrawn_by"]), say)


def _at(moment: datetime, text: str, say: Language) -> tuple[tuple, str]:
    day: date = moment.date()
    return (day, 1, moment.timestamp()), say(_LINE, when=f"{moment:%Y-%m-%d %H:%M}", what=text)


def _word(words: Vocabulary, code: str | None, say: Language) -> str:
    # A result lies as it was written: as a code, or as the label itself.
    return say.labels(words).get(code) or say(code) if code else ""
