"""Counties invented once for all tests of this folder, with every file read as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
import pytest

from sources.synthetic import built_in_town, synthesize


@dataclass(frozen=True)
class Written:
    """A county as it lies on disk."""

    folder: Path

    def files(self, register: str) -> list[Path]:
        return sorted((self.folder / "inbox" / register).iterdir())

    def rows(self, register: str) -> pl.DataFrame:
        """All rows of a register with ``file_name`` and ``row_no``, and whose each is."""
        parts = [
            pl.read_csv(file, infer_schema=False)
            .with_columns(pl.lit(file.name).alias("file_name")).with_row_index("row_no", offset=2)
            for file in self.files(register)
        ]
        rows = pl.concat(parts, how="diagonal").fill_null("").with_columns(pl.col("row_no").cast(pl.String))
        return rows.join(self.records.filter(source=register), on=["file_name", "row_no"], how="left", maintain_order="left")

    @cached_property
    def persons(self) -> pl.DataFrame:
        return pl.read_csv(self.folder / "truth" / "persons.csv", infer_schema=False)

    @cached_property
    def records(self) -> pl.DataFrame:
        return pl.read_csv(self.folder / "truth" / "records.csv", infer_schema=False).fill_null("")

    def flagged(self, kind: str) -> pl.DataFrame:
        return self.persons.filter(pl.col("kinds").str.split(";").list.contains(kind))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("town")
    built_in_town(folder)
    return Written(folder)


def _county(tmp_path_factory: pytest.TempPathFactory, level: str) -> Written:
    folder = tmp_path_factory.mktemp(level)
    synthesize(folder, children=20_000, seed=11, level=level)
    return Written(folder)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return _county(tmp_path_factory, "clean")


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return _county(tmp_path_factory, "ordinary")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return _county(tmp_path_factory, "hostile")
