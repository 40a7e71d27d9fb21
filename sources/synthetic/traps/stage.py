"""The scenes' people: who is born when, into which family, under which name, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from sources.synthetic import lookalikes, names, namestock
from sources.synthetic.numbers import areas
from sources.synthetic.people import age_on, ideal_grade
from sources.synthetic.places import Places
from sources.synthetic.plan import ALL_FATES, ENROLLED, FATE_CODES, Plan
from sources.synthetic.traps.kinds import TRAPS, scenes

LEAD, OTHER = 0, 1
_AGES = (7.3, 15.2)  # years: whoever is this old is due at school and not yet past it
#: Days between the births of lead and other, either way.
_APART = {"": (0, 1), "twin": (0, 1), "namesake": (0, 1), "brother": (390, 1400), "cousin": (1, 250)}
_GAPS = {"far": (760, 1400), "near": (300, 420)}
#: Missing leads with a history of their own; all others are found nowhere.
_HISTORIES = ("out_of_school", "left_out_of_school", "primary_finished", "left")
_WITH_HISTORY = 0.4
_FATES = {
    "enrolled": ENROLLED, "unregistered": FATE_CODES["migrant"], "certificate": FATE_CODES["outside"],
    "unregistered_certificate": FATE_CODES["stranger_outside"],
}
_ORDINARY = {"fate": -1, "scene": -1, "trap": -1, "part": -1}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roll file whose school kept it in a spreadsheet: its name, and what (of garbling) it did to all numbers."""

    code: str
    file: str
    damage: str


SHEETS = (Sheet("cut", "sheet_cut", "excel_cut"), Sheet("scientific", "sheet_scientific", "scientific"))


def staged(plan: Plan, places: Places, people: pl.DataFrame) -> pl.DataFrame:
    """People with those of the plan's scenes among them, village by village.

    Adds fate (-1: still to be decided), scene (its number, -1: none), trap (place in TRAPS), part (LEAD or OTHER) and
    at_home (unregistered, yet of a family of the county).
    """
    people = people.with_columns(
        *(pl.lit(value, pl.Int64).alias(name) for name, value in _ORDINARY.items()), pl.lit(False).alias("at_home")
    )
    if not plan.staged:
        return people
    rng = np.random.Generator(np.random.PCG64([plan.seed, 2]))
    kinds = np.concatenate([np.full(count, place) for place, _, count in scenes(plan.staged)])
    cast = _Cast(rng, plan, places, kinds).people(int(people["family"].to_numpy().max()) + 1,
                                                  int(people["household"].to_numpy().max()) + 1)
    # Families stay together: theirs are whole, and the sort keeps the order within a village.
    return pl.concat([people, cast.select(people.columns)], how="vertical_relaxed").sort(
        "village", maintain_order=True
    ).with_columns(pl.col("family").rle_id())


def sheet_of(people: pl.DataFrame) -> np.ndarray:
    """Per person the place in SHEETS of the sheet that the school kept; -1 for none."""
    codes = [sheet.code for sheet in SHEETS]
    of_trap = np.array([codes.index(trap.sheet) if trap.sheet else -1 for trap in TRAPS] + [-1])
    return of_trap[people["trap"].to_numpy()]


class _Cast:
    """The people of all scenes, one lead and perhaps one other each."""

    def __init__(self, rng: np.random.Generator, plan: Plan, places: Places, kinds: np.ndarray) -> None:
        self.rng, self.plan, self.places, self.kinds, self.count = rng, plan, places, kinds, len(kinds)
        self.traps = [TRAPS[place] for place in kinds]
        self.male = rng.random(self.count) < 0.53
        self.kin = np.array([trap.kin in ("twin", "brother") for trap in self.traps])
        self.minority = np.array([trap.minority for trap in self.traps])

    def people(self, family: int, household: int) -> pl.DataFrame:
        """Rows of the people's columns, scene by scene; families and households numbered from those numbers."""
        born, village = self._births(), self._villages()
        shared = {
            "scene": np.arange(self.count), "trap": self.kinds, "male": self.male,
            "area": areas(self.rng, self.count), "twin": np.array([trap.kin == "twin" for trap in self.traps]),
            "ethnic": np.where(self.minority, self.rng.integers(1, len(namestock.MINORITIES) + 1, self.count), 0),
        }
        leads = self._leads_names()
        rows = [
            pl.DataFrame({
                **shared, **called, "part": np.full(self.count, part), "order": np.full(self.count, part),
                "born": born[part], "village": village[part],
                "age": age_on(born[part], self.plan.as_of), "ideal": ideal_grade(born[part], self.plan.as_of),
                "in_band": np.full(self.count, True), "home": 2 * np.arange(self.count) + part * ~self.kin,
            })
            for part, called in ((LEAD, leads), (OTHER, self._others_names(leads)))
        ]
        everyone = pl.concat([self._lead(rows[LEAD]), self._other(rows[OTHER])], how="diagonal_relaxed")
        return everyone.sort("scene", "part").with_columns(
            (pl.col("home") + family).alias("family"), (pl.col("home") + household).alias("household")
        )

    def _lead(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(self._leads_fates(rows), pl.lit(True).alias("registered"),
                                 pl.lit(False).alias("at_home"))

    def _other(self, rows: pl.DataFrame) -> pl.DataFrame:
        unknown = pl.Series([trap.other.startswith("unregistered") for trap in self.traps])
        return rows.with_columns(
            pl.Series("fate", [_FATES[trap.other] for trap in self.traps]), (~unknown).alias("registered"),
            unknown.alias("at_home"),
        ).filter(pl.Series([trap.kin != "" for trap in self.traps]))

    def _births(self) -> tuple[np.ndarray, np.ndarray]:
        young, old = (round(365.25 * years) for years in _AGES)
        days = self.rng.integers(young, old + 1, self.count)
        low, high = np.array([_GAPS.get(trap.gap, _APART[trap.kin]) for trap in self.traps]).T
        apart = self.rng.integers(low, high) * self.rng.choice((-1, 1), self.count)
        other = days + apart
        other = np.where((other < young) | (other > old), days - apart, other)
        as_of = np.datetime64(self.plan.as_of)
        return as_of - days.astype("timedelta64[D]"), as_of - other.astype("timedelta64[D]")

    def _villages(self) -> tuple[np.ndarray, np.ndarray]:
        lived_in = np.flatnonzero(self.places.villages["weight"].to_numpy() > 0)
        one = self.rng.integers(0, len(lived_in), self.count)
        step = self.rng.integers(1, len(lived_in), self.count)
        moved = np.array([trap.village == "other" for trap in self.traps])
        return lived_in[one], lived_in[(one + step * moved) % len(lived_in)]

    def _leads_names(self) -> dict[str, np.ndarray]:
        surname = names.drawn_surnames(self.rng, self.count)
        mother = (surname + self.rng.integers(1, 30, self.count)) % 30
        first, _ = names.given_names(self.rng, self.male, np.full(self.count, 2014))
        # Every lead's last character has others of its sound, and none is the first: so each naming is possible.
        second = self.rng.choice(np.fromiter(_sounds(), dtype=np.int64), (6, self.count))
        second = second[np.argmax(second != first, axis=0), np.arange(self.count)]
        return {"surname": surname, "first": first.astype(np.int64), "second": second, "mother_surname": mother,
                "own_surname": np.full(self.count, True)}

    def _others_names(self, leads: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        other = dict(leads)
        naming = np.array([trap.naming for trap in self.traps])
        dice = self.rng.integers(0, 2**31, self.count)
        sounds = np.array([_sounds()[one][die % len(_sounds()[one])]
                           for one, die in zip(other["second"].tolist(), dice.tolist(), strict=True)])
        another = _taken_for_nobody(other["second"], names.last_characters(self.rng, self.male).astype(np.int64), dice)
        first, second = leads["first"], leads["second"]
        other["second"] = np.select(
            [naming == "poem", naming == "sound", naming == "swapped", naming == "part", naming == "free"],
            [another, sounds, first, np.zeros(self.count, dtype=np.int64), another], second)
        drawn, _ = names.given_names(self.rng, self.male, np.full(self.count, 2008))
        other["first"] = np.select([naming == "swapped", naming == "free"], [second, drawn], first)
        theirs = np.isin(naming, ("given", "free"))
        other["surname"] = np.where(theirs, other["mother_surname"], other["surname"])
        other["own_surname"] = naming != "given"
        return other

    def _leads_fates(self, lead: pl.DataFrame) -> pl.Series:
        ideal, chosen = lead["ideal"].to_numpy(), np.full(self.count, FATE_CODES["not_found"])
        for name in _HISTORIES:
            low, high = ALL_FATES[FATE_CODES[name]].grades
            fits = (ideal >= low) & (ideal <= high) & (self.rng.random(self.count) < _WITH_HISTORY / len(_HISTORIES))
            chosen[fits] = FATE_CODES[name]
        enrolled = np.array([trap.lead == "enrolled" for trap in self.traps])
        return pl.Series("fate", np.where(enrolled, ENROLLED, chosen))


def _taken_for_nobody(second: np.ndarray, drawn: np.ndarray, dice: np.ndarray) -> np.ndarray:
    """The drawn last characters, another in place of each that is the lead's or is taken for it by ear or eye.

    Names that are mistaken for each other have kinds of their own.
    """
    found = drawn.copy()
    lasts = np.array(sorted(_sounds()))
    for place, (one, other, die) in enumerate(zip(second.tolist(), drawn.tolist(), dice.tolist(), strict=True)):
        if other in _mistaken(one):
            free = np.setdiff1d(lasts, list(_mistaken(one)))
            found[place] = free[die % len(free)]
    return found


@cache
def _mistaken(last: int) -> frozenset[int]:
    """The character itself, those of its sound and those it is mistaken for by the eye, as indexes."""
    order = {character: place for place, character in enumerate(names.characters())}
    looks = lookalikes.alike().get(names.characters()[last], ())
    return frozenset({last, *_sounds().get(last, ()), *(order[one] for one in looks if one in order)})


@cache
def _sounds() -> dict[int, tuple[int, ...]]:
    """Last characters of given names → others in use of the same syllable, as indexes; those that have any."""
    order = {character: place for place, character in enumerate(names.characters())}
    lasts = dict.fromkeys("".join(namestock.LAST_CHARS.values()))
    alike = lookalikes.homophones()
    found = {order[one]: tuple(order[other] for other in alike[one] if other in order) for one in lasts}
    return {one: others for one, others in found.items() if others}
