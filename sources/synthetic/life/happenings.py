"""What happens in the county in a night, and how often: a table one reads down, and a deed for each of its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sources.synthetic.filings import term
from sources.synthetic.life.county import County
from sources.synthetic.life.entries import Entry
from sources.synthetic.life.persons import RUNS_OUT, Person, comes_of_age, day_after, has_run_out

_PUPIL = ("in_town", "in_county", "returned")
#: Whom visitors look for, and how often they find an answer in a night.
_SOUGHT = ("not_found", "left", "moved_out", "primary_finished", "incomplete", "suspended_bare", "suspension_over",
           "deferral_over", "out_of_school", "left_out_of_school", "located", "certificate_over", "double")  # fmt: skip
_ANSWERED = 0.15
_SOONEST = 2  # nights after it came to be so


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens: how often in a night to 1,000 children, to people of what fate, and what it does.

    ``on_roll`` marks what the roll tells of: it does not happen on a night on which the roll comes late.
    """

    code: str
    per_thousand: float
    to: tuple[str, ...]
    deed: Callable[[County, Person], None]
    on_roll: bool = True


def _move_in(county: County) -> None:
    if not county.coming:
        return
    waits = county.chance(0.4)  # the police know it before a school does
    for code in county.coming.pop():
        for register in county.book:
            if register != "roll" or not waits:
                county.book.let_in(register, code)
        fate = county.arrives_as.pop(code)
        county.turn(county.people[code], "not_found" if waits and fate in _PUPIL else fate, "moves_in")


def _moves_out(county: County, person: Person) -> None:
    own = county.book.of("population", person.code)[0]
    county.book.write(own, cancel_type="迁出", cancel_date=county.date.isoformat())
    county.leave_school(person, "转出", "转出")
    county.book.take_off("poverty", person.code)
    county.turn(person, "moved_away", "moves_out")


def _dies(county: County, person: Person) -> None:
    own = county.book.of("population", person.code)[0]
    county.book.write(own, cancel_type="死亡", cancel_date=county.date.isoformat())
    for register in ("roll", "poverty"):
        county.book.take_off(register, person.code)
    county.turn(person, "deceased", "dies")


def _is_purged(county: County, person: Person) -> None:
    for register in county.book:
        county.book.take_off(register, person.code)
    county.turn(person, "gone", "is_purged")


def _transfers(county: County, person: Person) -> None:
    row = county.only_roll_row(person)
    if row is not None:
        county.turn(person, county.transfer(person, row, leave_old=county.chance(0.5)), "transfers")


def _drops_out(county: County, person: Person) -> None:
    if county.only_roll_row(person) is not None and person.grade >= 4:
        county.leave_school(person, "退学", "退学")
        county.turn(person, "left", "drops_out")


def _goes_away(county: County, person: Person) -> None:
    if county.only_roll_row(person) is not None and person.grade >= 2:
        county.leave_school(person, "转出", "转出")
        county.turn(person, "moved_out", "goes_away")


def _is_renamed(county: County, person: Person) -> None:
    county.renamed(person)
    county.note(person, "renamed")


def _is_renumbered(county: County, person: Person) -> None:
    county.renumbered(person)
    county.note(person, "renumbered")


def _is_both(county: County, person: Person) -> None:
    county.renamed(person)
    county.renumbered(person)
    county.note(person, "renamed_and_renumbered")


def _register_twice(county: County) -> None:
    if county.hidden:
        code = county.hidden.pop()
        for register in county.book:
            county.book.let_in(register, code)
        county.turn(county.people[code], county.arrives_as.pop(code), "registered_twice")


#: Read down; rates are livelier than a real county's, so that a month shows what a year would.
HAPPENINGS = (
    Happening("moves_out", 0.3, _PUPIL, _moves_out),
    Happening("is_purged", 0.2, (*_PUPIL, "moved_away"), _is_purged),
    Happening("dies", 0.05, _PUPIL, _dies),
    Happening("transfers", 0.8, _PUPIL, _transfers),
    Happening("drops_out", 0.5, _PUPIL, _drops_out),
    Happening("goes_away", 0.4, _PUPIL, _goes_away),
    Happening("renamed", 0.15, _PUPIL, _is_renamed, on_roll=False),
    Happening("renumbered", 0.15, _PUPIL, _is_renumbered, on_roll=False),
    Happening("renamed_and_renumbered", 0.08, _PUPIL, _is_both, on_roll=False),
)
#: What happens to the county, and to nobody who is there yet: how often in a night to 1,000 children, and the deed.
ARRIVALS = ((0.7, _move_in), (0.2, _register_twice))
#: Register → rows of it damaged in a night, of each 1,000; and damaged rows that somebody mends, of each 1,000.
SPOILED = {"population": 0.3, "roll": 1.0, "poverty": 0.5}
MENDED = {"population": 20.0, "roll": 30.0, "poverty": 20.0, "evidence": 20.0}


def let_time_pass(county: County) -> None:
    """What the date alone brings: children come of age, papers run out."""
    for person in county.people.values():
        if comes_of_age(person, county.date):
            county.turn(person, "not_due", "comes_of_age")
        elif person.fate in RUNS_OUT and has_run_out(person, county.book, county.date):
            county.turn(person, RUNS_OUT[person.fate][0], "runs_out")


def let_happen(county: County, children: int, pace: float, *, roll: bool) -> None:
    """What happens in the night; ``pace`` times as often as the table says, and nothing of the roll unless ``roll``."""
    often = pace * children / 1000
    for per_thousand, arrive in ARRIVALS if roll else ():
        for _ in range(int(county.rng.poisson(per_thousand * often))):
            arrive(county)
    for one in HAPPENINGS:
        if roll or not one.on_roll:
            times = int(county.rng.poisson(one.per_thousand * often))
            for person in county.drawn(_alone(county, one), times):
                one.deed(county, person)


def let_clerks_work(county: County, pace: float, *, roll: bool) -> None:
    """Rows are mended, others are damaged anew."""
    for register, often in MENDED.items():
        for row in _some(county, [one for one in county.book.standing(register) if one.damaged], often * pace):
            if roll or register != "roll":
                county.book.mend(row)
    for register, often in SPOILED.items():
        whole = [one for one in county.book.standing(register) if not one.damaged and one.spoiled != one.right]
        for row in _some(county, whole, often * pace):
            if roll or register != "roll":
                county.book.spoil(row)


def let_visitors_return(county: County, pace: float, *, roll: bool) -> None:
    """Who was sought is found: at a school far away, with a certificate or without; out of school; back in class."""
    for person in county.of_fate(*_SOUGHT):
        if county.night - person.since >= _SOONEST and county.chance(min(0.6, _ANSWERED * pace)):
            _answered(county, person, roll)


def _answered(county: County, person: Person, roll: bool) -> None:
    if person.fate == "double":
        _settled(county, person)
        return
    die = county.rng.random()
    if person.fate in ("located", "certificate_over") or die < 0.3:
        until = term(county.date)[1] if county.chance(0.5) else None
        county.file(person, "enrolled_outside", until)
        county.turn(person, "outside", "certificate_comes")
    elif die < 0.45 and person.fate not in ("out_of_school", "left_out_of_school"):
        county.file(person, "located_unevidenced")
        county.turn(person, "located", "is_located")
    elif die < 0.75 and person.fate not in ("out_of_school", "left_out_of_school"):
        county.file(person, "out_of_school")
        county.turn(person, "out_of_school", "found_out_of_school")
    elif roll:
        county.turn(person, county.enroll(person), "returns")


def _settled(county: County, person: Person) -> None:
    """A double is filed as one, or its row is taken off the registry; where both bear one number only the latter."""
    assert person.same_as is not None
    both = [county.book.of("population", code)[0].right["citizen_id"] for code in (person.code, person.same_as)
            if county.book.of("population", code)]
    if len(set(both)) == 2 and county.chance(0.5):
        county.file(person, "duplicate_registration")
        county.turn(person, "double_filed", "double_is_filed")
    else:
        county.book.take_off("population", person.code)
        county.turn(person, "gone", "double_is_purged")


def _alone(county: County, one: Happening) -> list[Person]:
    """Whom it may happen to: of age, and nobody's double, whose two rows would have to change together."""
    doubled = {person.same_as for person in county.people.values() if person.same_as}
    return [
        person for person in county.of_fate(*one.to)
        if person.status(county.date) != "other_age" and person.code not in doubled and person.same_as is None
        and person.since < county.night
    ]  # fmt: skip


def _some(county: County, rows: list[Entry], per_thousand: float) -> list[Entry]:
    times = int(county.rng.poisson(per_thousand * len(rows) / 1000))
    return [rows[place] for place in county.rng.permutation(len(rows))[:times].tolist()]


def tomorrow(county: County) -> None:
    """The county's next day."""
    county.night, county.date = county.night + 1, day_after(county.date)
