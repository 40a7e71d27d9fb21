"""The registers as one problem: evidence, the poverty list as a bridge, empty registers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.linkage import Linkage, Model, link_registers
from pipelines.linkage.forecast import blocking_forecast
from tests.pipelines.linkage.people import as_roll, cut, families, frame, mistyped, number, person

AS_OF = date(2026, 9, 1)
DAY = date(2014, 3, 15)
NUMBER = number(DAY, 121)
HOME = {"guardian_keys": ["孟兆德"], "phones": ["16100000001"], "household_no": "x1", "town": "甲镇", "village": "甲1村"}
CHILD = person("pA", "孟子涵", DAY, NUMBER, **HOME)
CROWD = families(150, 9)


def linked(**registers: list[dict[str, object]]) -> Linkage:
    """The child and a crowd in the registry, with what else is given."""
    rows = {"population": [*CROWD, CHILD, *registers.pop("also", [])]}
    rows |= {name: registers.get(name, []) for name in ("roll", "poverty", "evidence")}
    return link_registers({name: frame(of) for name, of in rows.items()}, as_of=AS_OF)


def outcome(found: Linkage, left: str, right: str) -> str:
    for row in [*found.links.to_dicts(), *found.pairs.to_dicts()]:
        if (row["left_record"], row["right_record"]) == (left, right):
            return row.get("decision", "link") + ":" + (row.get("why") or row["rule"])
    return "non_link"


def evidence(record: str, name: str, **numbers: object) -> dict[str, object]:
    """An evidence row: a name and a number, whose birth date is the number's."""
    return person(record, name, None) | {"dob": DAY, "dob_precision": "day"} | numbers


WHOLE = {"citizen_id": NUMBER, "id18": NUMBER, "id_class": "ok18", "sex": "1"}

#: what the evidence says → what becomes of it
EVIDENCE = [
    ("number and name", "孟子涵", WHOLE, "link"),
    ("number, name near: nothing tells it from a brother's", "孟梓涵", WHOLE, "review"),
    ("number and name, two grades behind", "孟子涵", WHOLE | {"grade_cohort": 2015}, "review"),
    ("number, name unlike", "秦小宝", WHOLE, "review"),
    ("name, number one digit off", "孟子涵", mistyped(NUMBER[:9] + "9" + NUMBER[10:]), "link"),
    ("name, number cut", "孟子涵", cut(NUMBER), "review"),
    ("name only", "孟子涵", {"dob": None, "dob_precision": None}, "non_link"),
    ("name, another valid number", "孟子涵", {"citizen_id": number(DAY, 501, "669901"), "id18": number(DAY, 501, "669901"), "id_class": "ok18"}, "review"),
]


@pytest.mark.parametrize(("name", "numbers", "expected"), [pytest.param(*row[1:], id=row[0]) for row in EVIDENCE])
def test_evidence(name: str, numbers: dict[str, object], expected: str) -> None:
    assert outcome(linked(evidence=[evidence("eX", name, **numbers)]), "pA", "eX").split(":")[0] == expected


def test_several_items_of_evidence_serve_one_child() -> None:
    found = linked(evidence=[evidence("e1", "孟子涵", **WHOLE), evidence("e2", "孟子涵", **WHOLE)])
    assert outcome(found, "pA", "e1").startswith("link") and outcome(found, "pA", "e2").startswith("link")


def test_one_item_of_evidence_serves_both_rows_of_a_duplicate_registration() -> None:
    again = CHILD | {"record_id": "pB", "household_no": "x2", "town": "乙镇", "village": "乙2村"}
    found = linked(also=[again], evidence=[evidence("eX", "孟子涵", **WHOLE)])
    assert outcome(found, "pA", "eX").startswith("link") and outcome(found, "pB", "eX").startswith("link")
    assert found.duplicates.select("left_record", "right_record", "why").rows() == [("pA", "pB", "same_id")]


def test_a_poverty_record_between_the_two_brings_a_review() -> None:
    silent = {"guardian_keys": [], "phones": [], "household_no": None, "dob": date(2012, 6, 6)}
    poor = CHILD | {"record_id": "vX", "former_key": "孟狗蛋", "household_no": "v1"}
    pupil = as_roll(CHILD, "rX", name_key="孟狗蛋", citizen_id=None, id18=None, id_class="blank", address=None)
    rows = {"population": [*CROWD, CHILD | silent], "roll": [pupil], "poverty": [poor], "evidence": []}
    found = link_registers({name: frame(of) for name, of in rows.items()}, as_of=AS_OF)
    assert outcome(found, "pA", "vX").startswith("link")
    assert outcome(found, "rX", "vX").startswith("link")
    assert outcome(found, "pA", "rX") == "review:bridge"


def test_grown_ups_are_linked_by_number_only() -> None:
    day = date(1990, 5, 5)
    grown = person("pG", "孟大山", day, number(day, 11), **HOME)
    poor = [grown | {"record_id": "v1"}]
    assert outcome(linked(also=[grown], poverty=poor), "pG", "v1").startswith("link")
    assert outcome(linked(also=[grown], poverty=[poor[0] | {"id18": None, "citizen_id": None, "id_class": "blank"}]), "pG", "v1") == "non_link"


def test_every_register_may_be_empty() -> None:
    nothing = {name: frame([]) for name in ("population", "roll", "poverty", "evidence")}
    found = link_registers(nothing, as_of=AS_OF)
    assert found.links.is_empty() and found.pairs.is_empty() and found.duplicates.is_empty()
    alone = link_registers(nothing | {"roll": frame([as_roll(CHILD, "rX")])}, as_of=AS_OF)
    assert alone.links.is_empty()


def test_an_unlinked_child_shows_its_best_rejected_candidate_and_why() -> None:
    day = date(2016, 8, 9)
    brother = person("pB", "孟子豪", day, number(day, 57), **HOME)
    found = linked(also=[brother], roll=[as_roll(brother, "rB"), *(as_roll(one, f"r{one['record_id']}") for one in CROWD)])
    assert outcome(found, "pB", "rB") == "link:fast_id_name_dob"
    assert outcome(found, "pA", "rB") == "non_link:one_to_one_loser"


def test_models_counts_and_totals_are_data() -> None:
    found = linked(roll=[as_roll(child, f"r{place}") for place, child in enumerate(CROWD)])
    problems = {"population-roll", "population-poverty", "roll-poverty", "population-evidence"}
    assert set(found.totals["problem"]) == set(found.counts["problem"]) == problems
    assert found.models.keys() == problems | {"population-population"}
    assert all(Model.from_json(model.to_json()) == model for model in found.models.values())
    assert found.totals.row(0, named=True)["fast"] == len(CROWD)


def test_what_blocking_will_cost_is_known_before_anything_is_compared() -> None:
    pupils = [as_roll(child, f"r{place}", id18=None, citizen_id=None, id_class="blank") for place, child in enumerate(CROWD)]
    rows = {"population": frame([*CROWD, CHILD]), "roll": frame(pupils), "poverty": frame([CHILD | {"record_id": "v1"}]), "evidence": frame([])}
    told, done = blocking_forecast(rows, as_of=AS_OF), link_registers(rows, as_of=AS_OF).counts
    whole = ["population-roll", "population-poverty", "population-evidence"]
    assert told.filter(pl.col("problem").is_in(whole)).select(done.columns).equals(done.filter(pl.col("problem").is_in(whole)))
    both = told.join(done, on=["problem", "rule"], suffix="_night")
    assert both.height == done.height and (both["pairs"] >= both["pairs_night"]).all()


def test_the_largest_block_is_named_by_its_rows() -> None:
    """Five of one name in one village, three of them on the roll."""
    namesakes = [person(f"pN{one}", "孟小宝", date(2013 + one, 2, 3), town="甲镇", village="甲9村") for one in range(5)]
    pupils = [as_roll(child, f"rN{place}", dob=None, dob_precision=None) for place, child in enumerate(namesakes[:3])]
    rows = {"population": frame([*CROWD, *namesakes]), "roll": frame(pupils), "poverty": frame([]), "evidence": frame([])}
    told = blocking_forecast(rows, as_of=AS_OF).filter(problem="population-roll", rule="name_village").row(0, named=True)
    assert (told["pairs"], told["largest"], told["left_rows"], told["right_rows"]) == (15, 15, 5, 3)
    assert (told["left_record"], told["right_record"]) == ("pN0", "rN0")
