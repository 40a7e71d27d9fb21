"""One night on an invented county, timed as a whole process, beside its floor: read, hash join, write.

    .venv/bin/python benchmarks/night.py [--children 200000] [--level ordinary] [--seed 7] [--runs 3]

The floor is what any program must pay for the same work: parse the same CSV files with polars, hash-join the
registry with the roll on the ID number, write the result. Ratios travel between machines; seconds do not.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

ROOM = Path("build/bench")


def main() -> None:
    """Make the county once, then alternate floor and night, and print medians and their ratio."""
    wanted = _arguments()
    county = ROOM / f"{wanted.level}-{wanted.children}-{wanted.seed}"
    if not (county / "county.toml").exists():
        seconds, _ = _timed([_rollcall(), "synthesize", "--children", str(wanted.children), "--seed", str(wanted.seed),
                             "--level", wanted.level, "--out", str(county)])
        print(f"synthesize: {seconds:.1f} s")
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          + ", ".join(f"{name} {version(name)}" for name in ("rollcall", "polars", "duckdb", "rapidfuzz")))
    for register in ("population", "roll", "poverty", "evidence"):
        rows = sum(_rows(path) for path in (county / "inbox" / register).glob("*.csv"))
        print(f"{register}: {rows:,} rows")
    floors, nights, peaks = [], [], []
    for _ in range(wanted.runs):
        floors.append(_timed([sys.executable, "-c", FLOOR, str(county)])[0])
        seconds, peak = _timed([_rollcall(), "run", "--settings", str(county / "county.toml")])
        nights.append(seconds)
        peaks.append(peak)
        print(f"floor {floors[-1]:.1f} s, night {seconds:.1f} s, peak {peak:.2f} GiB, ratio {seconds / floors[-1]:.1f}")
    ratio = statistics.median(night / floor for night, floor in zip(nights, floors, strict=True))
    print(f"median of {wanted.runs}: floor {statistics.median(floors):.1f} s, night {statistics.median(nights):.1f} s, "
          f"ratio {ratio:.1f}, peak {max(peaks):.2f} GiB")


FLOOR = """
import sys, polars as pl
from pathlib import Path
inbox = Path(sys.argv[1]) / "inbox"
read = {name: pl.concat([pl.read_csv(f, infer_schema=False) for f in sorted((inbox / name).glob("*.csv"))])
        for name in ("population", "roll", "poverty", "evidence")}
joined = read["population"].join(read["roll"], left_on="公民身份号码", right_on="身份证件号", how="left")
joined = joined.join(read["poverty"], left_on="公民身份号码", right_on="证件号码", how="left", suffix="_poverty")
joined.write_csv(Path(sys.argv[1]) / "floor.csv")
"""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--level", default="ordinary", choices=("clean", "ordinary", "hostile"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def _rollcall() -> str:
    return str(Path(sys.executable).with_name("rollcall"))


def _timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident GiB of a command. Raises when it fails."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed:\n{complaint.decode(errors='replace')}")
    return seconds, usage.ru_maxrss / 1024**2


def _rows(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1


if __name__ == "__main__":
    main()
