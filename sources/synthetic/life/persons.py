"""Who lives in the county, what has become of each, and what that comes to on a date."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from sources.synthetic.filings import term
from sources.synthetic.life.entries import Book, Entry
from sources.synthetic.plan import ALL_FATES, MISSING
from sources.vocabulary import EVIDENCE_RESULT

#: What has become of those whom the one night's fates (``plan.FATES``) do not know → the status of a perfect night.
LATER = {
    "gone": "unregistered",  # taken off the registry, or not yet in it
    "senior_over": "not_found", "deferral_over": "not_found",  # the certificate, the approval ran out
}
STATUS = {fate.name: fate.status for fate in ALL_FATES} | LATER
#: What stands on a paper with an end → what becomes of the child after it, and the paper's result.
RUNS_OUT = {
    "outside": ("certificate_over", "enrolled_outside"), "outside_moved": ("certificate_over", "enrolled_outside"),
    "senior_elsewhere": ("senior_over", "other_stage"), "deferred": ("deferral_over", "deferred"),
    "suspended": ("suspension_over", "suspended"),
}
#: Before and after the age band nobody asks.
_YOUNG, _BAND = 6, range(6, 16)


@dataclass(slots=True)
class Person:
    """One person, known by an internal number whatever the registers call it."""

    code: str
    born: date
    town: str
    grade: int
    poor: bool
    kinds: str
    same_as: str | None  # of a double registration: the person whom it repeats
    fate: str
    since: int = 0  # the night since which that is so

    def age(self, on: date) -> int:
        """Full years on that date; the 29th of February counts as the 28th in common years."""
        month, day = self.born.month, self.born.day
        if (month, day) == (2, 29) and not isleap(on.year):
            day = 28
        return on.year - self.born.year - ((on.month, on.day) < (month, day))

    def status(self, on: date) -> str:
        """The status that a perfect night gives for it; ``other_age`` and ``unregistered`` outside the denominator."""
        status = STATUS[self.fate]
        return status if status == "unregistered" or self.age(on) in _BAND else "other_age"

    def proven(self, on: date) -> bool:
        """Whether a night may lose sight of it."""
        return self.status(on) not in MISSING


def comes_of_age(person: Person, on: date) -> bool:
    """Whether it enters the band on that date, known to no school."""
    return person.fate == "other_age" and person.age(on) == _YOUNG


def has_run_out(person: Person, book: Book, on: date) -> bool:
    """Whether the papers that it stood on have all ended before that date."""
    result = RUNS_OUT[person.fate][1]
    papers = [one for one in book.of("evidence", person.code) if result_of(one) == result]
    return bool(papers) and max(last_day(one) for one in papers) < on


def result_of(paper: Entry) -> str:
    """What a piece of evidence says, as a code."""
    return EVIDENCE_RESULT.written[str(paper.right["result"])]


def last_day(paper: Entry) -> date:
    """The last day on which it is valid: its own, or that of the term in which it was given."""
    if paper.right["valid_until"]:
        return date.fromisoformat(paper.right["valid_until"])
    return term(date.fromisoformat(str(paper.right["evidence_date"])))[1]


def day_after(day: date, days: int = 1) -> date:
    """That many days later."""
    return day + timedelta(days)
