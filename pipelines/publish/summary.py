"""The closing summary of a night, as an official would read it out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sources.vocabulary import CHILD_STATUS, FILED, IN_SCHOOL, LIST


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed ledger: what it is called and how many children it has."""

    label: str
    children: int


def ledger_lines(ledger: pl.DataFrame) -> list[Line]:
    """The ledger's lines that have children, filed statuses as one line; they add up to the total.

    ``ledger`` has ``status, children`` of the county, ``age_unknown`` beside the statuses, which is left out.
    """
    counts = dict(ledger.select("status", "children").rows())
    lines = [Line(label, counts.get(code, 0)) for code, label in CHILD_STATUS.labels.items() if code not in FILED]
    filed = [(CHILD_STATUS.labels[code], counts.get(code, 0)) for code in FILED if counts.get(code, 0)]
    if filed:
        graduated = list(CHILD_STATUS.codes).index("graduated") + 1
        label = "备案（" + "、".join(f"{name} {number:,}" for name, number in filed) + "）"
        lines.insert(graduated, Line(label, sum(number for _, number in filed)))
    return [line for line in lines if line.children]


def sentences(county: str, as_of: str, ledger: pl.DataFrame, lists: pl.DataFrame) -> list[str]:
    """The summary, line by line: total, ledger, its sum, rates with their denominators, lists."""
    counts = dict(ledger.select("status", "children").rows())
    lines = ledger_lines(ledger)
    total = sum(line.children for line in lines)
    outside, unevidenced = counts.get("enrolled_outside", 0), counts.get("outside_unevidenced", 0)
    in_school = sum(counts.get(status, 0) for status in IN_SCHOOL)
    told = [f"{county}　基准日 {as_of}　适龄儿童 {total:,} 人"]
    told += [f"  {line.children:>9,}  {line.label}" for line in lines]
    told.append(f"  {total:,} = " + " + ".join(f"{line.children:,}" for line in lines))
    told.append(f"在校合计 {_share(in_school, total)}")
    if outside + unevidenced:
        told.append(f"县外就读取证率 {_share(outside, outside + unevidenced)}")
    if counts.get("age_unknown"):
        told.append(f"另有出生日期不明 {counts['age_unknown']:,} 人，已列入数据核对清单")
    named = dict(lists.rows())
    on_lists = (f"{label} {named.get(code, 0):,}" for code, label in LIST.labels.items() if code != "none")
    told.append("清单：" + "，".join(on_lists))
    return told


def check_lines(checks: pl.DataFrame) -> list[str]:
    """How many promises were kept at the gates, and each that was not, guards on totals first.

    ``checks`` are rows of ``checks.results.RESULT``.
    """
    broken = checks.filter(~pl.col("success")).sort(pl.col("gate") != "totals", maintain_order=True)
    told = f"数据约定：{checks.height} 项，符合 {checks.height - broken.height} 项"
    if broken.is_empty():
        return [told]
    sentences = broken.select("title", "sentence").iter_rows()
    return [f"{told}，提示 {broken.height} 项（详见 checks/index.html）", *(f"  ! {a}：{b}" for a, b in sentences)]


def linkage_sentence(linkage: pl.DataFrame, wrong: pl.DataFrame) -> str:
    """How many links, and children, are expected to be wrong: one line, each number with its denominator.

    ``linkage`` has the columns of the table ``linkage``, ``wrong`` those of ``expected_wrong``.
    """
    roll = linkage.filter(pl.col("problem") == "population-roll").row(0, named=True)
    of = {row["kind"]: row for row in wrong.to_dicts()}
    verified, listed = of["wrongly_verified"], of["wrongly_listed"]
    told = (
        ("户籍—学籍链接", roll["linked"], "对", "误链", roll["expected_false"], roll["false_at_most"]),
        ("凭链接不列清单", verified["children"], "人", "误认定", verified["expected"], verified["at_most"]),
        ("入户核查", listed["children"], "人", "误列", listed["expected"], None),
    )
    return "比对：" + "；".join(_expected(*one) for one in told)


def _expected(whole: str, number: int, unit: str, what: str, expected: float, most: int | None) -> str:
    bound = "" if most is None else f"（95% 上限 {most:,}）"
    return f"{whole} {number:,} {unit}，预期{what} {few(expected)} {unit}{bound}"


def few(expected: float) -> str:
    """An expected number in words: never 0 unless it is exactly so."""
    if 0 < expected < 0.001:
        return "不足 0.001"
    return f"{expected:.3f}".rstrip("0").rstrip(".") if expected < 10 else f"{expected:,.1f}"


def _share(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,}" + (f" = {part / whole:.2%}" if whole else "")
