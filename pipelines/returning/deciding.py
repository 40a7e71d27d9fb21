"""One pair decided at the terminal: the same verdict as in a returned list, without the list."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.casebook import Casebook, Memory
from pipelines.language import Language, language
from pipelines.settings import Settings, SettingsError
from sources.identity import coded
from sources.vocabulary import VERDICT

_PAIR = ("pair_token", "left_record", "right_record", "left_key", "right_key")


def decided(
    settings: Settings, pair: str, verdict: str | None, by: str, today: date | None = None
) -> tuple[str, ...]:
    """Record that verdict (a code of VERDICT or its Chinese) on the pair; what is to be told.

    Raises SettingsError for a pair that the data desk was never asked of, and for a word that is no verdict.
    """
    code = coded(pl.Series([verdict], dtype=pl.String), VERDICT)[0]
    if code is None:
        words = "、".join(f"{code}（{label}）" for code, label in VERDICT.labels.items())
        raise SettingsError(f"判定应为 {words} 之一。")
    with Casebook.of(settings) as casebook:
        memory = casebook.read()
        shown, before = _shown(memory, pair), _before(memory, pair)
        day = today or max(date.today(), *memory.nights)
        row = shown.with_columns(decision=pl.lit(code), decided_by=pl.lit(by), decided_on=pl.lit(day))
        outcome = casebook.take_verdicts(row, by)["outcome"][0]
    say = language(settings.output.language)
    known = "{pair}：{verdict}（{by}，{day}），已在案，未重复记录。"
    said = known if outcome == "known" else "{pair}：{verdict}（{by}，{day}），已记录，从下一夜起起作用。"
    told = say(said, pair=shown["pair_token"][0], verdict=say.labels(VERDICT)[code], by=by, day=day)
    return (told, *_told(before, code, say))


def undecided(settings: Settings, pair: str, by: str, why: str = "rollcall decide --withdraw") -> tuple[str, ...]:
    """Take back every verdict on the pair that is in force; what is to be told. Raises SettingsError as ``decided``."""
    with Casebook.of(settings) as casebook:
        memory = casebook.read()
        token, before = _shown(memory, pair)["pair_token"][0], _before(memory, pair)
        if before.is_empty():
            raise SettingsError(f"{token} 没有在案的判定，无可撤回。")
        casebook.withdraw("verdict", before["verdict_id"].to_list(), by, why)
    say = language(settings.output.language)
    words = say("、").join(
        say("{verdict}（{day}）", verdict=say.labels(VERDICT)[code], day=day)
        for code, day in before.select("decision", "decided_on").rows())
    return (say("{pair}：已撤回判定 {words}，从下一夜起这一对重新待核对。", pair=token, words=words),)


def _shown(memory: Memory, pair: str) -> pl.DataFrame:
    token = pair.strip().upper()
    found = memory.shown.filter(pair_token=token).select(_PAIR)
    doubt = memory.doubts.filter(doubt_token=token).select(pair_token="doubt_token")
    both = pl.concat([found, doubt], how="diagonal")
    if both.is_empty():
        raise SettingsError(f"编号 {token} 不在案：请照数据核对清单填写以 P 或 S 开头的编号。")
    return both


def _before(memory: Memory, pair: str) -> pl.DataFrame:
    return memory.verdicts.filter(pair_token=pair.strip().upper()).sort("decided_on", maintain_order=True)


def _told(before: pl.DataFrame, code: str, say: Language) -> tuple[str, ...]:
    if before.is_empty() or before["decision"][-1] == code:
        return ()
    label = say.labels(VERDICT)[before["decision"][-1]]
    return (say("此前判定为“{label}”（{day}），仍留在案，以本次为准。", label=label, day=before["decided_on"][-1]),)
