"""One night on a county of traps: is any truly missing child verified, and what does the caution cost?

    .venv/bin/python benchmarks/traps.py --seed 9001 [--each 300] [--children 200000] [--level ordinary]

Every kind of trap (``sources/synthetic/traps/kinds.py`` says what each is and who is missing in it) stands in the
county at least ``--each`` times, among ordinary children. Kinds marked ``*`` cannot be told from a typing error by
anything the registers say; they are counted apart. Exit 1 when a missing child of any other kind is verified.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import duckdb
import polars as pl

from sources.synthetic.traps import TRAPS
from sources.vocabulary import VERIFIED

ROOM = Path("build/bench")
_COUNTS = ("children", "missing", "by_link", "verified", "missing_review", "schooled", "visit", "review")
_HEADS = ("children", "missing", "verified by link", "verified", "in review", "schooled", "on visit list", "in review")


def main() -> None:
    """Make the county once, run a night on it, print one line for each kind and one for all."""
    wanted = _arguments()
    county = ROOM / f"traps-{wanted.level}-{wanted.children}-{wanted.seed}-{wanted.each}"
    if not (county / "county.toml").exists():
        _rollcall("synthesize", "--out", county, "--children", wanted.children, "--seed", wanted.seed,
                  "--level", wanted.level, "--traps", wanted.each)
    _rollcall("run", "--settings", county / "county.toml")
    judged = _judged(county)
    kinds = pl.DataFrame({"kind": [trap.code for trap in TRAPS], "separable": [trap.separable for trap in TRAPS]})
    flags = judged.with_columns(kind=pl.col("kinds").str.split(";")).explode("kind")
    table = kinds.join(_counted(flags, "kind"), on="kind", how="left", maintain_order="left")
    _print(table, judged)
    print(f"rollcall {version('rollcall')}, seed {wanted.seed}, {wanted.level}, {judged.height:,} children, "
          f"every kind of trap {wanted.each} times")
    sys.exit(int(table.filter("separable")["verified"].sum() > 0))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True, help="one that nothing was developed with")
    parser.add_argument("--each", type=int, default=300)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--level", default="ordinary", choices=("clean", "ordinary", "hostile"))
    return parser.parse_args()


def _rollcall(*words: object) -> None:
    program = Path(sys.executable).with_name("rollcall")
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"rollcall {words[0]} failed:\n{done.stderr}")


def _judged(county: Path) -> pl.DataFrame:
    """Every child of the ledger with its flags, and what the night made of it."""
    truth = county / "truth"
    with duckdb.connect(str(county / "out" / "rollcall.duckdb"), read_only=True) as con:
        con.execute("SET VARIABLE verified = ?", [list(VERIFIED)])
        for name in ("persons", "records"):
            con.register(name, pl.read_csv(truth / f"{name}.csv", infer_schema=False).to_arrow())
        return con.sql(_JUDGED).pl()


#: A link is wrong when its two records are of two persons; two registry rows of one person (same_as) are one owner.
_JUDGED = """
WITH owner AS (
    SELECT r.record_id, coalesce(p.same_as, t.person) AS one, t.person
    FROM record r JOIN records t
      ON t.source = r.source AND t.file_name = r.file_name AND coalesce(t.sheet, '') = coalesce(r.sheet, '')
     AND t.row_no::INTEGER = r.row_no
    LEFT JOIN persons p USING (person)
), wrong AS (
    SELECT DISTINCT l.left_record AS record_id
    FROM link l JOIN owner a ON a.record_id = l.left_record JOIN owner b ON b.record_id = l.right_record
    WHERE a.one <> b.one
)
SELECT coalesce(p.kinds, '') AS kinds, p.schooled = '0' AS missing, c.list,
       list_contains(getvariable('verified'), c.status) AS verified,
       verified AND c.record_id IN (SELECT record_id FROM wrong) AS by_link
FROM child c JOIN owner USING (record_id) JOIN persons p USING (person)
"""


def _counted(judged: pl.DataFrame, *by: str) -> pl.DataFrame:
    missing, listed = pl.col("missing"), pl.col("list")
    counts = {
        "children": pl.len(), "missing": missing.sum(), "by_link": (missing & pl.col("by_link")).sum(),
        "verified": (missing & pl.col("verified")).sum(), "missing_review": (missing & (listed == "data_desk")).sum(),
        "schooled": (~missing).sum(), "visit": (~missing & (listed == "visit")).sum(),
        "review": (~missing & (listed == "data_desk")).sum(),
    }
    return judged.group_by(by).agg(**counts) if by else judged.select(**counts)


def _print(table: pl.DataFrame, judged: pl.DataFrame) -> None:
    print(f"{'':32}" + "".join(f"{head:>17}" for head in _HEADS))
    for row in table.iter_rows(named=True):
        _line(row["kind"] + ("" if row["separable"] else " *"), row)
    totals = (("all kinds", table.filter("separable")), ("kinds marked *", table.filter(~pl.col("separable"))))
    for name, part in totals:
        _line(name, part.select(pl.col(count).sum() for count in _COUNTS).row(0, named=True))
    traps = "|".join(f"(^|;){trap.code}(;|$)" for trap in TRAPS)
    _line("other children", _counted(judged.filter(~pl.col("kinds").str.contains(traps))).row(0, named=True))
    _line("the county", _counted(judged).row(0, named=True))


def _line(name: str, counts: dict[str, int]) -> None:
    print(f"{name:32}" + "".join(f"{counts[count]:>17,}" for count in _COUNTS))


if __name__ == "__main__":
    main()
