"""However names, numbers and homes are mended night after night: one child one id, and no id two children's for sure."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.casebook.changes import EVENT
from pipelines.casebook.identities import recognized
from pipelines.casebook.presence import children
from sources.person import PERSON

START = date(2026, 9, 1)
KEY = b"a key for tests, of 32 bytes...."
_SURNAMES, _GIVEN = "赵钱孙李", "一二三四五六七八"

#: What may happen to a person between two nights.
EDITS = ("name", "number", "number_lost", "home", "kin", "village", "name_and_number", "leaves", "returns", "twice", "once", "swap", "row")
edit = st.tuples(st.sampled_from(EDITS), st.integers(0, 99), st.integers(0, 99))
lives = st.lists(st.lists(edit, max_size=4), min_size=1, max_size=5)


class Village:
    """People who are what they are; the registry says of them what it says."""

    def __init__(self, size: int) -> None:
        self.serial = 0
        self.people = [self._born(person) for person in range(size)]

    def _born(self, person: int) -> dict:
        # Families of three: the first two are twins.
        family, place = divmod(person, 3)
        born = date(2015, 1, 1) + timedelta(days=40 * family + (300 if place == 2 else 0))
        return {
            "person": person, "name_key": _SURNAMES[family % 4] + _GIVEN[person % 8], "id18": self._number(), "dob": born,
            "household_no": str(family), "guardian_keys": [f"家长{family}"], "town": "甲镇", "village": "一村", "sex": "1",
            "here": True, "rows": 1, "former_key": None,
        }

    def _number(self) -> str:
        self.serial += 1
        return f"3499012015{self.serial:08}"

    def happen(self, what: str, who: int, other: int) -> None:
        one, two = self.people[who % len(self.people)], self.people[other % len(self.people)]
        match what:
            case "name":
                one["name_key"] += "改"
            case "number":
                one["id18"] = self._number()
            case "number_lost":
                one["id18"] = None
            case "home":
                one["household_no"] += "甲"
            case "kin":
                one["guardian_keys"] = [one["guardian_keys"][0] + "改"]
            case "village":
                one["village"] += "村"
            case "name_and_number":
                one["name_key"], one["id18"] = one["name_key"] + "改", self._number()
            case "leaves" | "returns":
                one["here"] = what == "returns"
            case "twice" | "once":
                one["rows"] = 2 if what == "twice" else 1
            case "swap":
                one["id18"], two["id18"] = two["id18"], one["id18"]

    def registry(self, night: int) -> tuple[pl.DataFrame, dict[str, int]]:
        """The rows, and whose each is."""
        blank = dict.fromkeys(PERSON)
        rows, owner = [], {}
        for one in self.people:
            for copy in range(one["rows"] if one["here"] else 0):
                record = f"{night}-{(one['person'] * 7 + night) % 31:02}-{one['person']}-{copy}"
                owner[record] = one["person"]
                rows.append(blank | {name: one[name] for name in one if name in PERSON} | {"record_id": record})
        return pl.DataFrame(rows, schema=PERSON), owner


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(size=st.integers(2, 6), nights=lives)
def test_no_child_becomes_another_for_sure(size: int, nights: list[list[tuple[str, int, int]]]):
    village, events, was = Village(size), pl.DataFrame(schema=EVENT), {}
    for number, happening in enumerate([[], *nights]):
        for what in happening:
            village.happen(*what)
        people, owner = village.registry(number)
        known = children(events)
        found = recognized(people, known, KEY, START + timedelta(days=number))
        told = dict(found.identities.select("record_id", "child_id").rows())
        assert len(set(told.values())) == len(told) == len(owner), "each row has an id of its own"
        unsure = set(found.events.filter(~pl.col("sure"))["child_id"])
        for record, child in told.items():
            assert was.get(child, owner[record]) == owner[record] or child in unsure
        for gone, stays in found.events.filter(pl.col("kind") == "merged").select("child_id", "other_id").rows():
            assert was.get(gone, was.get(stays)) == was.get(stays, was.get(gone)), "only one person's ids are merged"
        was |= {child: owner[record] for record, child in told.items()}
        events = pl.concat([events, found.events])


@settings(max_examples=25, deadline=None)
@given(size=st.integers(2, 6), nights=st.lists(st.tuples(
    st.sampled_from(("name", "number", "number_lost", "home", "kin", "village", "row")), st.integers(0, 99)), min_size=1, max_size=6))
def test_a_child_of_whom_one_thing_is_mended_a_night_keeps_its_id(size: int, nights: list[tuple[str, int]]):
    village, events = Village(size), pl.DataFrame(schema=EVENT)
    first: dict[int, str] = {}
    for number, (what, who) in enumerate([("row", 0), *nights]):
        # Without a number the name is all there is.
        lost = what == "name" and village.people[who % size]["id18"] is None
        village.happen("row" if lost else what, who, 0)
        people, owner = village.registry(number)
        found = recognized(people, children(events), KEY, START + timedelta(days=number))
        for record, child in found.identities.select("record_id", "child_id").rows():
            assert first.setdefault(owner[record], child) == child
        assert found.events.filter(~pl.col("sure")).is_empty()
        events = pl.concat([events, found.events])

