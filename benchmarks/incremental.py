"""A night on which one record in a hundred changed, beside the same night that remembers nothing; and one without news.

    .venv/bin/python benchmarks/incremental.py [--children 200000] [--share 0.01] [--seed 7] [--runs 1]

A county's first night trains the weights. Then every register is exported anew, one row in a hundred of it changed (a
name's character, a birth date, a number, a telephone) and in files of other names, and the second night is run twice
from copies of one state: with all that the first carried, and with its trained weights alone, so that everything is
read, asked, looked for and compared. Both must publish the same tables. Last a second night of files that are what
they were: the floor. Seconds hang on who else is at the machine; processor seconds and the ratios less so. Exit 1 where
the two nights differ.
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
#: The first night, which trains; a second one that remembers weights alone; one that remembers all; one without news.
WAYS = FIRST, FULL, CARRIED, IDLE = ("first night", "everything anew", "remembering", "nothing changed")
#: Registers with persons, and for each kind of change the headings whose cell is changed.
REGISTERS = ("population", "roll", "poverty", "evidence")
NAMES, DATES = ("姓名",), ("出生日期",)
NUMBERS, PHONES = ("公民身份号码", "身份证件号", "证件号码", "身份证号"), ("联系电话", "成员1联系电话")
#: What must be equal, whichever way the night was run.
TABLES = ("link", "pair", "child", "ledger", "exception", "outside_denominator")


def main() -> None:
    """Two nights of one county, the second in three ways; a table of their steps, and whether they agree."""
    wanted = _arguments()
    print(machine())
    first, second, idle = _counties(wanted)
    runs: dict[str, list[Measured]] = {way: [] for way in WAYS}
    runs[FIRST].append(_timed(FIRST, first))
    for _ in range(wanted.runs):
        for way, county in ((CARRIED, second), (FULL, second), (IDLE, idle)):
            _with_state(county, first / "state")
            if way == FULL:
                _forget(county / "state")
            runs[way].append(_timed(way, county))
            (county / "out" / "rollcall.duckdb").replace(county / f"{way}.duckdb")
    _tell(runs)
    differ = [table for table in TABLES if not _equal(*(second / f"{way}.duckdb" for way in (FULL, CARRIED)), table)]
    print(f"tables that differ: {', '.join(differ) or 'none'} of {', '.join(TABLES)}")
    print(f"{wanted.children:,} children, seed {wanted.seed}, {wanted.share:.1%} of each register's rows changed; "
          + versions(sys.executable, ("rollcall", "polars", "duckdb", "numpy")))  # fmt: skip
    sys.exit(int(bool(differ)))


def _timed(way: str, county: Path) -> Measured:
    told = measured([sys.executable, HERE / "sides" / "night.py", county / "county.toml"], log=ROOM / "incremental.log")
    print(f"{way}: {told}", flush=True)
    return told


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=1)
    return parser.parse_args()


def _counties(wanted: argparse.Namespace) -> tuple[Path, Path, Path]:
    """The county as it is on the first night, its state empty; as it is a day later; and a day later without news."""
    first = ROOM / f"incremental-{wanted.children}-{wanted.seed}"
    if not (first / "county.toml").exists():
        words = ("synthesize", "--children", wanted.children, "--seed", wanted.seed, "--out", first)
        subprocess.run([Path(sys.executable).with_name("rollcall"), *map(str, words)], check=True, capture_output=True)
    shutil.rmtree(first / "state", ignore_errors=True)
    second, idle = (_a_day_later(first, name) for name in ("second", "idle"))
    rng = random.Random(wanted.seed)
    for register in REGISTERS:
        for path in sorted((second / "inbox" / register).glob("*.csv")):
            _export_anew(path, rng, wanted.share)
    return first, second, idle


def _a_day_later(first: Path, name: str) -> Path:
    """The same county with the same files, its settings of the day after."""
    later = first.with_name(f"{first.name}-{name}")
    shutil.rmtree(later, ignore_errors=True)
    shutil.copytree(first, later, ignore=shutil.ignore_patterns("out", "state", "truth"))
    settings = (later / "county.toml").read_text("utf-8")
    line = next(one for one in settings.splitlines() if one.startswith("as_of"))
    from pipelines.settings import load

    day = load(first / "county.toml").night.as_of
    assert day
    (later / "county.toml").write_text(settings.replace(line, f"as_of = {day + timedelta(days=1)}"), "utf-8")
    return later


def _with_state(county: Path, state: Path) -> None:
    for name in ("state", "out"):
        shutil.rmtree(county / name, ignore_errors=True)
    shutil.copytree(state, county / "state")


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


def _forget(state: Path) -> None:
    """Leave the trained weights, and nothing of pairs, of answers, or of what the files were."""
    of_linkage = {"counts": {}, "schemas": {}, "answer": {}}
    forgotten = {"linkage/*/about.json": of_linkage, "loads/*/*/load.json": {"content": None}}
    for pattern, given_up in forgotten.items():
        for about in state.glob(pattern):
            about.write_text(json.dumps(json.loads(about.read_text("utf-8")) | given_up), "utf-8")
    (state / "answers.json").unlink()


def _tell(runs: dict[str, list[Measured]]) -> None:
    print("\nstep | " + " | ".join(f"{way}: seconds | processor" for way in WAYS)
          + f" | {CARRIED} of {FULL}: seconds | processor")  # fmt: skip
    for step in runs[FULL][0].phases:
        _line(step, runs, (step,))
    _line(f"{LINKAGE} + {DECISION}", runs, (LINKAGE, DECISION))


def _line(name: str, runs: dict[str, list[Measured]], steps: tuple[str, ...]) -> None:
    found = [
        middle(runs[way], lambda run, which=which: sum(run.phases[one][which] for one in steps))
        for way in WAYS for which in (0, 1)
    ]  # fmt: skip
    ratios = (found[4 + which] / max(found[2 + which], 1e-9) for which in (0, 1))
    print(f"{name} | " + " | ".join(f"{value:.2f}" for value in (*found, *ratios)))


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
