"""Nights on counties that nothing was developed with: who was lost, who was listed, and was it as sure as it said?

    .venv/bin/python benchmarks/counties.py --seeds 21-40 [--children 200000] [--level ordinary]

Each seed's county is invented (once), run through a first night and measured against its truth by ``rollcall
evaluate``. Printed per seed and for all: children, pairs, the bound on false links beside their true number; then the
calibration of all counties together and of each. A link is false when its records are of two persons. A bound fails
when a problem (two registers) has more false links than the night printed. Exit 1 when a missing child was verified by
a link.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from measuring import machine, versions
from tallying import COUNTS, bounds_of, calibrated, children_of, pairs_of

ROOM = Path("build/bench")


def main() -> None:
    """Run every county's night, tell each as it ends, then all of them together."""
    wanted = _arguments()
    print(machine())
    judged = [_judged(seed, wanted) for seed in wanted.seeds]
    seeds = [str(seed) for seed in wanted.seeds]
    children = pl.concat(children_of(one) for one in judged)
    pairs = pl.concat(pairs_of(one["registers"]) for one in judged)
    bounds = [bounds_of(one["registers"], one["bounds"]) for one in judged]
    bins = [pl.DataFrame(one["calibration"], infer_schema_length=None) for one in judged]
    _tell_children([*seeds, "all"], _with_total(children))
    _tell_pairs([*seeds, "all"], _with_total(pairs))
    _tell_bounds(seeds, bounds)
    _tell_bins("all seeds together", calibrated(bins))
    for seed, one in zip(seeds, bins, strict=True):
        _tell_bins(f"seed {seed}", calibrated([one]))
    failed = sum(not one["held"].all() for one in bounds)
    print(f"bound failed on {failed} of {len(bounds)} seeds")
    print(f"bins outside: {_outside(calibrated(bins))}; county by county: {_outside(*(calibrated([b]) for b in bins))}")
    print(f"{wanted.level}, {wanted.children:,} children, seeds {seeds[0]}–{seeds[-1]}; "
          + versions(sys.executable, ("rollcall", "polars", "duckdb", "rapidfuzz", "numpy")))  # fmt: skip
    sys.exit(int(children["missing_verified_by_link"].sum() > 0))


def _judged(seed: int, wanted: argparse.Namespace) -> dict[str, Any]:
    """What ``rollcall evaluate`` says of that seed's night, and under ``bounds`` what the night said of its links."""
    county = ROOM / f"{wanted.level}-{wanted.children}-{seed}"
    settings, measured = county / "county.toml", county / "evaluation.json"
    if not settings.exists():
        _rollcall("synthesize", "--children", wanted.children, "--seed", seed, "--level", wanted.level, "--out", county)
    _forget(county, seed)
    _rollcall("run", "--settings", settings)
    _rollcall("evaluate", "--settings", settings, "--truth", county / "truth", "--json", measured)
    found = json.loads(measured.read_text("utf-8"))
    with duckdb.connect(str(county / "out" / "rollcall.duckdb"), read_only=True) as con:
        found["bounds"] = con.sql("SELECT problem, expected_false, false_at_most FROM linkage").pl()
    print(f"seed {seed}: {', '.join(f'{name} {found[name]:,}' for name in COUNTS)}", flush=True)
    return found


def _forget(county: Path, seed: int) -> None:
    """A first night each time; under the seed's own secret, since ids hang on it and what is sampled hangs on ids."""
    for memory in ("out", "state"):
        shutil.rmtree(county / memory, ignore_errors=True)
    (county / "state").mkdir(mode=0o700)
    (county / "state" / "secret").write_bytes(hashlib.sha256(f"counties {seed}".encode()).digest())
    (county / "state" / "secret").chmod(0o600)


def _rollcall(*words: object) -> None:
    program = Path(sys.executable).with_name("rollcall")
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"rollcall {words[0]} failed:\n{done.stderr}")


def _with_total(frame: pl.DataFrame) -> list[dict[str, int]]:
    return pl.concat([frame, frame.sum()], how="vertical_relaxed").to_dicts()


def _tell_children(names: Sequence[str], rows: Sequence[dict[str, int]]) -> None:
    print("\nseed | missing | verified by link | verified | in review | schooled | on visit list | per 10,000 "
          "| in review | per 1,000")  # fmt: skip
    for name, row in zip(names, rows, strict=True):
        schooled, visit, review = (row[one] for one in COUNTS[-3:])
        print(f"{name} | {row['missing']:,} | {row['missing_verified_by_link']:,} | {row['missing_verified']:,} "
              f"| {row['missing_in_review']:,} | {schooled:,} | {visit:,} | {_per(10_000, visit, schooled):.2f} "
              f"| {review:,} | {_per(1000, review, schooled):.2f}")  # fmt: skip


def _tell_pairs(names: Sequence[str], rows: Sequence[dict[str, int]]) -> None:
    print("\nseed | registry–roll links | false | precision | recall | all registers' links | false | precision "
          "| recall")  # fmt: skip
    for name, row in zip(names, rows, strict=True):
        print(" | ".join([name, *_pairs_in_words(row, ""), *_pairs_in_words(row, "all_")]))


def _pairs_in_words(row: dict[str, int], of: str) -> tuple[str, ...]:
    true, found, linked, right = (row[of + name] for name in ("true_pairs", "found", "linked", "linked_right"))
    return f"{linked:,}", f"{linked - right:,}", f"{_per(1, right, linked):.6f}", f"{_per(1, found, true):.6f}"


def _tell_bounds(seeds: Sequence[str], bounds: Sequence[pl.DataFrame]) -> None:
    print("\nseed | problem | false links expected | at most (95 %) | true | bound")
    for seed, frame in zip(seeds, bounds, strict=True):
        for problem, expected, most, false, held in frame.iter_rows():
            print(f"{seed} | {problem} | {expected:.2f} | {most:,} | {false:,} | {'held' if held else 'FAILED'}")


def _tell_bins(title: str, bins: pl.DataFrame) -> None:
    print(f"\n{title}: probability | pairs | expected | observed | tolerance | within")
    for low, high, pairs, *shares, within in bins.iter_rows():
        told = " | ".join(f"{share:.6f}" for share in shares)
        print(f"{low:g}–{high:g} | {pairs:,} | {told} | {'yes' if within else 'NO'}")


def _outside(*tables: pl.DataFrame) -> str:
    within = pl.concat(table["within"] for table in tables)
    return f"{(~within).sum()} of {len(within)}"


def _per(many: int, part: int, whole: int) -> float:
    return many * part / max(whole, 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=_seeds, required=True, help="first-last, none that was developed with")
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--level", default="ordinary", choices=("clean", "ordinary", "hostile"))
    return parser.parse_args()


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()
