"""An invented county's registers read into files of persons, and these linked, in two processes.

    .venv/bin/python benchmarks/sides/county.py read COUNTY FOLDER
    .venv/bin/python benchmarks/sides/county.py link FOLDER OUT.parquet
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl
from phases import imported, phase
from registers import registers_of

from pipelines.linkage import link_registers

REGISTERS = ("population", "roll", "poverty", "evidence")


def read(county: Path, folder: Path) -> None:
    """Each register's persons as FOLDER/register.parquet, and the day they are read for."""
    registers, as_of = registers_of(county)
    folder.mkdir(parents=True, exist_ok=True)
    for name in REGISTERS:
        registers[name].rows.write_parquet(folder / f"{name}.parquet")
    (folder / "as_of").write_text(as_of.isoformat())


def link(folder: Path, out: Path) -> None:
    """The registers linked; the links written."""
    with phase("read"):
        persons = {name: pl.read_parquet(folder / f"{name}.parquet") for name in REGISTERS}
    with phase("link"):
        linkage = link_registers(persons, as_of=date.fromisoformat((folder / "as_of").read_text()))
    with phase("write"):
        linkage.links.write_parquet(out)
    print(f"records: {sum(frame.height for frame in persons.values()):,}")


if __name__ == "__main__":
    imported()
    {"read": read, "link": link}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
