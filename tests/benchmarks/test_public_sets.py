"""What the engine is given of the public sets, and by which models."""

from __future__ import annotations

import runpy
from pathlib import Path

import polars as pl
import pytest

from pipelines.linkage import Model

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def side():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS / "sides")
        return runpy.run_path(str(BENCHMARKS / "sides" / "ours_public.py"))


@pytest.mark.parametrize("name", ["febrl4", "historical_50k"])
def test_the_model_files_are_what_is_declared(name: str) -> None:
    declared = runpy.run_path(str(BENCHMARKS / "models" / "public_sets.py"))[name.upper()]
    assert Model.from_json((BENCHMARKS / "models" / f"{name}.json").read_text("utf-8")) == declared
    assert declared.training is None


@pytest.mark.parametrize(("name", "expected"), [
    ("marshall brooks", ("marshall", "brooks", None)),
    ("hon. marshall brooks", ("marshall", "brooks", None)),
    ("brooks", ("brooks", None, None)),
    ("sir john foster george ross of bladensburg", ("john", "bladensburg", "foster george ross")),
    ("frank willey, 2nd baron barnby", ("frank", "willey", "barnby")),
    ("sir henry bonham, baronet", ("henry", "bonham", None)),
    ("j.e. dolby", ("j", "dolby", "e")),
    ("john aspinall (1851-1937)", ("john", "aspinall", None)),
    ("1st earl balfour", ("balfour", None, None)),
    ("sir, baronet", (None, None, None)),
    (None, (None, None, None)),
])  # fmt: skip
def test_a_name_is_taken_apart(side, name: str | None, expected: tuple[str | None, ...]) -> None:
    assert side["name_parts"](name) == expected


def test_the_engine_sees_neither_truth_nor_ids_that_tell_it(side, tmp_path) -> None:
    row = {"full_name": "ann lee", "dob": "1850-01-01", "birth_place": "york", "postcode_fake": "yo1 7ny"}
    row |= {"unique_id": "Q12-3", "cluster": "Q12", "gender": "t22", "occupation": None}
    pl.DataFrame([row]).write_parquet(tmp_path / "set.parquet")
    seen = side["_historical"](tmp_path / "set.parquet").drop("unique_id").row(0, named=True)
    assert "cluster" not in seen and "Q12" not in str(seen.values())
    assert seen["sex"] is None and seen["day"] is None and seen["district"] == "yo1"
