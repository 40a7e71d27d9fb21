"""Traps: every kind as often as asked, its two children alike in what it says, its cells where it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sources.synthetic import fates, lives, lookalikes, people, places, synthesize, traps
from sources.synthetic.town import county_plan
from sources.synthetic.traps import TRAPS, Trap, registered_children
from sources.synthetic.traps.kinds import scenes

from .conftest import Written

EACH = 4
BY_CODE = {trap.code: trap for trap in TRAPS}


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("trapped")
    synthesize(folder, children=100, seed=21, traps=EACH)
    return Written(folder)


@pytest.fixture(scope="module")
def cast() -> pl.DataFrame:
    """Everyone of the scenes, with what is forced upon them."""
    plan, rng = county_plan(100, 22, "ordinary", date(2026, 11, 2), EACH), np.random.Generator(np.random.PCG64(22))
    where = places.laid_out(rng, plan.towns, plan.peopled, plan.minority_villages)
    ordinary = people.population(rng, county_plan(500, 22, "ordinary", date(2026, 11, 2)), where)
    folk = lives.written(rng, plan, where, fates.decided(rng, plan, where, traps.staged(plan, where, ordinary)))
    return folk.hstack(traps.forced(rng, folk)).filter(pl.col("scene") >= 0)


def pairs(cast: pl.DataFrame, code: str) -> pl.DataFrame:
    """Lead and other of each scene of that kind, side by side; the other's columns end in ``_other``."""
    of = cast.filter(pl.col("trap") == TRAPS.index(BY_CODE[code]))
    return of.filter(part=0).join(of.filter(part=1), on="scene", suffix="_other")


def test_codes_are_unique_and_every_kind_is_told_in_a_sentence() -> None:
    assert len(BY_CODE) == len(TRAPS)
    assert all(trap.says[0].isupper() and trap.says.endswith(".") for trap in TRAPS)


def test_a_cell_is_forced_upon_a_register_the_child_stands_in() -> None:
    for trap in TRAPS:
        of = {cell.partition(".")[0] for cell in trap.cells}
        assert trap.kin or not trap.cells, trap
        assert not trap.other.endswith("certificate") or of <= {"evidence"}, trap
        assert not trap.other.startswith("unregistered") or "population" not in of, trap
        assert trap.lead == "enrolled" or not any(cell.startswith("roll") for cell in trap.lead_cells), trap


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.code)
def test_every_kind_stands_as_often_as_asked_with_its_truth(trapped: Written, trap: Trap) -> None:
    flagged = trapped.flagged(trap.code)
    count = next(count for _, one, count in scenes(EACH) if one is trap)
    assert flagged.height == count * (1 + (trap.kin != "")) and count >= EACH
    assert flagged.filter(schooled="0").height == (count if trap.lead == "missing" else 0)
    assert flagged.filter(pl.col("town").is_not_null()).height == count * trap.registered
    if trap.lead == "missing":
        assert set(flagged.filter(schooled="0")["status"]) <= {"not_found", "out_of_school", "suspected_dropout"}


@pytest.mark.parametrize("code", [trap.code for trap in TRAPS if trap.sheet])
def test_enough_of_a_sheet_are_hit_though_numbers_ending_in_x_stay_whole(trapped: Written, code: str) -> None:
    trap = BY_CODE[code]
    rows = trapped.rows("roll").join(trapped.flagged(code).filter(schooled="1").select("person"), on="person")
    assert set(rows["file_name"]) == {f"roll_sheet_{trap.sheet}_2026-11-02.csv"}
    spoiled = r"000$" if trap.sheet == "cut" else r"E\+17$"
    assert rows.filter(pl.col("身份证件号").str.contains(spoiled)).height >= EACH
    assert rows.filter(pl.col("damage").str.contains("file_cut")).height >= EACH


@pytest.mark.parametrize(("code", "fits"), [
    # code, what holds of lead and other in every scene
    ("twins_swapped", (pl.col("roll.citizen_id") == pl.col("citizen_id_other")) & (pl.col("roll.citizen_id_other") == pl.col("citizen_id"))),
    ("twin_under_number", pl.col("roll.citizen_id_other") == pl.col("citizen_id")),
    ("twin_whole", (pl.col("born") == pl.col("born_other")) & (pl.col("family") == pl.col("family_other")) & pl.col("twin")),
    ("twin_blank", (pl.col("roll.citizen_id_other") == "") & (pl.col("roll.roll_no_other") == "")),
    ("twin_name_swapped", pl.col("first") == pl.col("second_other")),
    ("brother_under_number", pl.col("roll.dob_other").is_null() & (pl.col("born") != pl.col("born_other"))),
    ("brother_under_number_date", pl.col("roll.dob_other") == pl.col("born").dt.to_string("%Y-%m-%d")),
    ("sibling_sounds_date", (pl.col("ideal") - pl.col("ideal_other")).abs() >= 2),
    ("sibling_sounds_near", (pl.col("ideal") - pl.col("ideal_other")).abs() <= 2),
    ("sibling_part_date", pl.col("name").str.starts_with(pl.col("name_other")) & (pl.col("name") != pl.col("name_other"))),
    ("sibling_mothers_name_date", (pl.col("first") == pl.col("first_other")) & (pl.col("surname") != pl.col("surname_other"))),
    ("sibling_former_name", pl.col("population.former_name") == pl.col("name_other")),
    ("written_as_brother", pl.col("roll.name_other") == pl.col("name")),
    ("one_name", (pl.col("name") == pl.col("name_other")) & (pl.col("born") != pl.col("born_other"))),
    ("parents_number_brother", pl.col("roll.citizen_id_other") == pl.col("guardian_id")),
    ("cousin", (pl.col("family") != pl.col("family_other")) & (pl.col("village") == pl.col("village_other"))),
    ("namesake_village", (pl.col("name") == pl.col("name_other")) & (pl.col("born") == pl.col("born_other")) & (pl.col("village") == pl.col("village_other"))),
    ("namesake_elsewhere", pl.col("village") != pl.col("village_other")),
    ("namesake_guardian", pl.col("roll.guardian_name_other") == pl.col("guardian_name")),
    ("poverty_bridge", pl.col("poverty.citizen_id") == pl.col("citizen_id_other")),
    ("certificate_sibling", (pl.col("evidence.citizen_id_other") == pl.col("citizen_id")) & ~pl.col("registered_other")),
    ("minority_sibling_date", (pl.col("ethnic") > 0) & (pl.col("name") != pl.col("name_other"))),
])
def test_the_two_children_are_alike_in_what_the_trap_says(cast: pl.DataFrame, code: str, fits: pl.Expr) -> None:
    scene = pairs(cast, code)
    assert scene.height >= EACH
    assert scene.select(fits.all()).item() is True


@pytest.mark.parametrize("code", [trap.code for trap in TRAPS if trap.naming == "sound"])
def test_names_that_sound_alike_differ_in_one_character_of_one_syllable(cast: pl.DataFrame, code: str) -> None:
    for one, other in pairs(cast, code).select("name", "name_other").iter_rows():
        assert one != other and one[:-1] == other[:-1]
        assert lookalikes.syllable(one[-1]) == lookalikes.syllable(other[-1])


def test_a_number_one_digit_off_is_nobodys(cast: pl.DataFrame) -> None:
    taken = set(cast["citizen_id"])
    for number, off in pairs(cast, "number_off_brother").select("citizen_id", "roll.citizen_id_other").iter_rows():
        assert sum(a != b for a, b in zip(number, off, strict=True)) == 1 and off not in taken


def test_everyone_of_a_scene_is_of_age_and_due_at_school(cast: pl.DataFrame) -> None:
    assert cast.select((pl.col("age").is_between(6, 15) & (pl.col("ideal") >= 1)).all()).item()


@pytest.mark.parametrize(("trap", "cell"), [(trap, cell) for trap in TRAPS for cell in (*trap.cells, *trap.lead_cells)])
def test_every_forced_cell_stands_in_a_row_of_its_register(trapped: Written, trap: Trap, cell: str) -> None:
    register, _, column = cell.partition(".")
    struck = trapped.records.filter(pl.col("source") == register, pl.col("damage").str.split(";").list.contains(f"{column}:trap"))
    lead, others = cell in trap.lead_cells, cell in trap.cells
    count = next(count for _, one, count in scenes(EACH) if one is trap)
    assert trapped.flagged(trap.code).join(struck, on="person", how="semi").height == count * (lead + others)


def test_forced_cells_say_what_the_trap_says(trapped: Written) -> None:
    rows = trapped.rows("roll")
    blank = rows.join(trapped.flagged("twin_blank").filter(schooled="1").select("person"), on="person")
    assert set(blank["身份证件号"]) | set(blank["学籍号"]) == {""}
    assert blank["damage"].str.contains("citizen_id:trap").all()
    registry = trapped.rows("population").select("person", "公民身份号码")
    borrowed = rows.join(trapped.flagged("sibling_under_number").filter(schooled="1").select("person"), on="person")
    missing = registry.join(trapped.flagged("sibling_under_number").filter(schooled="0").select("person"), on="person")
    whole = missing.filter(pl.col("公民身份号码").str.contains(r"^\d{17}[\dX]$"))
    assert whole.height >= EACH - 1  # the registry suffers ordinary damage
    assert set(whole["公民身份号码"]) <= set(borrowed["身份证件号"])


def test_an_unregistered_child_of_the_county_is_no_newcomer_but_one_said_to_be(trapped: Written) -> None:
    rows = trapped.rows("roll")

    def place(code: str) -> set[str]:
        pupils = trapped.flagged(code).filter(schooled="1").select("person")
        return set(rows.join(pupils, on="person")["户口所在地"])
    assert place("sibling_under_number") == {"云川县"}
    assert place("newcomer") == {"外县"} and place("newcomer_unmarked") == {""}


def test_the_county_grows_to_what_the_traps_need() -> None:
    needed = registered_children(300)
    assert county_plan(100, 1, "ordinary", date(2026, 11, 2), 300).children == 2 * needed
    assert county_plan(2 * needed + 1, 1, "ordinary", date(2026, 11, 2), 300).children == 2 * needed + 1


def test_the_same_arguments_write_the_same_bytes(trapped: Written, tmp_path: Path) -> None:
    made = synthesize(tmp_path, children=100, seed=21, traps=EACH)
    assert made.children == trapped.persons.filter(~pl.col("status").is_in(["other_age", "unregistered"])).height
    for file in sorted(trapped.folder.rglob("*.csv")):
        assert file.read_bytes() == (tmp_path / file.relative_to(trapped.folder)).read_bytes()
