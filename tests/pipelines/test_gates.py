"""What a night gives the gates to look at, and what it remembers of their answers."""

from datetime import date

import polars as pl
import pytest

from checks.guards import LIMITS, Limit, Watch
from checks.published import Inputs
from checks.results import RESULT
from pipelines.gates import inputs_of, shares_of, watch
from pipelines.linkage import Linkage, link_registers
from pipelines.run import AS_USUAL, Choices
from pipelines.settings import Settings
from sources.person import PERSON, Loaded
from tests.checks.made import AS_OF, loaded, registry

PATHS = {name: {"path": f"inbox/{name}/*"} for name in ("population", "roll", "poverty", "schools")}


def settings(**changed: object) -> Settings:
    return Settings.model_validate({"county": {"name": "某县", "division_code": "349901"}, "sources": PATHS} | changed)


def test_what_the_office_settles_reaches_the_watch() -> None:
    guarded = PATHS | {"population": PATHS["population"] | {"max_growth": 0.1, "guards": {"male": {"at_most": 0.6}}}}
    made = watch("population", settings(sources=guarded, night={"ages": (3, 22)}), {"population": {"rows": 7}}, ("甲镇",), AS_USUAL)
    expected = {**LIMITS["population"], "male": Limit(at_least=0.4, at_most=0.6, change=0.05)}
    assert made == Watch(expected, shrink=0.2, growth=0.1, before={"rows": 7}, ages=(3, 22), towns=("甲镇",))


@pytest.mark.parametrize(("register", "accepted", "watched"), [
    ("population", (), (0.2, 0.5, False)), ("population", ("population",), (0.2, 0.5, True)), ("population", ("roll",), (0.2, 0.5, False)),
    ("schools", (), (None, None, False)), ("evidence", (), (None, None, False)),
])
def test_rows_are_watched_of_three_registers_and_an_accepted_one_is_told(register: str, accepted: tuple[str, ...], watched: tuple) -> None:
    made = watch(register, settings(), {}, (), Choices(frozenset(accepted)))
    assert (made.shrink, made.growth, made.accepted) == watched


def unlinked() -> Linkage:
    """What linking nobody gives."""
    nobody = dict.fromkeys(("population", "roll", "poverty", "evidence"), pl.DataFrame(schema=PERSON | {"school_name": pl.String}))
    return link_registers(nobody, as_of=AS_OF)


#: Born on; of the band in full years, and in school years, on 1 September 2026.
BORN = [(date(2010, 9, 2), True, False), (date(2010, 9, 1), False, False), (date(2011, 9, 1), True, True), (date(2020, 8, 31), True, True),
        (date(2020, 9, 1), True, False), (date(2020, 9, 2), False, False), (None, False, False)]


@pytest.mark.parametrize(("mode", "place"), [("full_years", 1), ("school_year", 2)])
def test_children_are_counted_from_what_was_read_and_not_from_the_tables(mode: str, place: int) -> None:
    registers: dict[str, Loaded] = {"population": registry(7, dob=[row[0] for row in BORN], id_class="blank", id18=None, name_key="甲")}
    inputs = inputs_of(registers, unlinked(), settings(night={"age_mode": mode}), AS_OF)
    children = sum(row[place] for row in BORN)
    assert inputs == Inputs({"record": 7, "source_file": 1, "link": 0, "pair": 0, "child": children, "run": 1})


def test_tasks_must_have_somebody_responsible_once_an_assignment_is_there() -> None:
    assigned = {"population": registry(1), "assignment": loaded("assignment", {"record_id": pl.String}, 1, {})}
    assert inputs_of(assigned, unlinked(), settings(), AS_OF).assigned
    assert not inputs_of({"population": registry(1)}, unlinked(), settings(), AS_OF).assigned


def test_shares_are_remembered_once_each_and_counts_of_rows_are_not_shares() -> None:
    blank = dict.fromkeys(RESULT)
    rows = [("totals", "roll", "male", 0.5), ("totals", "roll", "male", 0.5), ("totals", "roll", "", 90.0), ("totals", "roll", "of_age", None),
            ("as published", "ledger", "children", 14563.0), ("totals", "population", "of_age", 0.1)]
    results = pl.DataFrame([blank | {"gate": gate, "register": register, "column": column, "observed": observed} for gate, register, column, observed in rows],
                           schema=RESULT)
    assert shares_of(results) == {"roll": {"male": 0.5}, "population": {"of_age": 0.1}}
