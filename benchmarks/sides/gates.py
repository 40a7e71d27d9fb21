"""The gates of a night on registers and tables of any size, timed by themselves.

    .venv/bin/python benchmarks/sides/gates.py read COUNTY FOLDER
    .venv/bin/python benchmarks/sides/gates.py ask FOLDER ROWS

``read`` takes a county after its night. ``ask`` repeats its rows under new ids until the registry has that many: what
a gate costs hangs on rows and columns, not on who the rows are.
"""

from __future__ import annotations

import math
import sys
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
from phases import imported, phase
from registers import registers_of

import sources
import sql
from checks.expectations import imported as import_expectations
from checks.guards import LIMITS, MEASURES, Watch
from checks.published import RESULTS, Inputs, published
from checks.registers import checked
from sources.person import Loaded

REGISTERS = ("population", "roll", "poverty")
IDS = ("record", "record_id", "child_id", "case_token", "file_name")
PARTS = ("rows", "records", "findings", "files")


def read(county: Path, folder: Path) -> None:
    """Each register's parts and the published tables, as files."""
    registers, as_of = registers_of(county)
    folder.mkdir(parents=True, exist_ok=True)
    for name in REGISTERS:
        for part in PARTS:
            getattr(registers[name], part).write_parquet(folder / f"{name}.{part}.parquet")
    (folder / "tables.duckdb").write_bytes((county / "out" / "rollcall.duckdb").read_bytes())
    (folder / "as_of").write_text(as_of.isoformat())


def ask(folder: Path, rows: int) -> None:
    """Ask Great Expectations about the registers, one after the other, and about the tables."""
    with phase("great expectations"):
        import_expectations()
    once = pl.scan_parquet(folder / "population.rows.parquet").select(pl.len()).collect().item()
    times = math.ceil(rows / once)
    as_of = date.fromisoformat((folder / "as_of").read_text())
    promises = 0
    for name in REGISTERS:
        loaded = _repeated(folder, name, times)
        before = {"rows": loaded.rows.height, **dict.fromkeys(MEASURES, 0.5)}
        watch = Watch(LIMITS[name], 0.2, 0.5, before, towns=("甲镇",))
        with phase(name):
            promises += checked(loaded, sources.register_named(name).CONTRACT, as_of, watch).height
        print(f"{name}: {loaded.rows.height:,} rows loaded of {loaded.records.height:,}")
        del loaded
    with duckdb.connect() as connection:
        counted = _tables(connection, folder / "tables.duckdb", times)
        with phase("tables"):
            promises += published(connection, Inputs({"child": counted["child"]})).height
    print(f"tables: {', '.join(f'{name} {height:,}' for name, height in counted.items() if height >= 1000)} rows")
    print(f"promises: {promises}")


def _repeated(folder: Path, name: str, times: int) -> Loaded:
    parts = {part: pl.read_parquet(folder / f"{name}.{part}.parquet") for part in PARTS}
    again = {part: pl.concat([_renamed(frame, n) for n in range(times)]) for part, frame in parts.items()}
    return Loaded(name, **again)


def _renamed(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    return frame.with_columns(pl.col("record_id") + f"-{number}") if "record_id" in frame.columns else frame


def _tables(connection: duckdb.DuckDBPyConnection, path: Path, times: int) -> dict[str, int]:
    """Make the published tables so many times as long, every id new; how many rows each has."""
    connection.execute(f"ATTACH '{path}' AS night (READ_ONLY)")
    counted = {}
    for model in sql.marts():
        if model.publish == "main" and model.name != RESULTS:
            new = [f"{name} || '-' || n AS {name}" for name in model.columns if name.endswith(IDS)]
            new += ["finding_no * 1000 + n AS finding_no"] if model.name == "finding" else []
            replace, much = (f"REPLACE ({', '.join(new)})", times) if new else ("", 1)
            connection.execute(
                f"CREATE TABLE {model.name} AS SELECT t.* {replace} FROM night.{model.name} t, range({much}) AS a(n)")
            counted[model.name] = connection.table(model.name).shape[0]
    return counted


if __name__ == "__main__":
    imported()
    if sys.argv[1] == "read":
        read(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        ask(Path(sys.argv[2]), int(sys.argv[3]))
