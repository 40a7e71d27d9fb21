"""Who is who tonight: the registers given to the linkage as persons, its answers under the registers' own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

import polars as pl

from pipelines.linkage import Carried, Linkage, Thresholds, link_registers
from pipelines.settings import Settings
from sources.person import PERSON, Loaded

#: Registers about a child by name and number, which the linkage knows as one: what is on file.
ON_FILE = ("evidence", "approvals", "disability")
_LINKED = ("population", "roll", "poverty")


def matched(
    registers: Mapping[str, Loaded], settings: Settings, as_of: date, carried: Carried | None = None
) -> Linkage:
    """All registers of persons linked, what people decided before any weight; with what an earlier night ``carried``.

    ``right_source`` of links and pairs is the register the record stands in.
    """
    persons = persons_of(registers)
    thresholds = Thresholds(**settings.linkage.model_dump(include={one.name for one in fields(Thresholds)}))
    decisions = verdicts(registers["decisions"].rows)
    found = link_registers(persons, as_of=as_of, thresholds=thresholds, decisions=decisions, carried=carried)
    return replace(found, links=_under_own_names(found.links), pairs=_under_own_names(found.pairs))


def persons_of(registers: Mapping[str, Loaded]) -> dict[str, pl.DataFrame]:
    """The registers as the linkage knows them, each with the columns of PERSON at least."""
    return {name: registers[name].rows for name in _LINKED} | {"evidence": _on_file(registers)}


def verdicts(decisions: pl.DataFrame) -> pl.DataFrame:
    """``left_record, right_record, decision`` for the linkage; of one pair the latest day last, of a day what was
    read last."""
    in_order = decisions.sort("decided_on", "place")
    return in_order.select("left_record", "right_record", "decision")


def _on_file(registers: Mapping[str, Loaded]) -> pl.DataFrame:
    return pl.concat([registers[name].rows.select(*PERSON) for name in ON_FILE])


def _under_own_names(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with ``right_source`` told from the record id, which begins with the register's name."""
    register = pl.col("right_record").str.extract(r"^([a-z_]+)-", 1)
    on_file = pl.col("right_source") == "evidence"
    return pairs.with_columns(pl.when(on_file).then(register).otherwise("right_source").alias("right_source"))
