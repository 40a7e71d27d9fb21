"""What the gates cost beside the linkage, by the rows of the registry.

    .venv/bin/python benchmarks/gates.py [--rows 200000,1000000,5000000] [--county build/bench/ordinary-200000-7]

The gates ask Great Expectations everything that a night asks, of a county's three large registers and of its published
tables, repeated under new ids until the registry has that many rows; the linkage is that of two invented registers of
the same size (benchmarks/million.py), in the same run. Every side is a process of its own. Processor seconds are
compared, since they bear a busy machine; the import of Great Expectations is printed apart and is in the ratio.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measuring import Measured, machine, measured, versions

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
SEED = 7


def main() -> None:
    """Read the county once, then gates and linkage at each size, and their ratio."""
    wanted = _arguments()
    room = BUILD / "gates" / wanted.county.name
    print(machine())
    print(versions(sys.executable, ("rollcall", "great-expectations", "sqlalchemy", "duckdb", "polars")))
    if not (room / "as_of").exists():
        _read(wanted.county, room)
    print("rows | gates s (processor s) | import | registers | tables | linkage s (processor s) | gates / linkage")
    for rows in wanted.rows:
        gates = measured([sys.executable, HERE / "sides" / "gates.py", "ask", room, rows], log=room / f"{rows}.log")
        print("\n".join(f"  {line}" for line in gates.said))
        print(_line(rows, gates, _linked(rows, wanted.million)), flush=True)


def _line(rows: int, gates: Measured, linkage: Measured) -> str:
    took = gates.phases
    registers = [took[name] for name in ("population", "roll", "poverty")]
    # Without the making of the rows, which is no part of a night.
    asked = [took["great expectations"], *registers, took["tables"]]
    wall, processor = (sum(one[part] for one in asked) for part in (0, 1))
    link = linkage.phases["link"]
    return (
        f"{rows:,} | {wall:.1f} ({processor:.1f}) | {took['great expectations'][1]:.1f} | "
        f"{sum(one[1] for one in registers):.1f} | {took['tables'][1]:.1f} | {link[0]:.1f} ({link[1]:.1f}) | "
        f"{processor / link[1]:.2f}, peak {gates.peak:.2f} GiB"
    )


def _linked(rows: int, room: Path) -> Measured:
    folder = room / f"{rows}-{SEED}"
    if not (folder / "truth" / "truth.parquet").exists():
        measured([sys.executable, HERE / "invented.py", "--persons", str(rows), "--seed", str(SEED), "--out", folder],
                 log=BUILD / "gates" / f"invented-{rows}.log")  # fmt: skip
    links = BUILD / "gates" / f"{rows}.links.parquet"
    model = HERE / "models" / "million.json"
    return measured([sys.executable, HERE / "sides" / "ours_million.py", model, folder, links],
                    log=BUILD / "gates" / f"link-{rows}.log")  # fmt: skip


def _read(county: Path, room: Path) -> None:
    rollcall = Path(sys.executable).with_name("rollcall")
    if not (county / "county.toml").exists():
        measured([rollcall, "synthesize", "--children", "200000", "--seed", str(SEED), "--out", county],
                 log=BUILD / "gates" / "synthesize.log")  # fmt: skip
    if not (county / "out" / "rollcall.duckdb").exists():
        measured([rollcall, "run", "--settings", county / "county.toml"], log=BUILD / "gates" / "night.log")
    measured([sys.executable, HERE / "sides" / "gates.py", "read", county, room], log=BUILD / "gates" / "read.log")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rows", type=lambda text: [int(rows) for rows in text.split(",")], default=[200_000, 1_000_000, 5_000_000])
    parser.add_argument("--county", type=Path, default=BUILD / "bench" / f"ordinary-200000-{SEED}")
    parser.add_argument("--million", type=Path, default=BUILD / "million", help="where the invented registers lie")
    return parser.parse_args()


if __name__ == "__main__":
    main()
