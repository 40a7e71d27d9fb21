"""The invented county as files: registers under their contracts' headings, the settings, and the truth beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl

import sources
from sources.contract import Contract
from sources.synthetic.plan import ALL_FATES, MISSING, Plan

_CONTRACTS: dict[str, Contract] = {one.CONTRACT.register: one.CONTRACT for one in sources.REGISTERS}
_RECORD = ("source", "file_name", "sheet", "row_no", "person", "damage")


def clear(out: Path) -> None:
    """Removes what an earlier call wrote into that folder, and nothing else."""
    for folder in ("inbox", "truth"):
        shutil.rmtree(out / folder, ignore_errors=True)


def write_register(out: Path, register: str, name: str, rows: pl.DataFrame) -> str:
    """Writes one CSV file of a register (UTF-8 with BOM, the contract's headings in its order); returns its name."""
    contract = _CONTRACTS[register]
    columns = [column for column in contract.columns if column.name in rows.columns]
    folder = out / "inbox" / register
    folder.mkdir(parents=True, exist_ok=True)
    rows.select(pl.col(column.name).alias(column.heading) for column in columns).write_csv(
        folder / name, include_bom=True, line_terminator="\r\n"
    )
    return name


def record_truth(register: str, name: str, persons: pl.Series, damage: list[list[str]]) -> pl.DataFrame:
    """Whose each row of a file is, and what was damaged in it. The heading is row 1, as in a spreadsheet."""
    return pl.DataFrame({
        "source": register, "file_name": name, "sheet": "", "row_no": np.arange(2, len(persons) + 2), "person": persons,
        "damage": pl.Series([";".join(kinds) for kinds in damage], dtype=pl.String),
    }).select(_RECORD)


def write_records(out: Path, records: list[pl.DataFrame]) -> None:
    """Adds whose each row of a file is to truth/records.csv."""
    _add(out / "truth" / "records.csv", pl.concat(records))


def write_persons(out: Path, people: pl.DataFrame, on_list: np.ndarray, absent: np.ndarray) -> None:
    """Adds people to truth/persons.csv.

    Its columns: person, status, schooled (0 for the children a night must never lose), town, poverty, kinds, fate,
    same_as (of a double registration: the person whom it repeats). Statuses are those of a perfect night, and
    ``other_age`` or ``unregistered`` for people outside the denominator. ``absent`` are rows of pupils on the roll who
    are not in class.
    """
    codes = list(range(len(ALL_FATES)))
    person = people["person"]
    again = people["same_as"].to_numpy() != np.arange(len(people))
    gone = pl.Series(np.isin(np.arange(len(people)), absent))
    told = pl.col("fate").replace_strict(codes, [fate.status for fate in ALL_FATES])
    persons = people.select(
        "person", pl.when(gone).then(pl.lit("suspected_dropout")).otherwise(told).alias("status"),
        pl.when("registered").then("town_name").alias("town"), pl.Series("poverty", on_list.astype(np.int8)),
        pl.when(gone).then(pl.lit("not_in_class")).otherwise("kinds").alias("kinds"),
        pl.col("fate").replace_strict(codes, [fate.name for fate in ALL_FATES]).alias("fate_name"),
        pl.when(pl.Series(again)).then(person.gather(people["same_as"].cast(pl.UInt32))).alias("same_as"),
    ).rename({"fate_name": "fate"})
    schooled = (~pl.col("status").is_in(MISSING)).cast(pl.Int8).alias("schooled")
    persons = persons.select("person", "status", schooled, pl.exclude("person", "status"))
    _add(out / "truth" / "persons.csv", persons)


def true_statuses(out: Path) -> pl.DataFrame:
    """``town, status, children`` of the county written there: those who are counted, by their true status."""
    persons = pl.read_csv(out / "truth" / "persons.csv", infer_schema=False)
    counted = persons.filter(~pl.col("status").is_in(["other_age", "unregistered"]))
    return counted.group_by("town", "status").agg(children=pl.len().cast(pl.Int64))


def _add(path: Path, rows: pl.DataFrame) -> None:
    """Adds rows to a file of truth, which begins with a heading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        rows.write_csv(file, include_header=file.tell() == 0)


def write_settings(out: Path, plan: Plan, children: int) -> None:
    """Writes county.toml for that county, with its date fixed."""
    towns = ", ".join(f'"{town}"' for town in plan.towns)
    sources = "".join(f'\n[sources.{name}]\npath = "inbox/{name}/*"\n' for name in _CONTRACTS)
    text = (
        f"# 虚构的县，全部数据均为虚构：{children} 名适龄儿童，种子 {plan.seed}，差错程度 {plan.level}\n"
        f'[county]\nname = "{plan.county}"\ndivision_code = "{plan.division}"\ntowns = [{towns}]\n\n'
        f"[night]\nas_of = {plan.as_of.isoformat()}\n{sources}\n[output]\nfolder = \"out\"\n"
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / "county.toml").write_text(text, encoding="utf-8")
