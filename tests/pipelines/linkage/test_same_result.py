"""The same registers give the same result: by the fast path or without it, in any order, on any number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.arrival.intake import read_registers
from pipelines.linkage import Linkage, county, link_registers
from pipelines.linkage.model import Rule
from pipelines.settings import load
from sources import synthetic
from tests.pipelines.linkage.people import REGISTERS

AS_OF = date(2026, 11, 2)
KEYS = ["left_source", "left_record", "right_source", "right_record"]
#: Everybody of one surname: so many pairs that each child meets nearly all who could contest it.
NAMESAKES = Rule("surname", ("surname",), most=10**9)
PROBLEMS = ("POPULATION_ROLL", "POPULATION_POVERTY", "ROLL_POVERTY", "POPULATION_EVIDENCE")


def persons(folder: Path, **wanted: object) -> dict[str, pl.DataFrame]:
    """The persons of an invented county's registers."""
    synthetic.synthesize(folder, **wanted)
    nobody = pl.DataFrame(schema={"case_token": pl.String})
    loaded = read_registers(load(folder / "county.toml"), AS_OF, b"the same ids every time", nobody)
    return {name: loaded[name].rows for name in REGISTERS}


def declared(monkeypatch: pytest.MonkeyPatch, found: Linkage | None = None, **changes: object) -> None:
    """The county's models with those changes, trained as they were in ``found``."""
    for name in PROBLEMS:
        model = getattr(county, name)
        trained = found.models[f"{model.left}-{model.right}"] if found else model
        monkeypatch.setattr(county, name, replace(trained, rules=(*model.rules, NAMESAKES), **changes))


def decisions(found: Linkage) -> pl.DataFrame:
    """Who was linked to whom and by what ground, and what is in review and why."""
    linked = found.links.select(*KEYS, pl.lit("link").alias("decision"), why="rule")
    review = found.pairs.filter(pl.col("decision") == "review").select(*KEYS, "decision", "why")
    return pl.concat([linked, review]).sort(KEYS)


def test_the_fast_path_decides_as_the_full_one_over_a_million_pairs(tmp_path, monkeypatch) -> None:
    registers = persons(tmp_path, children=4_500, seed=51, level="hostile", traps=10)
    with monkeypatch.context() as here:
        declared(here)
        fast = link_registers(registers, as_of=AS_OF)
    with monkeypatch.context() as here:
        declared(here, fast, fast_path=False)
        full = link_registers(registers, as_of=AS_OF)
    assert fast.totals["fast"].sum() > 1_000 and full.totals["fast"].sum() == 0
    assert full.totals["compared"].sum() >= 1_000_000
    assert decisions(fast).equals(decisions(full))


#: Links the registers of a folder, rows shuffled by a seed, with that many threads, and prints a digest of all it found.
LINKED = """
import hashlib, sys
from datetime import date
from pathlib import Path
import polars as pl
folder, threads, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
assert pl.thread_pool_size() == threads
from pipelines.linkage import link_registers
persons = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
if seed:
    persons = {name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in persons.items()}
found = link_registers(persons, as_of=date(2026, 11, 2))
assert found.links.height > 2_000 and found.pairs.height > 100
edited = pl.when(pl.col("record_id").hash(1) % 50 == 0)
later = {name: frame.with_columns(dob=edited.then(pl.lit(None, pl.Date)).otherwise("dob")) for name, frame in persons.items()}
again = link_registers(later, as_of=date(2026, 11, 3), carried=found.carried)
assert 0.9 < again.recalled < 1
told = [one for night in (found, again) for one in (night.links, night.pairs, night.duplicates, night.counts, night.totals)]
models = "".join(model.to_json() for model in found.models.values())
print(hashlib.sha256("".join([*(frame.write_csv() for frame in told), models]).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The persons of a county's registers, a parquet file each."""
    made = tmp_path_factory.mktemp("persons")
    for name, frame in persons(tmp_path_factory.mktemp("county"), children=2_000, seed=52).items():
        frame.write_parquet(made / f"{name}.parquet")
    return made


@pytest.fixture(scope="module")
def usual(folder) -> str:
    return digest(folder, threads=1, shuffled_by=0)


@pytest.mark.parametrize(("threads", "shuffled_by"), [(2, 0), (1, 2)])
def test_neither_threads_nor_order_change_a_byte(folder, usual, threads, shuffled_by) -> None:
    assert digest(folder, threads, shuffled_by) == usual


def digest(folder: Path, threads: int, shuffled_by: int) -> str:
    words = [sys.executable, "-c", LINKED, str(folder), str(threads), str(shuffled_by)]
    threaded = os.environ | {"POLARS_MAX_THREADS": str(threads), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(words, env=threaded, capture_output=True, text=True, check=True).stdout
