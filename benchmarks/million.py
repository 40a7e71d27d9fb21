"""Rollcall beside Splink on one invented population, a million by a million, in one run on the same cores.

    .venv/bin/python benchmarks/million.py [--persons 1000000] [--seed 7] [--runs 3] [--sides ours,levels,library]

The registers and their truth come from invented.py. ``ours`` is rollcall with models/million.json; ``levels`` is
Splink with the same levels hand-tuned to the cheapest SQL; ``library`` is Splink with its own comparisons. Each side
is a process of its own: from its start until the links, one to one, are on disk. Sides alternate; medians count.
Ratios travel between machines, seconds do not; processor seconds are printed because they bear a busy machine.
Splink's training is given as its pages advise; the ratio without it is printed, too, in its favor.
Truth is read by scoring.py after the last side has ended.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from invented import written
from measuring import Measured, machine, measured, middle, peers_python, phases_in_words, versions
from scoring import links_scored

HERE = Path(__file__).parent
ROOM = HERE.parent / "build" / "million"
SIDES = ("ours", "levels", "library")


def main() -> None:
    """Make the registers once, run the sides in turn, then score and compare them."""
    wanted = _arguments()
    folder = written(wanted.persons, wanted.seed, ROOM / f"{wanted.persons}-{wanted.seed}")
    print(machine())
    print(f"ours: {versions(sys.executable, ('rollcall', 'polars', 'duckdb', 'rapidfuzz', 'numpy'))}")
    print(f"peers: {versions(peers_python(), ('splink', 'duckdb', 'sqlglot', 'numpy', 'pypinyin'))}")
    print(f"{wanted.persons:,} × {wanted.persons:,} invented persons, seed {wanted.seed}")
    runs: dict[str, list[Measured]] = {side: [] for side in wanted.sides}
    for number in range(wanted.runs):
        for side in wanted.sides:
            run = measured(_command(side, folder, wanted), log=folder / f"{side}.log")
            runs[side].append(run)
            print(f"run {number + 1} {side}: {run}")
    _told(runs, folder)


def _command(side: str, folder: Path, wanted: argparse.Namespace) -> list[str | Path]:
    links = folder / f"{side}.links.parquet"
    if side == "ours":
        return [sys.executable, HERE / "sides" / "ours_million.py", wanted.model, folder, links]
    return [
        peers_python(), HERE / "sides" / "splink_million.py", side, folder, links,
        "--threshold", str(wanted.threshold), "--random-pairs", str(wanted.random_pairs),
    ]  # fmt: skip


def _told(runs: dict[str, list[Measured]], folder: Path) -> None:
    """Print medians, scores and ratios."""
    for side, measurements in runs.items():
        for line in measurements[-1].said:
            print(f"{side}: {line}")
    for side, measurements in runs.items():
        score = links_scored(folder / f"{side}.links.parquet", folder / "truth" / "truth.parquet")
        print(f"{side}: median {middle(measurements, lambda run: run.seconds):.1f} s, "
              f"processor {middle(measurements, lambda run: run.processor):.1f} s, "
              f"peak {max(run.peak for run in measurements):.2f} GiB; {phases_in_words(measurements)}")  # fmt: skip
        print(f"{side}: {score}; {score.pairs:,} links, {score.pairs - score.right:,} false, "
              f"{score.true - score.right:,} of {score.true:,} missed")  # fmt: skip
    for side in runs.keys() - {"ours"} if "ours" in runs else ():
        ratios = [
            middle(runs[side], what) / middle(runs["ours"], what)
            for what in (lambda run: run.seconds, lambda run: run.processor, _without_training)
        ]
        print(f"{side} / ours: {ratios[0]:.1f} by the clock, {ratios[1]:.1f} by the processor, "
              f"{ratios[2]:.1f} by the processor without its training")  # fmt: skip


def _without_training(run: Measured) -> float:
    """Processor seconds less those of the phase train: Splink's alone, since ours trains inside its link."""
    return run.processor - run.phases.get("train", (0.0, 0.0))[1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sides", type=lambda text: text.split(","), default=list(SIDES))
    parser.add_argument("--model", type=Path, default=HERE / "models" / "million.json")
    # The threshold at which Splink's links had the best F1 among .5, .95, .9999 at 100,000: its best, found with truth.
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--random-pairs", type=float, default=1e7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
