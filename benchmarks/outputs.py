"""What a night's outputs cost, each by itself; and the memory in which the DuckDB file is made of many rows.

    .venv/bin/python benchmarks/outputs.py [--children 200000] [--level ordinary] [--seed 7] [--bad]
    .venv/bin/python benchmarks/outputs.py --rows 10000000

Outputs are written one after the other, so that processor seconds are each one's own; in a night the report is drawn
while DuckDB writes. ``--bad``: a tenth of the roll is missing, so that some twenty thousand tasks are listed.
``--rows``: the tables ``record`` and ``link`` of a small county are multiplied until they have so many rows together.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

ROOM = Path("build/bench")
#: What ``publish`` calls, by what a reader would call it.
STEPS = {
    "_pages": "report.html, report.pdf", "write_visit_lists": "exceptions CSV", "write_data_desk": "data_desk.csv",
    "write_plans": "plans CSV", "write_desk_workbook": "data_desk.xlsx",
    "write_visit_workbooks": "exceptions workbooks", "write_pages": "checks", "as_page": "dictionary.html",
    "keep_night": "the night's copy", "put_in_place": "swap",
}


def main() -> None:
    """Measure what was asked for, and print it."""
    wanted = _arguments()
    versions = ", ".join(f"{name} {version(name)}" for name in ("rollcall", "polars", "duckdb", "xlsxwriter"))
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}, {versions}")
    if wanted.rows:
        many_rows(wanted.rows)
    else:
        outputs(_county(wanted), bad=wanted.bad)


def outputs(county: Path, *, bad: bool) -> None:
    """Run a night on a copy of that county and print what each of its outputs took."""
    from pipelines import publish as publishing
    from pipelines.night import night
    from pipelines.settings import load
    from pipelines.store import Workspace

    took: dict[str, tuple[float, float]] = {}
    for name, title in STEPS.items():
        setattr(publishing, name, _timed(getattr(publishing, name), title, took))
    for name, title in (("publish_database", "rollcall.duckdb"), ("publish_restricted", "personal.duckdb")):
        setattr(Workspace, name, _timed(getattr(Workspace, name), title, took))
    publishing.ThreadPoolExecutor = _AtOnce  # type: ignore[attr-defined, assignment]
    with tempfile.TemporaryDirectory(dir=ROOM) as home:
        settings = load(_copied(county, Path(home), bad=bad))
        outcome = night(settings, settings.night.as_of, tell=lambda _: None)  # type: ignore[arg-type]
        for title, (wall, processor) in took.items():
            print(f"{title:<28}{wall:>8.2f} s{processor:>8.2f} s processor")
        walls, processors = (sum(times) for times in zip(*took.values(), strict=True))
        print(f"{'together':<28}{walls:>8.2f} s{processors:>8.2f} s processor")
        tasks = outcome.lists.filter(pl.col("list") != "data_desk")["children"].sum()
        desk = len((settings.out / "data_desk.csv").read_text("utf-8-sig").splitlines()) - 1
        books = sorted(path.stat().st_size for path in settings.out.rglob("exceptions*/**/*.xlsx"))
        print(f"{tasks:,} tasks, {desk:,} lines of the data desk, {len(books) + 1:,} visit workbooks")
    print(f"peak {_peak():.2f} GiB (the whole night)")


def many_rows(rows: int) -> None:
    """Publish a DuckDB file whose tables ``record`` and ``link`` have so many rows together, and print its memory."""
    from pipelines.night import night
    from pipelines.settings import load
    from pipelines.store import Workspace

    publish_database = Workspace.publish_database

    def multiplied(workspace: Workspace, path: Path, say: Callable[[str], str] = str) -> None:
        with workspace.lent() as connection:
            for statement in MULTIPLIED:
                connection.execute(statement, [rows // 2])
        before, start = _resident(), time.monotonic()
        publish_database(workspace, path, say)
        print(f"{rows:,} rows: {time.monotonic() - start:.1f} s, file {path.stat().st_size / 1024**2:,.0f} MiB, "
              f"resident before {before:.2f} GiB, peak {_peak():.2f} GiB")
        raise _Enough

    Workspace.publish_database = multiplied  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(dir=ROOM) as home:
        subprocess.run([_rollcall(), "synthesize", "--children", "300", "--seed", "7", "--out", home],
                       check=True, stdout=subprocess.DEVNULL)
        settings = load(Path(home) / "county.toml")
        with suppress(_Enough):
            night(settings, settings.night.as_of, tell=lambda _: None)  # type: ignore[arg-type]


#: Rows like those that are there, each under an id of its own, until there are so many.
MULTIPLIED = (
    """INSERT INTO source.record BY NAME
       SELECT r.* REPLACE (record_id || '-' || hash(nth) AS record_id)
       FROM range((SELECT $1 // count(*) FROM source.record)) AS more(nth), source.record r""",
    """INSERT INTO linked.link BY NAME
       SELECT l.* REPLACE (left_record || '-' || hash(nth) AS left_record)
       FROM range((SELECT $1 // count(*) FROM linked.link)) AS more(nth), linked.link l""",
)


class _Enough(Exception):
    """What was to be measured is measured."""


class _AtOnce:
    """An executor that does what it is given before it goes on."""

    def __init__(self, workers: int) -> None: ...

    def __enter__(self) -> _AtOnce:
        return self

    def __exit__(self, *error: object) -> None: ...

    def submit(self, work: Callable[..., Any], *given: Any) -> Future[Any]:
        """The result, in what will hold it."""
        done: Future[Any] = Future()
        done.set_result(work(*given))
        return done


def _timed(work: Callable[..., Any], title: str, took: dict[str, tuple[float, float]]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        wall, processor = time.monotonic(), time.process_time()
        try:
            return work(*given, **named)
        finally:
            before = took.get(title, (0.0, 0.0))
            took[title] = before[0] + time.monotonic() - wall, before[1] + time.process_time() - processor

    return timed


def _copied(county: Path, home: Path, *, bad: bool) -> Path:
    """The settings of a county with that inbox and nothing else, its roll thinned for a bad night."""
    shutil.copytree(county / "inbox", home / "inbox")
    if bad:
        for path in sorted((home / "inbox" / "roll").glob("*.csv")):
            rows = pl.read_csv(path, infer_schema=False)
            rows.filter(pl.int_range(pl.len()) % 10 > 0).write_csv(path)
    shutil.copy(county / "county.toml", home)
    return home / "county.toml"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _resident() -> float:
    """GiB resident now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**3


def _county(wanted: argparse.Namespace) -> Path:
    county = ROOM / f"{wanted.level}-{wanted.children}-{wanted.seed}"
    if not (county / "county.toml").exists():
        subprocess.run([_rollcall(), "synthesize", "--children", str(wanted.children), "--seed", str(wanted.seed),
                        "--level", wanted.level, "--out", str(county)], check=True, stdout=subprocess.DEVNULL)
    return county


def _rollcall() -> str:
    return str(Path(sys.executable).with_name("rollcall"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--level", default="ordinary", choices=("clean", "ordinary", "hostile"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--bad", action="store_true")
    parser.add_argument("--rows", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    ROOM.mkdir(parents=True, exist_ok=True)
    main()
