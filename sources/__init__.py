"""The registers: what each promises, and each read into the shape that the night uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import polars as pl

from sources import evidence, population, poverty, reading, roll, schools
from sources.contract import Contract
from sources.person import FINDING, RECORD, Conformed, Loaded, SourceRefusedError, Terms
from sources.vocabulary import FINDINGS, QUARANTINED

__all__ = ["REGISTERS", "Register", "accounted", "read", "register_named"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Register(Protocol):
    """What a register's module offers."""

    CONTRACT: Contract

    @staticmethod
    def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
        """The register's cells made typed and comparable."""
        ...


REGISTERS: tuple[Register, ...] = (population, roll, poverty, schools, evidence)  # type: ignore[assignment]


def register_named(name: str) -> Register:
    """The register of that name. Raises KeyError when there is none."""
    return {one.CONTRACT.register: one for one in REGISTERS}[name]


def read(
    register: str,
    files: list[Path],
    terms: Terms,
    *,
    key: bytes,
    defaults: Mapping[str, str] = _NOTHING,
    columns: Mapping[str, str] = _NOTHING,
    as_of: date | None = None,
) -> Loaded:
    """One register from its files, with every row accounted for.

    ``key`` makes the record ids; ``defaults`` are values for columns that the files lack, ``columns`` the heading to
    use where two mean one column, ``as_of`` the date of the data. Raises SourceRefusedError with one sentence for
    the operator.
    """
    module = register_named(register)
    rivals = tuple(one.CONTRACT for one in REGISTERS if one is not module)
    found = reading.read(
        module.CONTRACT, files, key=key, defaults=dict(defaults), columns=dict(columns), as_of=as_of, rivals=rivals
    )
    made = module.to_persons(found.cells, terms)
    records, files_counted = _set_aside(found.records, found.files, made.quarantined)
    told = _told_of_quarantined(register, found.records, made.quarantined)
    return accounted(Loaded(register, made.rows, records, pl.concat([found.findings, made.findings, told]), files_counted))


def accounted(loaded: Loaded) -> Loaded:
    """The same, once its rows add up: per sheet, rows read = loaded + quarantined + excluded, and as recorded.

    Raises SourceRefusedError otherwise, so that no row can be lost in silence.
    """
    outcomes = ("loaded", "quarantined", "excluded")
    counted = loaded.records.group_by("file_name", "sheet").agg(
        [(pl.col("outcome") == outcome).sum().cast(pl.Int64).alias(f"{outcome}_rows") for outcome in outcomes]
    )
    both = loaded.files.join(counted, on=["file_name", "sheet"], how="full", coalesce=True).fill_null(0)
    sums = pl.col("rows_read") == pl.sum_horizontal(outcomes)
    agree = pl.all_horizontal([pl.col(outcome) == pl.col(f"{outcome}_rows") for outcome in outcomes])
    wrong = both.filter(~(sums & agree))
    if wrong.height:
        where = "、".join(dict.fromkeys(wrong["file_name"]))
        raise SourceRefusedError(loaded.register, f"{where} 的行数对不上账（读入≠采用＋隔离＋不计入）：请重新导出该文件；如仍出现，请报告程序错误。")
    in_rows = loaded.records.filter(pl.col("outcome") == "loaded")["record_id"].sort()
    if not in_rows.equals(loaded.rows["record_id"].sort()):
        raise SourceRefusedError(loaded.register, "采用的行与登记的记录不一致：请重新导出该数据源；如仍出现，请报告程序错误。")
    return loaded


def _set_aside(records: pl.DataFrame, files: pl.DataFrame, quarantined: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records and file counts with those rows as quarantined instead of loaded."""
    marked = records.join(quarantined.rename({"reason": "because"}), on="record_id", how="left", maintain_order="left")
    moved = pl.col("because").is_not_null() & (pl.col("outcome") == "loaded")
    records = marked.with_columns(
        pl.when(moved).then(pl.lit("quarantined")).otherwise("outcome").alias("outcome"),
        pl.when(moved).then("because").otherwise("reason").alias("reason"),
    )
    counts = records.filter(pl.col("because").is_not_null()).group_by("file_name", "sheet").agg(pl.len().cast(pl.Int64).alias("moved"))
    joined = files.join(counts, on=["file_name", "sheet"], how="left", maintain_order="left").with_columns(pl.col("moved").fill_null(0))
    shifted = joined.with_columns(pl.col("loaded") - pl.col("moved"), pl.col("quarantined") + pl.col("moved"))
    return records.select(*RECORD), shifted.drop("moved")


def _told_of_quarantined(register: str, records: pl.DataFrame, quarantined: pl.DataFrame) -> pl.DataFrame:
    """A finding for each row that is set aside; its detail is the reason's label."""
    return quarantined.join(records.select("record_id", "file_name"), on="record_id", how="left", maintain_order="left").select(
        pl.lit(register).alias("source"),
        "record_id",
        "file_name",
        pl.lit(None, dtype=pl.String).alias("column_name"),
        pl.lit("row_quarantined").alias("code"),
        pl.lit(FINDINGS["row_quarantined"].severity).alias("severity"),
        pl.col("reason").replace_strict(QUARANTINED.labels, default=None, return_dtype=pl.String).alias("detail"),
    ).select(*FINDING)  # fmt: skip
