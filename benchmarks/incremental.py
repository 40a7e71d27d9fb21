"""A night on which one record in a hundred changed, beside the same night that remembers no pair.

    .venv/bin/python benchmarks/incremental.py [--children 200000] [--share 0.01] [--seed 7] [--runs 1]

A county's first night trains the weights. Then every register is exported anew, one row in a hundred of it changed (a
name's character, a birth date, a number, a telephone) and in files of other names, and the second night is run twice
from copies of one state: with all that the first carried, and with its trained weights alone, so that every pair is
looked for and compared. Both must publish the same tables. Seconds hang on who else is at the machine; processor
seconds and the ratios less so. Exit 1 where the two nights differ.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
from measuring import Measured, machine, measured, middle, versions

HERE, ROOM = Path(__file__).parent, Path("build/bench")
LINKAGE, DECISION = "比对人员", "认定状态"
#: Registers with persons, and for each kind of change the headings whose cell is changed.
REGISTERS = ("population", "roll", "poverty", "evidence")
NAMES, DATES = ("姓名",), ("出生日期",)
NUMBERS, PHONES = ("公民身份号码", "身份证件号", "证件号码", "身份证号"), ("联系电话", "成员1联系电话")
#: What must be equal, whichever way the night was run.
TABLES = ("link", "pair", "child", "ledger", "exception", "outside_denominator")


def main() -> None:
    """Two nights of one county, the second in two ways; a table of their steps, and whether they agree."""
    wanted = _arguments()
    print(machine())
    first, second = _counties(wanted)
    runs: dict[str, list[Measured]] = {"all compared": [], "remembering": []}
    print("first night:", measured(_night(first), log=ROOM / "incremental.log"))
    for _ in range(wanted.runs):
        for way, told in runs.items():
            shutil.rmtree(second / "state", ignore_errors=True)
            shutil.rmtree(second / "out", ignore_errors=True)
            shutil.copytree(first / "state", second / "state")
            if way == "all compared":
                _forget_pairs(second / "state" / "linkage")
            told.append(measured(_night(second), log=ROOM / "incremental.log"))
            print(f"{way}: {told[-1]}", flush=True)
            (second / "out" / "rollcall.duckdb").replace(second / f"{way}.duckdb")
    _tell(*runs.values())
    differ = [table for table in TABLES if not _equal(*(second / f"{way}.duckdb" for way in runs), table)]
    print(f"tables that differ: {', '.join(differ) or 'none'} of {', '.join(TABLES)}")
    print(f"{wanted.children:,} children, seed {wanted.seed}, {wanted.share:.1%} of each register's rows changed; "
          + versions(sys.executable, ("rollcall", "polars", "duckdb", "numpy")))  # fmt: skip
    sys.exit(int(bool(differ)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=1)
    return parser.parse_args()


def _counties(wanted: argparse.Namespace) -> tuple[Path, Path]:
    """The county as it is on the first night, its state empty, and as it is a day later."""
    first = ROOM / f"incremental-{wanted.children}-{wanted.seed}"
    if not (first / "county.toml").exists():
        words = ("synthesize", "--children", wanted.children, "--seed", wanted.seed, "--out", first)
        subprocess.run([Path(sys.executable).with_name("rollcall"), *map(str, words)], check=True, capture_output=True)
    shutil.rmtree(first / "state", ignore_errors=True)
    second = first.with_name(first.name + "-second")
    shutil.rmtree(second, ignore_errors=True)
    shutil.copytree(first, second, ignore=shutil.ignore_patterns("out", "state", "truth"))
    rng = random.Random(wanted.seed)
    for register in REGISTERS:
        for path in sorted((second / "inbox" / register).glob("*.csv")):
            _export_anew(path, rng, wanted.share)
    settings = (second / "county.toml").read_text("utf-8")
    line = next(one for one in settings.splitlines() if one.startswith("as_of"))
    from pipelines.settings import load

    day = load(first / "county.toml").night.as_of
    assert day
    (second / "county.toml").write_text(settings.replace(line, f"as_of = {day + timedelta(days=1)}"), "utf-8")
    return first, second


def _export_anew(path: Path, rng: random.Random, share: float) -> None:
    """The same file but for that share of its rows, and its last row first: every row has another number."""
    for codec in ("utf-8-sig", "gb18030"):
        try:
            lines = list(csv.reader(path.read_text(codec).splitlines()))
            break
        except UnicodeDecodeError:
            continue
    heading, rows = lines[0], [lines[-1], *lines[1:-1]]
    kinds = [places for some in (NAMES, DATES, NUMBERS, PHONES) if (places := [
        place for place, text in enumerate(heading) if text in some])]  # fmt: skip
    for row in rng.sample(rows, round(len(rows) * share)):
        place = rng.choice(rng.choice(kinds))
        row[place] = _changed(row[place], heading[place], rng)
    with path.open("w", encoding=codec, newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([heading, *rows])


def _changed(cell: str, heading: str, rng: random.Random) -> str:
    if heading in NAMES:
        return cell[:1] + rng.choice("梓子紫浩皓") + cell[2:]
    digits = [place for place, one in enumerate(cell) if one.isdigit()]
    if heading in DATES or not digits:
        return cell[:-1] + rng.choice("123456789") if digits else cell
    place = rng.choice(digits)
    return cell[:place] + rng.choice("0123456789") + cell[place + 1 :]


def _night(county: Path) -> list[str | Path]:
    return [sys.executable, HERE / "sides" / "night.py", county / "county.toml"]


def _forget_pairs(linkage: Path) -> None:
    """Leave the trained weights, and nothing of pairs."""
    for about in linkage.glob("*/about.json"):
        about.write_text(json.dumps(json.loads(about.read_text("utf-8")) | {"counts": {}, "schemas": {}}), "utf-8")


def _tell(compared: list[Measured], remembering: list[Measured]) -> None:
    print("\nstep | all compared, seconds | processor | remembering, seconds | processor | ratio, seconds | processor")
    for step in compared[0].phases:
        _line(step, *(tuple(middle(runs, lambda run, step=step, which=which: run.phases[step][which])
                            for which in (0, 1)) for runs in (compared, remembering)))  # fmt: skip
    both = [tuple(middle(runs, lambda run, which=which: sum(run.phases[one][which] for one in (LINKAGE, DECISION)))
                  for which in (0, 1)) for runs in (compared, remembering)]  # fmt: skip
    _line(f"{LINKAGE} + {DECISION}", *both)


def _line(name: str, one: tuple[float, ...], other: tuple[float, ...]) -> None:
    ratios = (there / max(here, 1e-9) for here, there in zip(one, other, strict=True))
    print(f"{name} | " + " | ".join(f"{value:.2f}" for value in (*one, *other, *ratios)))


def _equal(one: Path, other: Path, table: str) -> bool:
    """Whether both files have the same rows in that table, in whatever order."""
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{one}' AS one (READ_ONLY); ATTACH '{other}' AS other (READ_ONLY)")
        columns = f"(SELECT * FROM {{}}.{table})"
        left, right = (columns.format(name) for name in ("one", "other"))
        counts = con.sql(f"SELECT (SELECT count(*) FROM ({left} EXCEPT ALL {right})), "
                         f"(SELECT count(*) FROM ({right} EXCEPT ALL {left}))").fetchall()  # fmt: skip
    return counts == [(0, 0)]


if __name__ == "__main__":
    main()
