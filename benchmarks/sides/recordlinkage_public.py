"""recordlinkage on FEBRL4, by its ECM classifier, which needs no labels. Runs in the peers' environment.

    build/peers/.venv/bin/python benchmarks/sides/recordlinkage_public.py febrl4 FOLDER OUT

Blocks and comparisons are those of its own pages on this set, with more blocks (one alone loses a third of the pairs)
and a comparison of every column; then its one-to-one step. Writes left, right.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import recordlinkage as rl
from phases import imported, phase

BLOCKS = ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode")
ALIKE = {"given_name": 0.85, "surname": 0.85, "address_1": 0.85, "suburb": 0.85}
EQUAL = ("date_of_birth", "soc_sec_id", "postcode", "state", "street_number")


def main() -> None:
    """Link the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("febrl4",))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    wanted = parser.parse_args()
    with phase("read"):
        left, right = (_read(wanted.folder / name) for name in ("dataset4a.csv", "dataset4b.csv"))
    with phase("candidates"):
        index = rl.Index()
        for column in BLOCKS:
            index.block(column)
        pairs = index.index(left, right)
    with phase("compare"):
        features = _comparisons().compute(pairs, left, right)
    with phase("train, predict"):
        links = rl.ECMClassifier(binarize=0.5).fit_predict((features > 0).astype(int))
    with phase("one-to-one"):
        links = rl.OneToOneLinking().compute(links)
    links.to_frame(index=False, name=["left", "right"]).to_parquet(wanted.out)


def _read(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, skipinitialspace=True, index_col="rec_id")
    return frame.rename(columns=str.strip).apply(lambda column: column.str.strip().replace("", None))


def _comparisons() -> rl.Compare:
    compare = rl.Compare()
    for column, threshold in ALIKE.items():
        compare.string(column, column, method="jarowinkler", threshold=threshold, label=column)
    for column in EQUAL:
        compare.exact(column, column, label=column)
    return compare


if __name__ == "__main__":
    imported()
    main()
