"""How time and memory of the linkage grow with the number of children: a table, a picture and the exponents.

    .venv/bin/python benchmarks/growth.py [--sizes 100000,1000000,5000000] [--runs 1] [--county]

Without --county two invented registers of each size are linked by models/million.json (``link``); with it, a county's
four registers (``link_registers``). Every run is a process of its own, and so is the inventing before it. Seconds are
those of the linking alone; processor seconds bear a busy machine. Memory is the whole process's, registers included.
The exponent is the slope of the logarithms by least squares: 1 is proportional. The picture is build/growth/growth.svg
(county.svg).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import altair as alt
import numpy as np
import polars as pl
from measuring import Measured, machine, measured, middle, versions

HERE = Path(__file__).parent
ROOM = HERE.parent / "build" / "growth"
SEED = 7


def main() -> None:
    """Measure each size, print the table and the exponents, draw the picture."""
    wanted = _arguments()
    ROOM.mkdir(parents=True, exist_ok=True)
    print(machine())
    print(versions(sys.executable, ("rollcall", "polars", "duckdb", "rapidfuzz", "numpy")))
    table = pl.DataFrame([_row(size, _runs(size, wanted)) for size in wanted.sizes])
    print("children | link s | link processor s | whole s | peak GiB")
    for size, *numbers in table.iter_rows():
        print(f"{size:,} | {' | '.join(f'{number:.2f}' for number in numbers)}")
    if len(wanted.sizes) > 1:
        for column in ("link", "processor", "peak"):
            print(f"exponent of {column}: {_exponent(table, column):.3f}")
    picture = ROOM / ("county.svg" if wanted.county else "growth.svg")
    _picture(table).save(picture)
    print(f"picture: {picture}")


def _runs(size: int, wanted: argparse.Namespace) -> list[Measured]:
    command = _county(size) if wanted.county else _million(size, wanted.model)
    return [measured(command, log=ROOM / f"{size}.log") for _ in range(wanted.runs)]


def _million(size: int, model: Path) -> list[str | Path]:
    folder = HERE.parent / "build" / "million" / f"{size}-{SEED}"
    if not (folder / "truth" / "truth.parquet").exists():
        invent = [sys.executable, HERE / "invented.py", "--persons", size, "--seed", SEED, "--out", folder]
        print(f"{size:,} invented: {measured(invent, log=ROOM / f'invented-{size}.log')}", flush=True)
    return [sys.executable, HERE / "sides" / "ours_million.py", model, folder, folder / "ours.links.parquet"]


def _county(size: int) -> list[str | Path]:
    """The command that links a county's persons, which are invented and read first where they are missing."""
    county, persons, program = ROOM / f"county-{size}", ROOM / f"persons-{size}", HERE / "sides" / "county.py"
    if not (persons / "as_of").exists():
        rollcall = Path(sys.executable).with_name("rollcall")
        invent = [rollcall, "synthesize", "--children", size, "--seed", SEED, "--level", "ordinary", "--out", county]
        measured(invent, log=ROOM / f"county-{size}.log")
        measured([sys.executable, program, "read", county, persons], log=ROOM / f"persons-{size}.log")
    return [sys.executable, program, "link", persons, ROOM / f"county-{size}.links.parquet"]


def _row(size: int, runs: list[Measured]) -> dict[str, float]:
    print(f"{size:,}: {'; '.join(str(run) for run in runs)}", flush=True)
    return {
        "children": size,
        "link": middle(runs, lambda run: run.phases["link"][0]),
        "processor": middle(runs, lambda run: run.phases["link"][1]),
        "whole": middle(runs, lambda run: run.seconds),
        "peak": max(run.peak for run in runs),
    }


def _exponent(table: pl.DataFrame, column: str) -> float:
    return float(np.polyfit(np.log(table["children"].to_numpy()), np.log(table[column].to_numpy()), 1)[0])


def _picture(table: pl.DataFrame) -> alt.HConcatChart:
    x = alt.X("children:Q", title="children", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s"))
    wanted = (("link", "linking, seconds"), ("processor", "linking, processor seconds"), ("peak", "peak memory, GiB"))
    drawn = [
        alt.Chart(table, width=280, height=260).mark_line(point=True)
        .encode(x=x, y=alt.Y(f"{column}:Q", title=title, scale=alt.Scale(type="log")))
        for column, title in wanted
    ]  # fmt: skip
    return alt.hconcat(*drawn)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[100_000, 1_000_000, 5_000_000]
    )
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--county", action="store_true")
    parser.add_argument("--model", type=Path, default=HERE / "models" / "million.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
