"""Guards on a register's totals: rows beside last night's, and shares that a broken export gets wrong.

A column can keep every promise row by row while the export is of another county, of half the pupils or shifted by one
column; what gives that away are totals. Each share is held in two ways: within what is plausible of any county, and
near what it was on the last published night. The first is told, since counties differ; the second refuses the
source, since registers do not change overnight and an operator who knows better can accept it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from checks.promises import FEWEST_ROWS_TO_JUDGE, Gate, Promise, Rule
from sources.identity.age import age_on
from sources.vocabulary import Severity

#: The total that is not a share.
ROWS = "rows"
OFF = "off"


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of a register's rows: ``says`` names the rows that are counted, ``look`` where to look for a fault."""

    says: str
    look: str


#: What shares are taken of every register that has the columns (``totals`` computes them).
MEASURES: Mapping[str, Measure] = MappingProxyType({
    "missing_ids": Measure("没有证件号码的行", "请确认导出时带有号码列、各列没有错位"),
    "of_age": Measure("适龄人员", "请确认导出的年龄范围和出生日期列"),
    "male": Measure("性别已知者中的男性", "请确认性别列及其代码"),
    "known_towns": Measure("乡镇在本县名单中的行", "请确认导出的是本县数据，或在设置 [county] towns 中补充乡镇"),
})


@dataclass(frozen=True, slots=True)
class Limit:
    """Between what a share should lie, how far it may be from last night's, and what happens when it is not.

    Shares and ``change`` are parts of one. Severities are fatal, warn, or off.
    """

    at_least: float = 0.0
    at_most: float = 1.0
    change: float = 1.0
    severity: str = Severity.WARN
    change_severity: str = Severity.FATAL


#: Register → share → its limit. Ranges are wide: a registry may be of all ages or of the school-age only. A change of
#: 0.1 in a county of 14,000 children is 1,400 children whose row says something else than yesterday.
LIMITS: Mapping[str, Mapping[str, Limit]] = MappingProxyType({
    "population": {
        "missing_ids": Limit(at_most=0.2, change=0.1),
        "of_age": Limit(at_least=0.05, change=0.1),
        "male": Limit(at_least=0.4, at_most=0.65, change=0.05),
        "known_towns": Limit(at_least=0.8, change=0.1),
    },
    "roll": {
        "missing_ids": Limit(at_most=0.3, change=0.1),
        "of_age": Limit(at_least=0.5, change=0.1),
        "male": Limit(at_least=0.4, at_most=0.65, change=0.05),
    },
    "poverty": {
        "missing_ids": Limit(at_most=0.2, change=0.1),
        "of_age": Limit(at_least=0.05, change=0.1),
        "male": Limit(at_least=0.4, at_most=0.65, change=0.05),
        "known_towns": Limit(at_least=0.8, change=0.1),
    },
})


@dataclass(frozen=True, slots=True)
class Watch:
    """What one register's totals are held against tonight.

    ``before`` is what they were on the last published night (``rows`` and the names of ``MEASURES``), empty before the
    first. ``shrink`` and ``growth`` are parts of the rows of that night. ``accepted`` registers are told, not refused.
    """

    limits: Mapping[str, Limit] = field(default_factory=dict)
    shrink: float | None = None
    growth: float | None = None
    before: Mapping[str, float] = field(default_factory=dict)
    ages: tuple[int, int] = (6, 15)
    towns: tuple[str, ...] = ()
    accepted: bool = False


UNWATCHED = Watch()


def limits(register: str, settled: Mapping[str, Mapping[str, Any]]) -> dict[str, Limit]:
    """The register's limits, with what the office has ``settled`` otherwise: share → parts of ``Limit``."""
    usual = LIMITS.get(register, {})
    changed = {name: replace(usual.get(name, Limit()), **parts) for name, parts in settled.items() if parts}
    return {**usual, **changed}


def totals(rows: pl.DataFrame, as_of: date, watch: Watch) -> pl.DataFrame:
    """``record_id``, and a column of ones and zeros per watched share that ``rows`` tell; null is unknown."""
    youngest, oldest = watch.ages
    made = {
        "missing_ids": ("id_class", pl.col("id_class") == "blank"),
        "of_age": ("dob", age_on(pl.col("dob"), as_of).is_between(youngest, oldest)),
        "male": ("sex", pl.col("sex") == "1"),
        "known_towns": ("town", pl.col("town").is_in(watch.towns).fill_null(False) if watch.towns else None),
    }
    return rows.select("record_id", *(
        share.cast(pl.Int8).alias(name)
        for name, (column, share) in made.items()
        if name in watch.limits and column in rows.columns and share is not None
    ))


def guards(register: str, shares: pl.DataFrame, watch: Watch) -> tuple[Promise, ...]:
    """The promises about the totals of a register whose ``totals`` are ``shares``, rows first.

    Of fewer than a hundred rows no share is judged, of tonight's or of last night's.
    """
    made = [*_of_rows(watch, register)]
    for name in shares.columns[1:]:
        if (known := shares[name].count()) >= FEWEST_ROWS_TO_JUDGE:
            made += _of_share(name, known, watch, register)
    kept = (one for one in made if one.severity != OFF)
    return tuple(replace(one, severity=Severity.WARN) if watch.accepted else one for one in kept)


#: What a guard expects, and what to do where it is not so.
_SHRUNK = "请确认导出完整；确实减少时加 --accept {register}"
_NO_LESS = "上一夜有 {before:,} 行，减少不应超过 {share:.0%}"
_GROWN = "请确认没有混入别的县或往年的数据；确实增加时加 --accept {register}"
_NO_MORE = "上一夜有 {before:,} 行，增加不应超过 {share:.0%}"
_ACCEPT = "{look}；确实如此时加 --accept {register}"
_CHANGED = "上一夜是 {before:.2%}，变化不应超过 {points:g} 个百分点"
_AT_LEAST, _AT_MOST = "不应低于 {least:.1%}", "不应高于 {most:.1%}"
_BETWEEN = "应在 {least:.1%} 与 {most:.1%} 之间"


def _of_rows(watch: Watch, register: str) -> Iterator[Promise]:
    before = int(watch.before.get(ROWS, 0))
    if before and watch.shrink is not None:
        mend = _SHRUNK.format(register=register)
        yield Promise(Gate.TOTALS, "", Rule.ROWS, "行数没有骤减", mend, severity=Severity.FATAL,
                      arguments={"min_value": before * (1 - watch.shrink)},
                      expected=_NO_LESS.format(before=before, share=watch.shrink))
    if before and watch.growth is not None:
        # A roll to which last year's was appended would show children enrolled who have left.
        mend = _GROWN.format(register=register)
        yield Promise(Gate.TOTALS, "", Rule.ROWS, "行数没有骤增", mend, severity=Severity.FATAL,
                      arguments={"max_value": before * (1 + watch.growth)},
                      expected=_NO_MORE.format(before=before, share=watch.growth))


def _of_share(name: str, known: int, watch: Watch, register: str) -> Iterator[Promise]:
    limit, measure = watch.limits[name], MEASURES[name]
    accept = _ACCEPT.format(look=measure.look, register=register)
    mend = accept if limit.severity == Severity.FATAL else measure.look
    yield Promise(Gate.TOTALS, name, Rule.SHARE, measure.says, mend, severity=limit.severity, of=known,
                  arguments={"min_value": limit.at_least, "max_value": limit.at_most}, expected=_range(limit))
    before = watch.before.get(name)
    if before is not None:
        yield Promise(Gate.TOTALS, name, Rule.SHARE, measure.says, accept, of=known,
                      severity=limit.change_severity,
                      arguments={"min_value": before - limit.change, "max_value": before + limit.change},
                      expected=_CHANGED.format(before=before, points=limit.change * 100))


def _range(limit: Limit) -> str:
    if limit.at_most >= 1:
        return _AT_LEAST.format(least=limit.at_least)
    if limit.at_least <= 0:
        return _AT_MOST.format(most=limit.at_most)
    return _BETWEEN.format(least=limit.at_least, most=limit.at_most)
