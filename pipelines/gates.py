"""The gates of a night: whether its registers may be used, and whether its tables may be published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

import sources
from checks.answered import Answered
from checks.guards import Watch, limits
from checks.promises import Gate
from checks.published import Inputs, published
from checks.registers import checked
from checks.results import fatal, refuse_if_fatal
from pipelines.arrival.intake import county_towns
from pipelines.errors import NothingPublishedError
from pipelines.linkage import Linkage
from pipelines.run import Choices
from pipelines.settings import Settings, Source
from pipelines.store import Workspace
from sources.contract import Contract
from sources.identity.age import age_on, school_year_band
from sources.person import Loaded, SourceRefusedError

#: Registers whose size and age are watched; a school list may be a year old, and an evidence inbox is emptied.
GUARDED = ("population", "roll", "poverty")

#: Register → its totals on the last published night: ``rows``, and shares by the names of ``checks.guards.MEASURES``.
Totals = Mapping[str, Mapping[str, float]]


def check_registers(
    registers: Mapping[str, Loaded], settings: Settings, as_of: date, before: Totals, choices: Choices,
    answered: Answered | None = None,
) -> pl.DataFrame:  # fmt: skip
    """What Great Expectations found in these registers (``checks.results.RESULT``), one row per promise.

    What was ``answered`` on an earlier night is not asked again.

    Raises SourceRefusedError when a fatal promise is broken, a guard on totals among them, or when data are older
    than allowed. Guards and age are only told of registers that the operator accepts.
    """
    for name in GUARDED:
        if name in registers and name not in choices.accepted:
            _refuse_old(registers[name], _source(settings, name), as_of)
    towns = county_towns(settings, registers["schools"]) if "schools" in registers else settings.county.towns
    results = pl.concat([
        checked(loaded, _contract(name), as_of, watch(name, settings, before, towns, choices), answered)
        for name, loaded in registers.items()
    ])
    refuse_if_fatal(results)
    return results


def check_published(workspace: Workspace, inputs: Inputs, answered: Answered | None = None) -> pl.DataFrame:
    """What Great Expectations found in the tables that are about to be published, one row per promise.

    What was ``answered`` on an earlier night is not asked again.

    Raises NothingPublishedError when a fatal promise is broken.
    """
    with workspace.lent() as connection:
        results = published(connection, inputs, answered)
    for title, sentence in fatal(results).select("title", "sentence").head(1).iter_rows():
        raise NothingPublishedError(f"待发布的“{title}”不符合约定：{sentence}")
    return results


def inputs_of(registers: Mapping[str, Loaded], linkage: Linkage, settings: Settings, as_of: date) -> Inputs:
    """What the night took in, counted without the tables that were made of it."""
    rows = {
        "record": sum(loaded.records.height for loaded in registers.values()),
        "source_file": sum(loaded.files.height for loaded in registers.values()),
        "link": linkage.links.height,
        "pair": linkage.pairs.height,
        "child": int(registers["population"].rows.select(_of_age(settings, as_of).sum()).item()),
        "run": 1,
    }
    assigned = "assignment" in registers and registers["assignment"].rows.height > 0
    return Inputs(rows, assigned)


def shares_of(results: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Register → share → what it is tonight, for the next night to be held against."""
    shares: dict[str, dict[str, float]] = {}
    found = results.filter((pl.col("gate") == Gate.TOTALS.value) & (pl.col("column") != ""))
    for register, share, part in found.select("register", "column", "observed").drop_nulls().iter_rows():
        shares.setdefault(register, {})[share] = part
    return shares


def _of_age(settings: Settings, as_of: date) -> pl.Expr:
    born, ages = pl.col("dob"), settings.night.ages
    if settings.night.age_mode == "school_year":
        return born.is_between(*school_year_band(as_of, ages))
    return age_on(born, as_of).is_between(*ages)


def watch(name: str, settings: Settings, before: Totals, towns: tuple[str, ...], choices: Choices) -> Watch:
    """What that register's totals are held against tonight."""
    source = _source(settings, name)
    guarded = name in GUARDED
    return Watch(
        limits(name, source.guards.settled),
        shrink=source.max_shrink if guarded else None,
        growth=source.max_growth if guarded else None,
        before=before.get(name, {}),
        ages=settings.night.ages,
        towns=towns,
        accepted=name in choices.accepted,
    )


def _source(settings: Settings, name: str) -> Source:
    return getattr(settings.sources, name, None) or Source()


def _contract(name: str) -> Contract:
    return sources.register_named(name).CONTRACT


def _refuse_old(loaded: Loaded, source: Source, as_of: date) -> None:
    newest = loaded.files["as_of"].drop_nulls().max()
    if isinstance(newest, date) and newest < as_of - timedelta(days=source.max_source_age_days):
        raise SourceRefusedError(
            loaded.register,
            f"{_contract(loaded.register).title}的数据日期是 {newest}，"
            f"早于基准日 {as_of} 超过 {source.max_source_age_days} 天："
            f"请换用新的数据；确需使用时加 --accept {loaded.register}。",
        )
