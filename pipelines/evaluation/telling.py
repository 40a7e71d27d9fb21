"""The evaluation in Chinese, as tables that a person reads in a terminal, every rate beside its denominator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from pipelines.evaluation.aligned import table
from pipelines.evaluation.words import FAMILIES, group_words
from pipelines.publish.words import SHORT
from sources.vocabulary import CHILD_STATUS

if TYPE_CHECKING:
    from pipelines.evaluation import Evaluation

#: What damage is shown for: the cells by which people are told apart. The others stand in the JSON.
_TOLD = r"^(population|roll)\.(name|citizen_id|dob|sex):"
_RATE_WORDS = {"missed": "漏链", "false": "误链", "verified": "误认定", "listed": "误列入户", "review": "待复核"}
_GROUP_HEADING = (
    "分组", "儿童", "真实对", "漏链", "每千", "倍", "误链", "未就学", "误认定", "落下", "就学", "误列", "每万",
    "待复核", "每千", "倍", "明显高于全体",
)  # fmt: skip


def lines(result: Evaluation) -> list[str]:
    """The evaluation, line by line: children, pairs of registers, groups of records, calibration, groups of people."""
    return [
        *_children(result), "", *_registers(result.registers), "", *_clusters(result.clusters), "",
        *_calibration(result.calibration), "", *_subgroups(result.subgroups),
    ]  # fmt: skip


def _children(result: Evaluation) -> Iterator[str]:
    yield f"适龄儿童 {result.children:,}"
    yield f"户籍—学籍真实对 {result.true_pairs:,}；链接 {result.linked_pairs:,}，其中正确 {result.right_pairs:,}"
    yield f"  准确率 {result.precision:.6f}　召回率 {result.recall:.6f}"
    yield (f"实际未就学 {result.missing:,}：被链接误认定为就学 {result.missing_verified_by_link:,}；"
           f"因任何原因误认定 {result.missing_verified:,}；不在任何清单 {result.missing_unlisted:,}；"
           f"待人工复核后才入户 {result.missing_in_review:,}")
    yield (f"实际就学 {result.schooled:,}：误列入户核查 {result.schooled_on_visit_list:,}"
           f"（每万人 {10_000 * result.schooled_on_visit_list / max(result.schooled, 1):.2f}）；"
           f"待人工复核 {result.schooled_in_review:,}"
           f"（每千人 {1000 * result.schooled_in_review / max(result.schooled, 1):.2f}）")
    labels = CHILD_STATUS.labels
    for true, given, number in result.statuses.rows():
        yield f"  实为{labels.get(true, true)}，认定为{labels.get(given, given)}：{number:,}"


def _registers(registers: pl.DataFrame) -> Iterator[str]:
    yield "一、记录对（学籍—监测名单：直接链接，或经同一户籍记录相连）"
    rows = [
        ("—".join(SHORT[side] for side in row["problem"].split("-")), *_numbers(row, "true_pairs", "found", "linked"),
         f"{row['linked'] - row['linked_right']:,}", *(f"{row[name]:.6f}" for name in ("precision", "recall", "f1")),
         *_numbers(row, "review_right", "review_wrong"), "")
        for row in registers.to_dicts()
    ]  # fmt: skip
    heading = ("登记册", "真实对", "找到", "链接", "误链", "准确率", "召回率", "F1", "复核中为真", "复核中为假", "")
    yield from table(heading, rows)


def _clusters(clusters: pl.DataFrame) -> Iterator[str]:
    (one,) = clusters.to_dicts()
    right, linked, true = one["pairs_right"], one["pairs_linked"], one["pairs_true"]
    exact, found, groups = one["groups_exact"], one["groups_found"], one["groups_true"]
    yield f"二、记录组：四个登记册的 {one['records']:,} 条记录，真实 {one['owners']:,} 人，认定 {one['clusters']:,} 人"
    rows = [
        ("组内记录对", f"{right:,}", f"{linked:,}", f"{true:,}", *_rates(right, linked, true), ""),
        ("完全一致的组（两条以上）", f"{exact:,}", f"{found:,}", f"{groups:,}", *_rates(exact, found, groups), ""),
        ("逐条平均（B-cubed）", "", "", "",
         *(f"{one[f'bcubed_{name}']:.6f}" for name in ("precision", "recall", "f1")), ""),
    ]  # fmt: skip
    yield from table(("", "正确", "认定", "真实", "准确率", "召回率", "F1", ""), rows)


def _calibration(bins: pl.DataFrame) -> Iterator[str]:
    yield "三、概率校准：每段内预期与实际为同一人的比例（不足 100 对的不作判断；最低段只含公布的候选对）"
    rows = []
    for row in bins.to_dicts():
        verdict = {True: "符合", False: "不符", None: ""}[row["within"]]
        shares = (_share(row[name]) for name in ("expected", "observed", "tolerance"))
        rows.append((f"{row['low']:g}–{row['high']:g}", f"{row['pairs']:,}", *shares, verdict))
    yield from table(("概率", "对数", "预期", "实际", "容许偏差", ""), rows)


def _subgroups(groups: pl.DataFrame) -> Iterator[str]:
    yield "四、分人群（“倍”以全体为 1；“明显高于全体”：若与全体相同，出现这样多的机会不到千分之一）"
    told = groups.filter((pl.col("family") != "damage") | pl.col("subgroup").str.contains(_TOLD))
    rows: list[tuple[str, ...]] = []
    for (family,), part in told.group_by("family", maintain_order=True):
        if family != "whole":
            rows.append((f"〔{FAMILIES[str(family)]}〕", *[""] * (len(_GROUP_HEADING) - 1)))
        rows += [_group(row) for row in part.to_dicts()]
    yield from table(_GROUP_HEADING, rows)


def _group(row: dict) -> tuple[str, ...]:
    unfair = "、".join(words for rate, words in _RATE_WORDS.items() if row[f"{rate}_unfair"])
    return (
        group_words(row["subgroup"]),
        *_numbers(row, "children", "true_pairs", "missed_pairs"), _rate(row["missed_rate"]), _rate(row["missed_times"]),
        *_numbers(row, "false_links", "missing"),
        _alarming(row["missing_verified"]), _alarming(row["missing_unlisted"]),
        *_numbers(row, "schooled", "wrongly_listed"), _rate(row["listed_rate"]),
        *_numbers(row, "in_review"), _rate(row["review_rate"]), _rate(row["review_times"]),
        unfair,
    )  # fmt: skip


def _numbers(row: dict, *names: str) -> Iterator[str]:
    return (f"{row[name]:,}" for name in names)


def _alarming(lost: int) -> str:
    """Children lost, marked: one is one too many, whatever the whole's rate is."""
    return f"{lost:,}！" if lost else "0"


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _rates(right: int, found: int, true: int) -> tuple[str, str, str]:
    precision, recall = (right / whole if whole else 1.0 for whole in (found, true))
    both = precision + recall
    return f"{precision:.6f}", f"{recall:.6f}", f"{2 * precision * recall / both if both else 0.0:.6f}"
