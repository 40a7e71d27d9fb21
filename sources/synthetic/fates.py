"""What has become of each child: statuses in the plan's numbers, hidden children beside their enrolled doubles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from sources.synthetic import names
from sources.synthetic.places import Places
from sources.synthetic.plan import ENROLLED, FATE_CODES, FATES, Fate, Plan
from sources.synthetic.traps import TRAPS

#: Fates with nothing active in any register, which a false link would hide; some get a double.
_HIDDEN = ("not_found", "out_of_school", "left_out_of_school", "primary_finished")
#: Kinds of double and their shares.
_DOUBLES = (("trap_twin", 0.32), ("trap_brother", 0.32), ("trap_namesake", 0.24), ("trap_same_birth", 0.12))
_SHADOWED = 0.12  # of hidden children
_LATE = 0.74  # of the eldest cohort entered at seven; falls to none for the youngest
_COPIED = ("surname", "first", "second", "born", "male", "age", "ideal", "ethnic", "own_surname", "mother_surname")

Pairs = tuple[np.ndarray, np.ndarray]


def decided(rng: np.random.Generator, plan: Plan, places: Places, people: pl.DataFrame) -> pl.DataFrame:
    """People with their fate; whose fate a trap has set already keep it.

    Fills fate (code, see FATE_CODES); adds grade, kinds (flags joined by ';'), pressed (an enrolled double, whose roll
    row suffers more), same_as (row of the person whom a double registration repeats, else the own row) and parents
    (the family of father and mother; another than ``family`` for a double registration). Names of doubles are changed.
    """
    draft = _Draft(rng, plan, places, people)
    draft.set_traps()
    draft.register_twice()
    for fate in FATES:
        draft.draw(fate)
    draft.settle_the_rest()
    draft.set_shadows()
    return draft.finished()


class _Draft:
    """The columns while they are being decided; -1 is undecided."""

    def __init__(self, rng: np.random.Generator, plan: Plan, places: Places, people: pl.DataFrame) -> None:
        self.rng, self.plan, self.places, self.people = rng, plan, places, people
        self.count = len(people)
        self.column = {
            name: people[name].to_numpy().copy()
            for name in (*_COPIED, "family", "village", "in_band", "registered", "twin")
        }
        self.fate = people["fate"].to_numpy().copy()
        self.staged = self.fate >= 0
        self.left = dict(plan.fates)
        self.pressed = np.zeros(self.count, dtype=bool)
        self.same_as = np.arange(self.count)
        self.parents = self.column["family"].copy()
        self.flags: dict[int, list[str]] = {}
        for row in np.flatnonzero(self.staged).tolist():
            self.flags[row] = [TRAPS[people["trap"][row]].code]
        self.counted = self.column["in_band"] & self.column["registered"]

    def set_traps(self) -> None:
        """Hidden children who are nearly, but not quite, some enrolled child."""
        for kind, share in _DOUBLES if self.plan.traps else ():
            pairs = self._pairs(kind)
            for name in _HIDDEN:
                wanted = round(self.plan.fates.get(name, 0) * self.plan.traps * share)
                for hidden, double in self._free_pairs(pairs, FATES[FATE_CODES[name]], wanted):
                    self._trap(kind, name, hidden, double)

    def register_twice(self) -> None:
        """Children who stand in the registry a second time, in another village, under another number or the same."""
        alone = self.counted & (self.people.select(pl.len().over("family"))["len"].to_numpy() == 1)
        for name in ("double", "double_filed"):
            wanted = self.left.pop(name, 0)
            spare = self.rng.permutation(np.flatnonzero(alone & (self.fate < 0)))[:wanted]
            schooled = self.counted & (self.fate < 0) & (self.column["ideal"] >= 1) & ~alone & ~self.column["twin"]
            for copy, original in zip(spare, self.rng.permutation(np.flatnonzero(schooled)), strict=False):
                self._copy(name, copy, original)

    def draw(self, fate: Fate) -> None:
        """The plan's number of children for one fate (fewer if there are not enough of the right age)."""
        wanted = self.left.get(fate.name, 0)
        fit = self.rng.permutation(np.flatnonzero(self._open(fate)))
        if fate.name == "located":
            fit = self._largest_families_first(fit)
        elif fate.status == "enrolled_outside":
            leaving = self.rng.random(int(self.column["family"].max()) + 1)
            fit = fit[np.argsort(leaving[self.column["family"][fit]], kind="stable")]
        self.fate[fit[:wanted]] = FATE_CODES[fate.name]

    def settle_the_rest(self) -> None:
        """Everyone else: enrolled in the town or the county, not yet due, of another age, or registered elsewhere."""
        undecided = (self.fate < 0) & self.counted
        young = undecided & (self.column["ideal"] <= 0) & (self.rng.random(self.count) >= self.plan.early)
        self.fate[young] = FATE_CODES["not_due"]
        rest = np.flatnonzero(undecided & ~young | (self.fate == ENROLLED))
        # Older pupils more often attend in another town.
        by_wish = self.rng.random(len(rest)) * np.where(self.column["ideal"][rest] >= 7, 0.5, 1.0)
        self.fate[rest] = FATE_CODES["in_town"]
        self.fate[rest[np.argsort(by_wish, kind="stable")[: self.plan.in_county]]] = FATE_CODES["in_county"]
        strangers = ~self.column["registered"] & ~self.staged
        poor = self.rng.random(self.count) < (0.03 if self.plan.oddities else 0.0)
        self.fate[strangers] = np.where(poor, FATE_CODES["poverty_only"], FATE_CODES["migrant"])[strangers]
        others = self.column["registered"] & ~self.column["in_band"]
        on_roll = (
            others & (self.column["ideal"] >= 11) & (self.column["ideal"] <= 13) & (self.rng.random(self.count) < 0.03)
        )
        self.fate[others] = np.where(on_roll, FATE_CODES["other_age_roll"], FATE_CODES["other_age"])[others]

    def set_shadows(self) -> None:
        """Pupils registered elsewhere who bear the name, and the year or day of birth, of a hidden child."""
        open_to = (self.column["ethnic"] == 0) & ~self.staged
        hidden = np.isin(self.fate, [FATE_CODES[name] for name in _HIDDEN]) & open_to
        pupils = (self.fate == FATE_CODES["migrant"]) & open_to & ~self.column["twin"]
        wanted = round(_SHADOWED * int(hidden.sum()) * (self.plan.traps > 0))
        chosen = self.rng.permutation(np.flatnonzero(hidden))[:wanted]
        for child, pupil in zip(chosen, self.rng.permutation(np.flatnonzero(pupils)), strict=False):
            for column in ("surname", "first", "second", "male", "ideal"):
                self.column[column][pupil] = self.column[column][child]
            self.column["own_surname"][pupil] = True
            self.column["born"][pupil] = self._born_like(child)
            self.pressed[pupil] = True
            self.flags.setdefault(int(child), []).append("trap_shadow")
            self.flags.setdefault(int(pupil), []).append("shadow_of_hidden")

    def _born_like(self, child: int) -> np.datetime64:
        born = self.column["born"][child]
        if self.plan.level == "hostile" and self.rng.random() < 0.5:
            return born
        return born.astype("datetime64[Y]").astype("datetime64[D]") + self.rng.integers(0, 365)

    def finished(self) -> pl.DataFrame:
        """The people with what was decided."""
        return self.people.with_columns(
            *(pl.Series(name, self.column[name]) for name in _COPIED),
            pl.Series("fate", self.fate), pl.Series("grade", self._grades()), pl.Series("pressed", self.pressed),
            pl.Series("same_as", self.same_as), pl.Series("parents", self.parents), self._kinds(),
        )

    def _open(self, fate: Fate) -> np.ndarray:
        low, high = fate.grades
        return (self.fate < 0) & self.counted & (self.column["ideal"] >= low) & (self.column["ideal"] <= high)

    def _largest_families_first(self, fit: np.ndarray) -> np.ndarray:
        """Four brothers and sisters first: parents who refuse a certificate refuse it for all."""
        family = self.column["family"][fit]
        four = np.bincount(family, minlength=family.max() + 1)[family] == 4
        return fit[np.lexsort((family, ~four))]

    def _pairs(self, kind: str) -> Pairs:
        """Rows that are alike in the way of a trap, as two arrays."""
        town = self.places.villages["town"].to_numpy()[self.column["village"]]
        born = self.column["born"].astype(np.int64)
        year = self.people["born"].dt.year().to_numpy()
        male, surname, family = self.column["male"], self.column["surname"], self.column["family"]
        keys: dict[str, tuple[np.ndarray, ...]] = {
            "trap_twin": (family, born), "trap_brother": (family, male), "trap_namesake": (town, surname, male, year),
            "trap_same_birth": (surname, male, born),
        }
        order = np.lexsort((self.rng.random(self.count), *keys[kind]))
        one, other = order[:-1], order[1:]
        alike = np.logical_and.reduce([key[one] == key[other] for key in keys[kind]])
        if kind == "trap_brother":
            alike &= born[one] != born[other]
        elif kind != "trap_twin":
            alike &= family[one] != family[other]
        if kind != "trap_twin":
            alike &= (self.column["ethnic"][one] == 0) & (self.column["ethnic"][other] == 0)
        turned = self.rng.random(int(alike.sum())) < 0.5
        return np.where(turned, one[alike], other[alike]), np.where(turned, other[alike], one[alike])

    def _free_pairs(self, pairs: Pairs, fate: Fate, wanted: int) -> Iterator[tuple[int, int]]:
        open_to = self._open(fate)
        schooled = self.counted & (self.fate < 0) & (self.column["ideal"] >= 1)
        for place in self.rng.permutation(len(pairs[0])):
            if wanted <= 0:
                return
            hidden, double = int(pairs[0][place]), int(pairs[1][place])
            if open_to[hidden] and schooled[double] and self.fate[hidden] < 0 and self.fate[double] < 0:
                wanted -= 1
                yield hidden, double

    def _trap(self, kind: str, name: str, hidden: int, double: int) -> None:
        self.fate[hidden], self.fate[double] = FATE_CODES[name], ENROLLED
        self.left[name] -= 1
        self.pressed[double] = True
        self.flags.setdefault(hidden, []).append(kind)
        self.flags.setdefault(double, []).append("double_of_hidden")
        if kind in ("trap_namesake", "trap_same_birth"):
            self.column["first"][hidden], self.column["second"][hidden] = (
                self.column["first"][double],
                self.column["second"][double],
            )
        elif kind == "trap_brother":
            self._name_like(hidden, double)

    def _name_like(self, hidden: int, brother: int) -> None:
        """The surname and first character of a brother or sister, another second one."""
        if self.column["second"][brother] == 0:
            self.column["second"][brother] = names.last_characters(self.rng, self.column["male"][[brother]])[0]
        other = names.last_characters(self.rng, np.repeat(self.column["male"][hidden], 6))
        for column in ("surname", "first", "own_surname"):
            self.column[column][hidden] = self.column[column][brother]
        self.column["second"][hidden] = next((one for one in other if one != self.column["second"][brother]), 0)

    def _copy(self, name: str, copy: int, original: int) -> None:
        for column in _COPIED:
            self.column[column][copy] = self.column[column][original]
        self.same_as[copy], self.parents[copy] = original, self.column["family"][original]
        self.fate[copy], self.fate[original] = FATE_CODES[name], ENROLLED
        self.flags.setdefault(copy, []).append("registered_twice")

    def _grades(self) -> np.ndarray:
        ideal = self.column["ideal"]
        late = self.rng.random(self.count) < _LATE * (ideal - 1) / 9
        grade = np.clip(ideal - late, 1, 9)
        for fates, value in (
            (("kindergarten",), 0), (("primary_finished",), 6), (("graduated", "graduated_elsewhere"), 9),
            (("senior", "vocational", "senior_elsewhere"), 10),
        ):
            grade[np.isin(self.fate, [FATE_CODES[one] for one in fates])] = value
        older = self.fate == FATE_CODES["other_age_roll"]
        grade[older] = np.clip(ideal[older] - 1, 10, 12)
        return grade

    def _kinds(self) -> pl.Series:
        words = [""] * self.count
        for row in np.flatnonzero(self.column["twin"]):
            self.flags.setdefault(int(row), []).append("twin")
        for row in np.flatnonzero(self.column["ethnic"] > 0):
            self.flags.setdefault(int(row), []).append("minority")
        for row in np.flatnonzero(~self.column["own_surname"]):
            self.flags.setdefault(int(row), []).append("mothers_surname")
        for row, flags in self.flags.items():
            words[row] = ";".join(flags)
        return pl.Series("kinds", words)
