"""The closing summary of a night, as an official would read it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.language import CHINESE, Language
from sources.vocabulary import CHILD_STATUS, FILED, IN_SCHOOL, LIST


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed ledger: what it is called and how many children it has."""

    label: str
    children: int


def ledger_lines(ledger: pl.DataFrame, say: Language = CHINESE) -> list[Line]:
    """The ledger's lines that have children, filed statuses as one line; they add up to the total.

    ``ledger`` has ``status, children`` of the county, ``age_unknown`` beside the statuses, which is left out.
    """
    counts = dict(ledger.select("status", "children").rows())
    labels = say.labels(CHILD_STATUS)
    lines = [Line(label, counts.get(code, 0)) for code, label in labels.items() if code not in FILED]
    filed = [(labels[code], counts.get(code, 0)) for code in FILED if counts.get(code, 0)]
    if filed:
        graduated = list(CHILD_STATUS.codes).index("graduated") + 1
        label = say("备案（{parts}）", parts=say("、").join(f"{name} {number:,}" for name, number in filed))
        lines.insert(graduated, Line(label, sum(number for _, number in filed)))
    return [line for line in lines if line.children]


def sentences(
    county: str, as_of: str, ledger: pl.DataFrame, lists: pl.DataFrame, say: Language = CHINESE
) -> list[str]:
    """The summary, line by line: total, ledger, its sum, rates with their denominators, lists."""
    counts = dict(ledger.select("status", "children").rows())
    lines = ledger_lines(ledger, say)
    total = sum(line.children for line in lines)
    outside, unevidenced = counts.get("enrolled_outside", 0), counts.get("outside_unevidenced", 0)
    in_school = sum(counts.get(status, 0) for status in IN_SCHOOL)
    told = [say("{county}　基准日 {as_of}　适龄儿童 {n:,} 人", county=county, as_of=as_of, n=total)]
    told += [f"  {line.children:>9,}  {line.label}" for line in lines]
    told.append(f"  {total:,} = " + " + ".join(f"{line.children:,}" for line in lines))
    told.append(say("在校合计 {share}", share=_share(in_school, total)))
    if outside + unevidenced:
        told.append(say("县外就读取证率 {share}", share=_share(outside, outside + unevidenced)))
    if counts.get("age_unknown"):
        told.append(say("另有出生日期不明 {n:,} 人，已列入数据核对清单", n=counts["age_unknown"]))
    named = dict(lists.rows())
    on_lists = (f"{label} {named.get(code, 0):,}" for code, label in say.labels(LIST).items() if code != "none")
    told.append(say("清单：") + say("，").join(on_lists))
    return told


def check_lines(checks: pl.DataFrame, say: Language = CHINESE) -> list[str]:
    """How many promises were kept at the gates, and each that was not, guards on totals first.

    ``checks`` are rows of ``checks.results.RESULT``.
    """
    broken = checks.filter(~pl.col("success")).sort(pl.col("gate") != "totals", maintain_order=True)
    told = say("数据约定：{all} 项，符合 {kept} 项", all=checks.height, kept=checks.height - broken.height)
    if broken.is_empty():
        return [told]
    warned = say("{told}，提示 {warned} 项（详见 checks/index.html）", told=told, warned=broken.height)
    sentences = broken.select("title", "sentence").iter_rows()
    return [warned, *(f"  ! {say.sentence(title)}{say('：')}{say.sentence(told)}" for title, told in sentences)]


def linkage_sentence(linkage: pl.DataFrame, wrong: pl.DataFrame, say: Language = CHINESE) -> str:
    """How many links, and children, are expected to be wrong: one line, each number with its denominator.

    ``linkage`` has the columns of the table ``linkage``, ``wrong`` those of ``expected_wrong``.
    """
    roll = linkage.filter(pl.col("problem") == "population-roll").row(0, named=True)
    of = {row["kind"]: row for row in wrong.to_dicts()}
    verified, listed = of["wrongly_verified"], of["wrongly_listed"]
    told = (
        ("户籍—学籍链接 {n:,} 对，预期误链 {wrong} 对（95% 上限 {most:,}）",
         roll["linked"], roll["expected_false"], roll["false_at_most"]),
        ("凭链接不列清单 {n:,} 人，预期误认定 {wrong} 人（95% 上限 {most:,}）",
         verified["children"], verified["expected"], verified["at_most"]),
        ("入户核查 {n:,} 人，预期误列 {wrong} 人", listed["children"], listed["expected"], None),
    )
    return say("比对：") + say("；").join(
        say(message, n=number, wrong=few(wrong, say), most=most) for message, number, wrong, most in told)


def places(out: Path, kept: Path, say: Language = CHINESE) -> list[str]:
    """Where the night's work lies, a line each."""
    files = ("report.html", "exceptions.csv", "data_desk.csv", "rollcall.duckdb")
    first, *others = (str(out / name) for name in files)
    return [say("结果：{place}", place=first), *(say("　　　{place}", place=place) for place in others),
            say("　　　{place}（本夜留存）", place=kept)]


def few(expected: float, say: Language = CHINESE) -> str:
    """An expected number in words: never 0 unless it is exactly so."""
    if 0 < expected < 0.001:
        return say("不足 0.001")
    return f"{expected:.3f}".rstrip("0").rstrip(".") if expected < 10 else f"{expected:,.1f}"


def _share(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,}" + (f" = {part / whole:.2%}" if whole else "")
