"""What is to be invented: how many, where, when, how damaged, and what has become of each child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["clean", "mild", "ordinary", "hostile"]


@dataclass(frozen=True, slots=True)
class Fate:
    """One way a child of the age band may stand in the registers, and the status a perfect night gives for it.

    ``grades`` bounds the grade that the birth date alone would give (0 before primary, 10 after junior secondary).
    ``roll`` is the status of its roll row (none without), ``evidence`` the result of its evidence row.
    """

    name: str
    status: str
    share: float  # of the children of the age band
    grades: tuple[int, int] = (1, 10)
    roll: str | None = None
    evidence: str | None = None
    cancelled: str | None = None


#: Drawn down the table, rare and choosy ones first; whoever remains is enrolled (or not yet due).
FATES = (
    Fate("not_found", "not_found", 0.0030),
    Fate("out_of_school", "out_of_school", 0.0007, (6, 10), evidence="out_of_school"),
    Fate("left_out_of_school", "out_of_school", 0.0003, (6, 10), "left", "out_of_school"),
    Fate("primary_finished", "suspected_dropout", 0.0008, (7, 8), "finished"),
    Fate("left", "suspected_dropout", 0.0017, (4, 10), "left"),
    Fate("moved_out", "suspected_dropout", 0.0010, (2, 10), "moved"),
    Fate("incomplete", "suspected_dropout", 0.0002, (8, 10), "incomplete"),
    Fate("suspended_bare", "suspected_dropout", 0.0003, (3, 10), "suspended"),
    Fate("suspension_over", "suspected_dropout", 0.0001, (3, 10), "suspended", "suspended"),
    Fate("graduated", "graduated", 0.0136, (10, 10), "finished"),
    Fate("graduated_elsewhere", "graduated", 0.0034, (10, 10), evidence="graduated"),
    Fate("senior", "other_stage", 0.0014, (10, 10), "active"),
    Fate("vocational", "other_stage", 0.0008, (10, 10), "active"),
    Fate("senior_elsewhere", "other_stage", 0.0006, (10, 10), evidence="other_stage"),
    Fate("kindergarten", "other_stage", 0.0022, (0, 0), "active"),
    Fate("deferred", "deferred", 0.0002, (1, 1), evidence="deferred"),
    Fate("suspended", "suspended", 0.0008, (2, 10), "suspended", "suspended"),
    Fate("home_taught", "home_taught", 0.0010, roll="active"),
    Fate("disabled_unplaced", "disabled_unplaced", 0.0005, evidence="disabled_unplaced"),
    Fate("deceased", "deceased", 0.0010, (0, 10), cancelled="deceased"),
    Fate("missing", "missing", 0.0003, (0, 10), cancelled="missing"),
    Fate("moved_away", "moved_away", 0.0010, (0, 10), cancelled="moved_away"),
    Fate("moved_away_filed", "moved_away", 0.0003, (0, 10), evidence="moved_away"),
    Fate("vacant", "vacant_registration", 0.0020, (0, 10), evidence="vacant_registration"),
    Fate("double_filed", "duplicate_registration", 0.0003, evidence="duplicate_registration"),
    Fate("double", "data_conflict", 0.0003),
    Fate("cancelled_yet_enrolled", "data_conflict", 0.0001, roll="active", cancelled="moved_away"),
    Fate("located", "outside_unevidenced", 0.0003, evidence="located_unevidenced"),
    Fate("certificate_over", "outside_unevidenced", 0.0002, evidence="enrolled_outside"),
    Fate("outside", "enrolled_outside", 0.0410, evidence="enrolled_outside"),
    Fate("outside_moved", "enrolled_outside", 0.0075, (2, 10), "moved", "enrolled_outside"),
    Fate("outside_roll", "enrolled_outside", 0.0015, roll="active"),
    Fate("returned", "enrolled_in_town", 0.0002, (6, 10), "active", "out_of_school"),
)
#: What remains, and those who are not of the denominator.
REST = (
    Fate("in_town", "enrolled_in_town", 0.0, roll="active"),
    Fate("in_county", "enrolled_in_county", 0.0, roll="active"),
    Fate("not_due", "entry_not_due", 0.0, (0, 0)),
    Fate("migrant", "unregistered", 0.0, roll="active"),
    Fate("poverty_only", "unregistered", 0.0),
    Fate("other_age", "other_age", 0.0),
    Fate("other_age_roll", "other_age", 0.0, roll="active"),
    Fate("stranger_outside", "unregistered", 0.0, evidence="enrolled_outside"),
)
ALL_FATES = (*FATES, *REST)
FATE_CODES = {fate.name: place for place, fate in enumerate(ALL_FATES)}
#: While fates are being decided: in school in the county, in which town is still open.
ENROLLED = len(ALL_FATES)

#: The children whom the night must never lose; truth column ``schooled`` is 0 for them and for nobody else.
MISSING = ("not_found", "out_of_school", "suspected_dropout", "outside_unevidenced", "disabled_unplaced")


PART = 10_000_000  # between the numbers that persons, households and certificates bear in one part and the next


@dataclass(frozen=True)
class Plan:
    """One invented county, wholly described: the same plan gives the same bytes."""

    children: int
    seed: int
    level: Level
    as_of: date
    county: str
    division: str
    towns: tuple[str, ...]
    peopled: tuple[str, ...]
    fates: dict[str, int]  # fate → children, exactly
    in_county: int  # how many of the remaining attend in another town
    early: float  # share of the not-yet-six-by-31-August who were let in early; the others are not due
    elsewhere: float  # pupils registered elsewhere, as a share of the children
    traps: float = 0.0  # share of hidden children who have a double: an enrolled twin, brother or namesake
    oddities: bool = True  # double enrollment, old records beside new ones, expired certificates beside valid ones
    minority_villages: float = 0.05
    poor: float = 0.086
    other_ages: float = 0.62
    part: int = 0  # of a county that is invented part by part, side by side in the same towns
    rosters: bool = False  # class rosters too; some pupils on the roll then are out of school
    staged: int = 0  # scenes of each kind of trap (see ``traps``), among and beside the ordinary children


def school_year(as_of: date) -> int:
    """The year in which the school year of that date began (on 1 September)."""
    return as_of.year if as_of.month >= 9 else as_of.year - 1
