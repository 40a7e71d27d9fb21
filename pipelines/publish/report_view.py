"""What the report's templates are given: the answers of the queries in words, sums, and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from checks.page import GATES
from pipelines.language import Language, language
from pipelines.publish.figures import GROUPS, Counts, Share, age_band, closing_sentence, equation, signed
from pipelines.publish.linkage_section import Told, linkage_section
from pipelines.publish.report_pictures import pictures_of, trend
from pipelines.publish.words import KINDS, REGISTERS, SHORT, finding_words, row_reason, said
from pipelines.settings import Settings
from sources.vocabulary import CHILD_STATUS, EVIDENCE_RESULT, LIST, REASON

_LISTS = [code for code in LIST.codes if code != "none"]
#: The report's parts: the name of its template, which is its anchor, and its title.
SECTIONS = (
    ("ledger", "台账"), ("change", "变化与走势"), ("tasks", "待办"), ("expiring", "将到期的佐证"), ("spread", "分布"),
    ("poverty", "脱贫（监测）户儿童"), ("agreement", "在校与各项数据的核对"), ("sources", "数据来源"),
    ("findings", "数据问题"), ("linkage", "人员比对"), ("method", "口径与设置"),
)
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
#: Where a child was or is that was or is in no line of the ledger.
_NOWHERE = {"entered": "新进", "left": "离开"}


@dataclass(frozen=True, slots=True)
class Context:
    """What the tables do not know: the office's settings, notes of the night, what linkage tells of itself.

    ``linkage_words`` says its rules and reasons in words; ``notes`` are sentences the reader must see first (an older
    load was used, a guard was accepted). Without models the report does not tell how links came about.
    """

    settings: Settings
    linkage: Told
    linkage_words: Mapping[str, str]
    notes: tuple[str, ...] = ()


def view(answers: dict[str, pl.DataFrame], context: Context) -> dict[str, Any]:
    """Name → value, for the templates. ``answers`` are those of ``report.asked``."""
    settings, run = context.settings, answers["run"].row(0, named=True)
    say = language(settings.output.language)
    answers = {name: _places_named(frame, say) for name, frame in answers.items()}
    lists = say.labels(LIST)
    return {
        "county": settings.county.name, "run": run, "band": age_band(settings.night, run["as_of"], say),
        "settings": settings, "share": Share, "sections": SECTIONS, "numerals": _NUMERALS,
        "labels": say.labels(CHILD_STATUS), "lists": lists, "list_codes": _LISTS,
        "results": say.labels(EVIDENCE_RESULT),
        "list_heads": ["+" + lists[code] for code in _LISTS],
        "notes": [say.sentence(note) for note in (*answers["older_loads"]["detail"], *context.notes)],
        "pictures": pictures_of(answers, context.linkage, say),
        **_ledger(answers, settings, say), **_change(answers, say), **_tasks(answers, say), **_expiring(answers),
        **_spread(answers, say), **_data(answers, say), **_linkage(answers, context, say),
    }


def _ledger(answers: dict[str, pl.DataFrame], settings: Settings, say: Language) -> dict[str, Any]:
    ledgers = _ledgers(answers["ledger"], say)
    county = ledgers.pop("*", Counts({}))
    as_of = answers["run"]["as_of"][0]
    rates = answers["rate_by_town"].filter(pl.col("of_age") > 0).sort("of_age", "town", descending=[True, False])
    proven = int(rates.filter(pl.col("town") == "*")["proven"].sum())
    # A county of one town has one row of rates, not the same one twice.
    shown = rates if rates.height > 2 else rates.filter(pl.col("town") == "*")
    return {
        "counts": county, "groups": GROUPS, "age_unknown": county.of.get("age_unknown", 0),
        "closing": closing_sentence(
            settings.county.name, age_band(settings.night, as_of, say), as_of, county, say),
        "equation": equation(county, say), "proven": Share(proven, county.total), "rates": shown.to_dicts(),
        "present": [status for status in CHILD_STATUS.codes if county.of.get(status)],
        "towns": sorted(ledgers.items(), key=lambda item: (-item[1].total, item[0])),
    }


def _ledgers(ledger: pl.DataFrame, say: Language) -> dict[str, Counts]:
    parts = ledger.with_columns(pl.col("town").fill_null(say("未识别"))).partition_by("town", as_dict=True)
    return {str(town): Counts(dict(part.select("status", "children").rows())) for (town,), part in parts.items()}


def _change(answers: dict[str, pl.DataFrame], say: Language) -> dict[str, Any]:
    nights, flow = answers["nights"], answers["flow"]
    as_of = answers["run"]["as_of"][0]
    earlier = nights.filter(pl.col("as_of") < as_of)["as_of"]
    sums = [int(flow[column].sum()) for column in ("before", "came", "gone", "now")]
    days = nights["as_of"].unique().sort()
    tonight = trend(nights).filter(pl.col("as_of") == as_of).select("label", "children").rows()
    return {
        "last_night": earlier.max(), "moves": answers["moves"].to_dicts(),
        "moved": flow.filter((pl.col("came") > 0) | (pl.col("gone") > 0)).to_dicts(),
        "flow_sums": [*sums, signed(sums[3] - sums[0])],
        "way": say.labels(CHILD_STATUS) | said(_NOWHERE, say),
        "trend_words": say("、").join(
            say("{line} {n:,} 人", line=say(label), n=children) for label, children in tonight),
        "trend_span": "" if days.is_empty() else say(
            "{first} 至 {last}，{n} 夜", first=days.min(), last=days.max(), n=len(days)),
    }


def _tasks(answers: dict[str, pl.DataFrame], say: Language) -> dict[str, Any]:
    """``tasks``: a row a town: children on each list, all, of poor families, late, unregistered; busiest first."""
    frame = answers["tasks_by_town"]
    wide = frame.pivot("list", index="town", values="children", aggregate_function="sum")
    wide = wide.with_columns(pl.lit(0).alias(code) for code in _LISTS if code not in wide.columns).fill_null(0)
    sums = frame.group_by("town").agg(pl.col("children", "poverty", "late", "outside").sum())
    tasks = wide.join(sums, on="town").sort("children", "town", descending=[True, False])
    order = {code: place for place, code in enumerate(_LISTS)}
    by_list = pl.col("list").replace_strict(order, default=9)
    return {
        "tasks": tasks.to_dicts(),
        "task_sums": [int(tasks[column].sum()) for column in (*_LISTS, "children", "poverty", "outside", "late")],
        "waiting": answers["waiting"].sort(by_list).to_dicts(), "escalated": answers["escalated"].to_dicts(),
        "case_weeks": answers["case_weeks"].to_dicts(), "workload": answers["workload"].to_dicts(),
        "visits_made": answers["visits_made"].to_dicts(),
        "reasons": _named(answers["reasons"].sort(by_list, maintain_order=True), say, reason=say.labels(REASON)),
        "desk": _told(_named(answers["data_desk"], say, kind=KINDS), say, "problem"),
    }


def _expiring(answers: dict[str, pl.DataFrame]) -> dict[str, Any]:
    towns = answers["expiring_towns"]
    return {
        "expiring_towns": towns.to_dicts(), "expiring_kinds": answers["expiring_kinds"].to_dicts(),
        "expiring_sums": [int(towns[column].sum()) for column in ("children", "week", "poverty", "unassigned")],
    }


def _spread(answers: dict[str, pl.DataFrame], say: Language) -> dict[str, Any]:
    ages = answers["gaps_by_age"]
    wide = ages.filter(pl.col("sex").is_in(["1", "2"])).pivot(
        "sex", index="age", values=["children", "gaps"], aggregate_function="sum")
    columns = [f"{what}_{sex}" for sex in "12" for what in ("children", "gaps")]
    wide = wide.with_columns(pl.lit(0).alias(column) for column in columns if column not in wide.columns).fill_null(0)
    sums = [int(wide[column].sum()) for column in columns]
    return {
        "ages": wide.sort("age").to_dicts(), "gaps_by_town": answers["gaps_by_town"].to_dicts(),
        "age_sums": [*sums[:2], Share(sums[1], sums[0]).percent, *sums[2:], Share(sums[3], sums[2]).percent],
        "sex_unknown": int(ages["children"].sum()) - sums[0] - sums[2],
        "villages": answers["gaps_by_village"].to_dicts(), "poverty": answers["poverty"].to_dicts(),
        "outside": _named(answers["outside_denominator"], say, reason=say.labels(REASON)),
    }


def _data(answers: dict[str, pl.DataFrame], say: Language) -> dict[str, Any]:
    return {
        "attendance": answers["attendance"].row(0, named=True), "totals": answers["control_totals"].to_dicts(),
        "declared": answers["control_totals_declared"].row(0, named=True), "sources": _sources(answers["files"], say),
        "aside": row_reason(answers["rows_set_aside"], say).to_dicts(),
        "findings": finding_words(answers["findings"], say).to_dicts(),
        "gates": _named(answers["checks"], say, gate=GATES),
        "broken": _told(_named(answers["broken_promises"], say, gate=GATES), say, "title", "sentence"),
    }


def _linkage(answers: dict[str, pl.DataFrame], context: Context, say: Language) -> dict[str, Any]:
    words = context.linkage_words
    return {
        "links": _named(answers["links"], say, left_source=SHORT, right_source=SHORT, rule=words),
        "pairs": _named(answers["pairs"], say, left_source=SHORT, right_source=SHORT, why=words),
        "wrong": {row["kind"]: row for row in answers["expected_wrong"].to_dicts()}, 
        **linkage_section(context.linkage, say),
    }


def _named(frame: pl.DataFrame, say: Language, **labels: Mapping[str, str]) -> list[dict[str, Any]]:
    return frame.with_columns(pl.col(name).replace(said(words, say)) for name, words in labels.items()).to_dicts()


def _told(rows: list[dict[str, Any]], say: Language, *names: str) -> list[dict[str, Any]]:
    """The rows with what the tables hold as sentences said in that language."""
    return [row | {name: say.sentence(row[name]) for name in names} for row in rows]


def _places_named(frame: pl.DataFrame, say: Language) -> pl.DataFrame:
    """What the queries call a place that has no name of its own, in that language."""
    named = {word: say(word) for word in ("全县", "未识别", "村（居）不明")}
    return frame.with_columns(pl.col(name).replace(named) for name in ("town", "village") if name in frame.columns)


def _sources(files_read: pl.DataFrame, say: Language) -> list[dict[str, Any]]:
    """One entry per register: its files and the sums of their rows."""
    parts = files_read.partition_by("source", as_dict=True)
    sums = ("rows_read", "loaded", "quarantined", "excluded")
    return [
        {"title": say(title), "files": part.to_dicts(), **part.select(sums).sum().row(0, named=True)}
        for register, title in REGISTERS.items()
        if (part := parts.get((register,))) is not None
    ]
