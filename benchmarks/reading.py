"""Reading a register beside polars.read_csv and python-calamine alone: the same files in one run.

    .venv/bin/python benchmarks/reading.py [--rows 1000000] [--seed 5] [--runs 3] [--files utf-8,gb18030,xlsx]

The file is the registry of an invented county (``rollcall synthesize``, level ordinary), cut after so many rows: 25
columns as the police export them. Each side is a process of its own, and sides alternate; medians count. Its clock
starts when its imports are done, and stops when the last cell is there:

    polars, calamine   polars.read_csv(infer_schema=False), of GB18030 by its ``encoding``; to_python() of the sheet
    reading            sources.reading.read: the codec found, headings found, every cell as text without what
                       is invisible, every row with its record, judged (title, total, repeated, ragged …), checked for
                       repetition and accounted for, the file's SHA-256
    register           sources.read: the same made comparable (IDs, names, dates, telephones, places)

Ratios travel between machines, seconds do not; processor seconds bear a machine that others work on. Peaks are of the
whole process, imports included.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from measuring import Measured, machine, measured, middle, versions

HERE = Path(__file__).parent
ROOM = HERE.parent / "build" / "reading"
#: Registry rows that a child of the county brings along.
_ROWS_A_CHILD = 1.6
_DAY = date(2026, 11, 2)
_KINDS = ("utf-8", "gb18030", "xlsx")
_PEERS = {"utf-8": "polars", "gb18030": "polars", "xlsx": "calamine"}


def main() -> None:
    """Make the files once, then run every side in turn and print medians and ratios."""
    wanted = _arguments()
    if wanted.side:
        return _side(wanted.side, wanted.file)
    print(machine())
    print(versions(sys.executable, ("rollcall", "polars", "python-calamine", "pyarrow", "numpy")))
    for kind in wanted.files:
        path = _written(kind, wanted.rows, wanted.seed)
        print(f"{kind}: {wanted.rows:,} rows × 25 columns, {path.stat().st_size / 1e6:.0f} MB")
        sides = (_PEERS[kind], "reading", "register")
        runs: dict[str, list[Measured]] = {side: [] for side in sides}
        for _ in range(wanted.runs):
            for side in sides:
                runs[side].append(_run(side, path))
        _told(runs, path)


def _run(side: str, path: Path) -> Measured:
    command = [sys.executable, Path(__file__), "--side", side, "--file", path]
    return measured(command, log=ROOM / f"{side}.log")


def _told(runs: dict[str, list[Measured]], path: Path) -> None:
    peer, *_ = runs
    seconds = {side: middle(done, lambda run: run.phases["read"][0]) for side, done in runs.items()}
    processor = {side: middle(done, lambda run: run.phases["read"][1]) for side, done in runs.items()}
    for side, done in runs.items():
        peak = max(run.peak for run in done)
        clock, worked = seconds[side] / seconds[peer], processor[side] / processor[peer]
        print(f"  {side}: {seconds[side]:.2f} s, processor {processor[side]:.2f} s, peak {peak:.2f} GiB "
              f"({peak * 2**30 / path.stat().st_size:.1f} times the file); beside {peer}: "
              f"{clock:.2f} by the clock, {worked:.2f} by the processor")


def _side(side: str, path: Path) -> None:
    """Read the file once and print what it took."""
    read = _SIDES[side]()
    start, used = time.perf_counter(), time.process_time()
    rows = read(path)
    print(f"phase read {time.perf_counter() - start:.3f} {time.process_time() - used:.3f}")
    print(f"{side}: {rows:,} rows, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def _polars():
    import polars as pl

    return lambda path: pl.read_csv(path, infer_schema=False, encoding=_encoding(path)).height


def _calamine():
    from python_calamine import load_workbook

    return lambda path: len(load_workbook(path).get_sheet_by_index(0).to_python()) - 1


def _reading():
    from sources import REGISTERS, reading
    from sources.population import CONTRACT

    rivals = tuple(one.CONTRACT for one in REGISTERS if one.CONTRACT is not CONTRACT)
    return lambda path: reading.read(CONTRACT, [path], key=b"k" * 32, rivals=rivals).cells.height


def _register():
    import sources
    from sources.person import Terms

    return lambda path: sources.read("population", [path], Terms(_DAY), key=b"k" * 32).rows.height


_SIDES = {"polars": _polars, "calamine": _calamine, "reading": _reading, "register": _register}


def _encoding(path: Path) -> str:
    return "gb18030" if "gb18030" in path.name else "utf8"


def _written(kind: str, rows: int, seed: int) -> Path:
    """The file of that kind, made if missing."""
    ending = "xlsx" if kind == "xlsx" else "csv"
    path = ROOM / f"{rows}-{seed}" / f"population_{kind}_{_DAY}.{ending}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"part.{ending}")
        {"utf-8": _first_rows, "gb18030": _recoded, "xlsx": _workbook}[kind](part, rows, seed)
        os.replace(part, path)
    return path


def _first_rows(path: Path, rows: int, seed: int) -> None:
    county = ROOM / f"county-{rows}-{seed}"
    registry = county / "inbox" / "population" / f"population_{_DAY}.csv"
    if not registry.exists():
        rollcall = Path(sys.executable).with_name("rollcall")
        subprocess.run([rollcall, "synthesize", "--children", str(int(rows / _ROWS_A_CHILD)), "--seed", str(seed),
                        "--level", "ordinary", "--out", county], check=True, stdout=subprocess.DEVNULL)
    with registry.open("rb") as read, path.open("wb") as written:
        for _, line in zip(range(rows + 1), read, strict=False):
            written.write(line)


def _recoded(path: Path, rows: int, seed: int) -> None:
    plain = _written("utf-8", rows, seed)
    with plain.open(encoding="utf-8-sig", newline="") as read, path.open("w", encoding="gb18030", newline="") as made:
        for line in read:
            made.write(line)


def _workbook(path: Path, rows: int, seed: int) -> None:
    import csv

    from xlsxwriter import Workbook

    plain = _written("utf-8", rows, seed)
    with Workbook(path, {"constant_memory": True}) as book, plain.open(encoding="utf-8-sig") as file:
        sheet = book.add_worksheet()
        for place, cells in enumerate(csv.reader(file)):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(place, column, text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--files", type=lambda text: text.split(","), default=list(_KINDS))
    parser.add_argument("--side", choices=_SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
