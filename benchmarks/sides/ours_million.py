"""Rollcall on the invented million: read, link by the model, write the links. Runs in the product's environment.

    .venv/bin/python benchmarks/sides/ours_million.py MODEL.json FOLDER OUT.parquet
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import polars as pl
from phases import imported, phase

from pipelines.linkage import Model, link
from sources.identity.numbers import identified

#: The invented pupils are of age in this year; their numbers are read as of this day.
AS_OF = date(2026, 9, 1)


def main() -> None:
    """Link and print the seconds of each phase."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    wanted = parser.parse_args()
    with phase("read"):
        model = Model.from_json(wanted.model.read_text("utf-8"))
        left, right = (_persons(wanted.folder / f"{side}.parquet") for side in ("left", "right"))
    with phase("link"):
        linked = link(left, right, model)
    with phase("write"):
        linked.links.select(left="left_record", right="right_record").write_parquet(wanted.out, compression="snappy")
    print(f"pairs compared: {linked.compared:,}, linked by the fast path: {linked.fast:,}")


def _persons(path: Path) -> pl.DataFrame:
    """A register's rows in the common shape: name, number and its class, district as town."""
    rows = pl.read_parquet(path).rechunk()
    numbers = identified(rows["citizen_id"], AS_OF, birth=rows["dob"])
    return pl.DataFrame([
        rows["record_id"], rows["name"].alias("name_key"),
        pl.repeat(False, rows.height, eager=True).alias("name_unreadable"),
        *numbers.select("citizen_id", "id_class", "id18", "id15").get_columns(), rows["sex"], rows["dob"],
        rows.select(pl.when(pl.col("dob").is_not_null()).then(pl.lit("day")).alias("dob_precision")).to_series(),
        rows["guardian"],
        rows["district"].alias("town"),
    ])  # fmt: skip


if __name__ == "__main__":
    imported()
    main()
