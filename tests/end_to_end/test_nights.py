"""Nights of a living county, each held against the truth and the nights before; and past nights made once more."""

from __future__ import annotations

import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from benchmarks.living import Told, Year
from pipelines.casebook import Casebook
from pipelines.casebook.history import history
from pipelines.language import language
from pipelines.publish.sameness import files_of
from pipelines.replay import NoSuchNightError, replayed
from pipelines.settings import load
from sources.synthetic.life import FIRST, Life, Night
from sources.vocabulary import EVIDENCE_TYPE

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
NIGHTS, TWICE = 7, 5


@dataclass(frozen=True)
class Lived:
    """A county after some nights of its life, and what each of them came to."""

    home: Path
    year: Year
    nights: list[Night]
    told: list[Told]

    def kept(self, as_of: date) -> Path:
        """The last night's own folder of that date."""
        return sorted((self.home / "out" / "nights").glob(f"{as_of}_*"))[-1]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Of 200 children, with much happening; one of its nights is run twice, on another the roll does not come."""
    life = Life(200, seed=4, nights=NIGHTS, pace=8)
    year = Year(life, tmp_path_factory.mktemp("lived"))
    nights = list(life)
    told = [year.through(night, again=night.number == TWICE) for night in nights]
    return Lived(year.home, year, nights, told)


def test_every_night_is_right_by_the_truth_and_by_the_nights_before(lived: Lived) -> None:
    assert {one.number: one.wrong for one in lived.told if one.wrong} == {}


def test_much_happened_and_came_back(lived: Lived) -> None:
    """What never happened would prove nothing."""
    events = {event.what for night in lived.nights for event in night.events}
    assert events >= {"moves_in", "is_purged", "transfers", "drops_out", "returns", "certificate_comes", "runs_out",
                      "renamed_and_renumbered"}
    assert sum(one.opened for one in lived.told[1:]) > 5
    assert sum(one.closed for one in lived.told) > 5
    assert sum(one.answered for one in lived.told) > 5
    assert [night.late for night in lived.nights].count("roll") == 1


def test_one_person_has_one_id_unless_name_and_number_changed_at_once(lived: Lived) -> None:
    both = {event.person for night in lived.nights for event in night.events if event.what == "renamed_and_renumbered"}
    spoiled = {person for person, ids in lived.year.split().items() if person not in both}
    assert len(spoiled) <= 1


def test_a_night_of_before_the_registers_changed_is_made_again_the_same(lived: Lived, tmp_path: Path) -> None:
    before = written(lived.home)
    again = replayed(load(lived.home / "county.toml"), str(FIRST), tmp_path / "again", tell=quiet)
    assert again.differences == ()
    assert again.other_version is None
    assert files_of(tmp_path / "again") == files_of(again.kept)
    assert written(lived.home) == before


def test_what_was_edited_since_is_named_under_other_settings_and_another_version(lived: Lived, tmp_path: Path) -> None:
    """The night on which a source stood in: today's settings do not rewrite it."""
    home = Path(shutil.copytree(lived.home, tmp_path / "county"))
    (late,) = (night.date for night in lived.nights if night.late)
    kept = sorted((home / "out" / "nights").glob(f"{late}_*"))[-1]
    with (kept / "exceptions.csv").open("a", encoding="utf-8") as edited:
        edited.write("x\r\n")
    run = kept.name.split("_")[1]
    about = home / "state" / "loads" / "night" / run / "run.json"
    about.write_text(about.read_text("utf-8").replace('"version": "', '"version": "older '), "utf-8")
    settings = load(home / "county.toml")
    later = settings.model_copy(update={"night": settings.night.model_copy(update={"ages": (3, 12)})})
    again = replayed(later, run, tell=quiet)
    assert again.differences == ("exceptions.csv：内容不同",)
    assert again.other_version is not None and again.other_version.startswith("older ")


@pytest.mark.parametrize("which", ["2026-01-01", "nonsense"])
def test_a_night_that_never_was_is_told(lived: Lived, which: str) -> None:
    with pytest.raises(NoSuchNightError, match=f"没有留存的夜 {which}"):
        replayed(load(lived.home / "county.toml"), which, tell=quiet)


def test_a_night_whose_sources_were_let_go_is_told(lived: Lived, tmp_path: Path) -> None:
    home = Path(shutil.copytree(lived.home, tmp_path / "county"))
    shutil.rmtree(home / "state" / "loads" / "night")
    with pytest.raises(NoSuchNightError, match="keep_loads"):
        replayed(load(home / "county.toml"), str(FIRST), tell=quiet)


def test_files_that_are_there_are_not_written_over(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(NoSuchNightError, match="不是空的"):
        replayed(load(lived.home / "county.toml"), str(FIRST), tmp_path, tell=quiet)


def test_every_childs_history_is_told_in_english_with_the_same_happenings(lived: Lived) -> None:
    with Casebook.of(load(lived.home / "county.toml")) as casebook:
        memory = casebook.read()
    pieces = memory.every_piece
    typed = {*pieces["recorded_by"], *pieces["verifier"].drop_nulls(), *memory.tables["verdict"]["decided_by"]}
    typed |= {*pieces["evidence_type"].drop_nulls()} - {*EVIDENCE_TYPE.labels.values()}
    for child in memory.children["child_id"]:
        chinese, told = history(memory, child), history(memory, child, language("en"))
        assert [line[:10] for line in told] == [line[:10] for line in chinese]
        assert [line for line in told if HAN.search(bare(line, typed))] == []


def bare(line: str, typed: set[str]) -> str:
    """The line without what people typed: names, and kinds of proof that are none of those offered."""
    for value in sorted(typed, key=len, reverse=True):
        line = line.replace(value, "")
    return line


def quiet(_: str) -> None:
    """No progress."""


def written(home: Path) -> dict[str, object]:
    """Everything in out/ and state/, the casebook by its rows."""
    found = {str(path): path.stat().st_mtime_ns for place in ("out", "state") for path in (home / place).rglob("*")
             if path.is_file() and not path.name.startswith("casebook")}
    with sqlite3.connect(home / "state" / "casebook.sqlite") as con:
        return found | {"casebook": list(con.iterdump())}
