"""A small county in which four children are on the visit list, and one pair was shown to the data desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pipelines.casebook import SHOWN_PAIR, Casebook, Night, ReadIn
from pipelines.settings import Settings
from tests.pipelines.casebook.nights import begun, child, listed_cases, persons, statuses_of
from tests.pipelines.returning.county import AS_OF, children, county

PAIR = "P0123456789AB"


@dataclass(frozen=True)
class Small:
    """The county's folder and settings, and the tasks' tokens in the order of the children."""

    folder: Path
    settings: Settings
    tokens: list[str]

    def pieces(self) -> pl.DataFrame:
        """What is on file of visits."""
        with Casebook.of(self.settings) as casebook:
            return casebook.read().pieces

    def verdicts(self) -> list[str]:
        """What is on file of the pair, oldest first."""
        with Casebook.of(self.settings) as casebook:
            return casebook.read().verdicts["decision"].to_list()


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """The county after a night of its casebook, without any other night."""
    settings = county(tmp_path / "county", 4)
    people = persons(*(child(f"r{place}", name, number) for place, (name, number) in enumerate(children(4))))
    pair = pl.DataFrame([{name: name for name in SHOWN_PAIR} | {"pair_token": PAIR}], schema=SHOWN_PAIR)
    with Casebook.of(settings) as casebook:
        run = begun(AS_OF)
        memory = casebook.begin(run)
        recognition = memory.recognized(people, AS_OF)
        cases = listed_cases(memory, recognition, dict.fromkeys(people["record_id"], "visit"), AS_OF)
        casebook.remember(memory, Night(
            run.run_id, AS_OF, recognition, cases, statuses_of(recognition, cases), pair, ReadIn({"population": 4})))
        casebook.end(run.run_id, "published")
        tokens = dict(casebook.read().cases.select("child_id", "case_token").rows())
    of_record = dict(recognition.identities.select("record_id", "child_id").rows())
    return Small(tmp_path / "county", settings, [tokens[of_record[record]] for record in people["record_id"]])
