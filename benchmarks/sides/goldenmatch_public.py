"""GoldenMatch on the public sets by its own automatic Fellegi–Sunter configuration. Runs in the peers' environment.

    build/peers/.venv/bin/python benchmarks/sides/goldenmatch_public.py febrl4|historical FOLDER OUT

Record ids are kept from it: those of both sets contain the truth. historical writes OUT/clusters.parquet (record_id,
cluster); febrl4 is deduplicated as one table, as its own benchmark does, and the pairs across the two files that its
clusters imply are written (left, right): it has no one-to-one step.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from goldenmatch import dedupe_df
from goldenmatch.core.autoconfig import auto_configure_probabilistic_df
from phases import imported, phase


def historical(folder: Path, out: Path) -> None:
    """Clusters of the historical persons."""
    with phase("read"):
        records = pq.read_table(folder / "historical_figures_with_errors_50k.parquet").drop_columns(["cluster"])
    ids = records["unique_id"].to_pylist()
    clusters = _clustered(records.drop_columns(["unique_id"]).replace_schema_metadata())
    out.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"record_id": ids, "cluster": clusters}), out / "clusters.parquet")


def febrl4(folder: Path, out: Path) -> None:
    """Pairs across the two files that the clusters of both imply."""
    with phase("read"):
        records = duckdb.sql(f"""
            SELECT COLUMNS(*)::VARCHAR.trim().nullif('') FROM read_csv('{folder}/dataset4[ab].csv', all_varchar = true)
        """).to_arrow_table()
    ids = records["rec_id"].to_pylist()
    assigned = pa.table({"record_id": ids, "cluster": _clustered(records.drop_columns(["rec_id"]))})
    original = [name.endswith("-org") for name in ids]
    sides = [assigned.filter(pa.array([one == wanted for one in original])) for wanted in (True, False)]
    left, right = (side.rename_columns([name, "cluster"]) for side, name in zip(sides, ("left", "right"), strict=True))
    pq.write_table(left.join(right, "cluster", join_type="inner").select(["left", "right"]), out)


def _clustered(records: pa.Table) -> list[int]:
    """The cluster of each record, in order; a record in none is its own."""
    with phase("configure"):
        config = auto_configure_probabilistic_df(records)
        for key in config.get_matchkeys():
            if key.type == "weighted":
                key.rerank = False  # would fetch a language model
    with phase("train, predict, cluster"):
        found = dedupe_df(records, config=config)
    cluster = [-1 - row for row in range(records.num_rows)]
    for number, members in found.clusters.items():
        for row in members["members"] if isinstance(members, dict) else members.members:
            cluster[row] = number
    return cluster


def main() -> None:
    """Link one set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("febrl4", "historical"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    wanted = parser.parse_args()
    {"febrl4": febrl4, "historical": historical}[wanted.set](wanted.folder, wanted.out)


if __name__ == "__main__":
    imported()
    main()
