"""What the linkage carries, on disk: whole, private, and only for the program that wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from checks.answered import Answered
from checks.results import Counts
from pipelines import carried as room
from pipelines.carried import answered, carried, carry, keep_answers
from pipelines.linkage import Carried, Wear, link_registers
from pipelines.settings import County, Linkage, Settings, Source, Sources
from tests.pipelines.linkage.people import REGISTERS, frame, registers

AS_OF = date(2026, 9, 1)
HERE = Source(path="inbox/*")
SETTINGS = Settings(
    county=County(name="某县", division_code="349901"), linkage=Linkage(retrain_days=7, retrain_share=0.5),
    sources=Sources(population=HERE, roll=HERE, poverty=HERE, schools=HERE))
LEFT, RIGHT, _ = registers(40, 5)
ROWS = {"population": LEFT, "roll": RIGHT, "poverty": frame([]), "evidence": frame([])}


@pytest.fixture(scope="module")
def found() -> Carried:
    made = link_registers(ROWS, as_of=AS_OF).carried
    assert made is not None
    return made


@pytest.fixture
def state(tmp_path: Path, found: Carried) -> Path:
    (tmp_path / "tmp").mkdir()
    carry(found, tmp_path, "20260901T020000-aaaaaa")
    return tmp_path


def test_what_is_kept_comes_back_and_serves(state: Path, found: Carried) -> None:
    back = carried(state, SETTINGS)
    assert back is not None and back.wear == Wear(7, 0.5)
    assert back.models == found.models and (back.trained, back.changed) == (AS_OF, 0.0)
    looking = link_registers(ROWS, as_of=AS_OF, carried=found.of_models_only())
    for way in (back, replace(back, answer=None)):  # by the answer; by the pairs alone
        again = link_registers(ROWS, as_of=AS_OF, carried=way)
        assert again.recalled == 1.0
        assert again.links.equals(looking.links) and again.pairs.equals(looking.pairs)


def test_only_the_newest_is_kept_and_nobody_else_may_read_it(state: Path, found: Carried) -> None:
    carry(found, state, "20260902T020000-bbbbbb")
    (kept,) = (state / "linkage").iterdir()
    assert kept.name == "20260902T020000-bbbbbb"
    assert {path.stat().st_mode & 0o777 for path in (state / "linkage", kept)} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in kept.iterdir()} == {0o600}


def test_no_name_and_no_number_stands_in_it(state: Path) -> None:
    (kept,) = (state / "linkage").iterdir()
    held = b"".join(path.read_bytes() for path in kept.iterdir()).decode("utf-8", "ignore")
    told = {str(value) for column in ("name_key", "id18", "record_id") for value in LEFT[column]} | set(LEFT["phones"].explode())
    assert len(told) > 100 and not [value for value in told if value in held]


def _other_program(kept: Path) -> None:
    about = json.loads((kept / "about.json").read_text("utf-8"))
    (kept / "about.json").write_text(json.dumps(about | {"stamp": "another"}), "utf-8")


def _cut_short(kept: Path) -> None:
    path = kept / "records.parquet"
    path.write_bytes(path.read_bytes()[:100])


def _fewer_records(kept: Path) -> None:
    pl.read_parquet(kept / "records.parquet").head(3).write_parquet(kept / "records.parquet")


def _shorter_answer(kept: Path) -> None:
    pl.read_parquet(kept / "answer-links.parquet").head(3).write_parquet(kept / "answer-links.parquet")


@pytest.mark.parametrize("damage", [
    _other_program, _cut_short, _fewer_records, _shorter_answer, lambda kept: (kept / "population-roll.parquet").unlink(),
    lambda kept: (kept / "answer-pairs.parquet").unlink()])
def test_what_is_damaged_or_another_programs_is_as_if_it_were_not_there(state: Path, damage) -> None:
    (kept,) = (state / "linkage").iterdir()
    damage(kept)
    assert carried(state, SETTINGS) is None


def test_before_the_first_night_there_is_nothing(tmp_path: Path) -> None:
    assert carried(tmp_path, SETTINGS) is None


def test_the_stamp_hangs_on_the_linkages_text() -> None:
    assert room.stamp() == room.stamp() and len(room.stamp()) == 64
    assert set(REGISTERS) == set(ROWS)


@pytest.fixture
def asked(tmp_path: Path) -> Answered:
    (tmp_path / "tmp").mkdir()
    found = Answered()
    found.tonight = {"a": Counts(True, 200, 0, 0.512345678901234), "b": Counts(False, 7, 3)}
    keep_answers(found, tmp_path)
    return found


def test_answers_come_back_as_they_were_and_nobody_else_may_read_them(tmp_path: Path, asked: Answered) -> None:
    assert answered(tmp_path).before == asked.tonight
    assert (tmp_path / "answers.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stamp": "another", "answers": {}}', '{"stamp": "STAMP", "answers": {"a": 1}}', None])
def test_answers_that_are_damaged_or_another_programs_are_asked_anew(tmp_path: Path, asked: Answered, text: str | None) -> None:
    kept = tmp_path / "answers.json"
    mine = json.loads(kept.read_text("utf-8"))["stamp"]
    kept.unlink() if text is None else kept.write_text(text.replace("STAMP", mine), "utf-8")
    assert not answered(tmp_path).before
