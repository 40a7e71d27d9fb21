"""The evaluation as tables that a person reads in a terminal, every rate beside its denominator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from pipelines.evaluation.aligned import table
from pipelines.evaluation.words import FAMILIES, TOLD, group_words
from pipelines.language import CHINESE, Language
from pipelines.publish.words import SHORT
from sources.vocabulary import CHILD_STATUS

if TYPE_CHECKING:
    from pipelines.evaluation import Evaluation

_SCORES = ("precision", "recall", "f1")
_RATE_WORDS = {"missed": "漏链", "false": "误链", "verified": "误认定", "listed": "误列入户", "review": "待复核"}
_GROUP_HEADING = (
    "分组", "儿童", "真实对", "漏链", "每千", "倍", "误链", "未就学", "误认定", "落下", "就学", "误列", "每万",
    "待复核", "每千", "倍", "明显高于全体",
)  # fmt: skip


def lines(result: Evaluation, say: Language = CHINESE) -> list[str]:
    """The evaluation, line by line: children, pairs of registers, groups of records, calibration, groups of people."""
    return [
        *_children(result, say), "", *_registers(result.registers, say), "", *_clusters(result.clusters, say), "",
        *_calibration(result.calibration, say), "", *_subgroups(result.subgroups, say),
    ]  # fmt: skip


def _children(result: Evaluation, say: Language) -> Iterator[str]:
    yield say("适龄儿童 {children:,}", children=result.children)
    yield say("户籍—学籍真实对 {true:,}；链接 {linked:,}，其中正确 {right:,}",
              true=result.true_pairs, linked=result.linked_pairs, right=result.right_pairs)
    yield say("  准确率 {precision:.6f}　召回率 {recall:.6f}", precision=result.precision, recall=result.recall)
    yield say("实际未就学 {missing:,}：被链接误认定为就学 {by_link:,}；因任何原因误认定 {verified:,}；"
              "不在任何清单 {unlisted:,}；待人工复核后才入户 {review:,}",
              missing=result.missing, by_link=result.missing_verified_by_link, verified=result.missing_verified,
              unlisted=result.missing_unlisted, review=result.missing_in_review)
    schooled = max(result.schooled, 1)
    yield say("实际就学 {schooled:,}：误列入户核查 {listed:,}（每万人 {listed_rate:.2f}）；"
              "待人工复核 {review:,}（每千人 {review_rate:.2f}）",
              schooled=result.schooled, listed=result.schooled_on_visit_list, review=result.schooled_in_review,
              listed_rate=10_000 * result.schooled_on_visit_list / schooled,
              review_rate=1000 * result.schooled_in_review / schooled)
    labels = say.labels(CHILD_STATUS)
    for true, given, number in result.statuses.rows():
        yield say("  实为{true}，认定为{given}：{number:,}",
                  true=labels.get(true, true), given=labels.get(given, given), number=number)


def _registers(registers: pl.DataFrame, say: Language) -> Iterator[str]:
    yield say("一、记录对（学籍—监测名单：直接链接，或经同一户籍记录相连）")
    rows = [
        ("—".join(say(SHORT[side]) for side in row["problem"].split("-")),
         *_numbers(row, "true_pairs", "found", "linked"), f"{row['linked'] - row['linked_right']:,}",
         *(f"{row[name]:.6f}" for name in _SCORES), *_numbers(row, "review_right", "review_wrong"), "")
        for row in registers.to_dicts()
    ]  # fmt: skip
    heading = ("登记册", "真实对", "找到", "链接", "误链", "准确率", "召回率", "F1", "复核中为真", "复核中为假", "")
    yield from table(_said(heading, say), rows)


def _clusters(clusters: pl.DataFrame, say: Language) -> Iterator[str]:
    (one,) = clusters.to_dicts()
    right, linked, true = one["pairs_right"], one["pairs_linked"], one["pairs_true"]
    exact, found, groups = one["groups_exact"], one["groups_found"], one["groups_true"]
    yield say("二、记录组：四个登记册的 {records:,} 条记录，真实 {owners:,} 人，认定 {clusters:,} 人", **one)
    rows = [
        (say("组内记录对"), f"{right:,}", f"{linked:,}", f"{true:,}", *_rates(right, linked, true), ""),
        (say("完全一致的组（两条以上）"), f"{exact:,}", f"{found:,}", f"{groups:,}", *_rates(exact, found, groups), ""),
        (say("逐条平均（B-cubed）"), "", "", "", *(f"{one[f'bcubed_{name}']:.6f}" for name in _SCORES), ""),
    ]
    yield from table(_said(("", "正确", "认定", "真实", "准确率", "召回率", "F1", ""), say), rows)


def _calibration(bins: pl.DataFrame, say: Language) -> Iterator[str]:
    yield say("三、概率校准：每段内预期与实际为同一人的比例（不足 100 对的不作判断；最低段只含公布的候选对）")
    rows = []
    for row in bins.to_dicts():
        verdict = {True: say("符合"), False: say("不符"), None: ""}[row["within"]]
        shares = (_share(row[name]) for name in ("expected", "observed", "tolerance"))
        rows.append((f"{row['low']:g}–{row['high']:g}", f"{row['pairs']:,}", *shares, verdict))
    yield from table(_said(("概率", "对数", "预期", "实际", "容许偏差", ""), say), rows)


def _subgroups(groups: pl.DataFrame, say: Language) -> Iterator[str]:
    yield say("四、分人群（“倍”以全体为 1；“明显高于全体”：若与全体相同，出现这样多的机会不到千分之一）")
    cell = pl.col("subgroup").str.split(":").list.first()
    rows: list[tuple[str, ...]] = []
    for (family,), part in groups.filter((pl.col("family") != "damage") | cell.is_in(TOLD)).group_by(
            "family", maintain_order=True):
        if family != "whole":
            rows.append((say("〔{family}〕", family=say(FAMILIES[str(family)])), *[""] * (len(_GROUP_HEADING) - 1)))
        rows += [_group(row, say) for row in part.to_dicts()]
    yield from table(_said(_GROUP_HEADING, say), rows)


def _group(row: dict, say: Language) -> tuple[str, ...]:
    unfair = say("、").join(say(words) for rate, words in _RATE_WORDS.items() if row[f"{rate}_unfair"])
    return (
        group_words(row["subgroup"], say),
        *_numbers(row, "children", "true_pairs", "missed_pairs"), _rate(row["missed_rate"]), _rate(row["missed_times"]),
        *_numbers(row, "false_links", "missing"),
        _alarming(row["missing_verified"], say), _alarming(row["missing_unlisted"], say),
        *_numbers(row, "schooled", "wrongly_listed"), _rate(row["listed_rate"]),
        *_numbers(row, "in_review"), _rate(row["review_rate"]), _rate(row["review_times"]),
        unfair,
    )  # fmt: skip


def _said(words: Sequence[str], say: Language) -> tuple[str, ...]:
    return tuple(map(say, words))


def _numbers(row: dict, *names: str) -> Iterator[str]:
    return (f"{row[name]:,}" for name in names)


def _alarming(lost: int, say: Language) -> str:
    """Children lost, marked: one is one too many, whatever the whole's rate is."""
    return say("{lost:,}！", lost=lost) if lost else "0"


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _rates(right: int, found: int, true: int) -> tuple[str, str, str]:
    precision, recall = (right / whole if whole else 1.0 for whole in (found, true))
    both = precision + recall
    return f"{precision:.6f}", f"{recall:.6f}", f"{2 * precision * recall / both if both else 0.0:.6f}"
