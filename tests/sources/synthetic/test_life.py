"""A county that lives: the same from the same seed, true to its own registers, night after night."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sources.synthetic.life import FIRST, Life, Night
from sources.synthetic.life.happenings import ARRIVALS, HAPPENINGS
from sources.synthetic.life.persons import LATER, RUNS_OUT, STATUS, Person
from sources.vocabulary import CHILD_STATUS

NIGHTS = 20


@pytest.fixture(scope="module")
def nights() -> list[Night]:
    return list(Life(800, seed=5, nights=NIGHTS, pace=2))


def test_the_same_arguments_give_the_same_nights(tmp_path: Path) -> None:
    for room in ("one", "other"):
        for night in Life(150, seed=2, nights=4, pace=8):
            night.write(tmp_path / room / str(night.number))
    found = [{str(path.relative_to(tmp_path / room)): path.read_bytes() for path in (tmp_path / room).rglob("*.csv")}
             for room in ("one", "other")]
    assert found[0] and found[0] == found[1]


def test_the_registry_lists_whom_the_truth_counts(nights: list[Night]) -> None:
    for night in nights:
        listed = {person for file in night.files["population"] for person in file.persons}
        counted = set(night.persons.filter(~pl.col("status").is_in(["other_age", "unregistered"]))["person"])
        assert counted <= listed


def test_a_person_keeps_its_number_and_nobody_is_lost_between_the_nights(nights: list[Night]) -> None:
    people = [set(night.persons["person"]) for night in nights]
    assert all(one == people[0] for one in people)


def test_whoever_is_pupil_of_the_county_has_an_active_row(nights: list[Night]) -> None:
    for night in nights:
        rows = [row for file in night.files["roll"] for row in zip(file.persons, file.cells["status"], strict=True)]
        active = {person for person, status in rows if status in ("在读", "在校", "01", "正常")}
        assert set(night.persons.filter(fate="in_town")["person"]) <= active


def test_everything_that_may_happen_happens(nights: list[Night]) -> None:
    happened = Counter(event.what for night in nights for event in night.events)
    assert {"comes_of_age", "runs_out", "certificate_comes", "found_out_of_school", "is_located", "returns", "moves_in",
            "registered_twice"} <= happened.keys()
    assert {one.code for one in HAPPENINGS} - {"dies"} <= happened.keys()
    assert len(ARRIVALS) == 2


def test_a_certificate_runs_out_with_its_term(nights: list[Night]) -> None:
    """The autumn term ends on 15 February; on the 16th most pupils elsewhere stand without proof."""
    by_date = {night.date: Counter(night.persons["fate"].to_list()) for night in nights}
    assert by_date[date(2027, 2, 16)]["certificate_over"] > by_date[date(2027, 2, 15)]["certificate_over"] + 5


def test_one_night_the_roll_does_not_come_and_tells_nothing(nights: list[Night], tmp_path: Path) -> None:
    (late,) = (night for night in nights if night.late)
    late.write(tmp_path)
    assert not (tmp_path / "inbox" / "roll").exists()
    assert (tmp_path / "inbox" / "population").exists()
    before = nights[late.number - 2]
    assert [file.name for file in late.files["roll"]] == [file.name for file in before.files["roll"]]


def test_files_are_exported_anew_in_another_order_under_another_name(nights: list[Night]) -> None:
    names = {file.name.replace(night.date.isoformat(), "") for night in nights for file in night.files["population"]}
    assert len(names) >= 3
    fifth, sixth = (nights[place].files["population"][0] for place in (4, 5))
    kept = [person for person in fifth.persons if person in sixth.persons]
    assert kept != [person for person in sixth.persons if person in fifth.persons]


def test_whose_each_row_is_stands_beside_the_files(nights: list[Night], tmp_path: Path) -> None:
    nights[7].write(tmp_path, visits=False)
    records = pl.read_csv(tmp_path / "truth" / "records.csv", infer_schema=False)
    for register in ("population", "roll"):
        rows = sum(pl.read_csv(path, infer_schema=False).height for path in (tmp_path / "inbox" / register).glob("*.csv"))
        assert records.filter(source=register).height == rows


def test_visits_come_back_with_a_paper_where_they_close_something(nights: list[Night]) -> None:
    visits = pl.concat([night.visits for night in nights])
    assert visits.height > 20
    closing = visits.filter(pl.col("result") == "在外就读")
    assert closing["evidence_no"].null_count() == 0 and closing["evidence_no"].is_unique().all()


@pytest.mark.parametrize(("born", "on", "age"), [
    (date(2021, 2, 3), date(2027, 2, 2), 5), (date(2021, 2, 3), date(2027, 2, 3), 6),
    (date(2020, 2, 29), date(2026, 2, 27), 5), (date(2020, 2, 29), date(2026, 2, 28), 6), (date(2020, 2, 29), date(2028, 2, 28), 7),
])
def test_age_is_counted_as_the_rule_says(born: date, on: date, age: int) -> None:
    assert Person("P1", born, "某镇", 1, False, "", None, "in_town").age(on) == age


def test_every_fate_comes_to_a_status_of_the_vocabulary() -> None:
    assert set(STATUS.values()) <= {*CHILD_STATUS.labels, "other_age", "unregistered"}
    assert {after for after, _ in RUNS_OUT.values()} <= STATUS.keys() and LATER.keys() <= STATUS.keys()
    assert FIRST.month == 2
