"""Persons in the common shape (``sources.person``) as records: what is read off their names, numbers and families."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl

from pipelines.linkage.characters import COMPOUND_SURNAMES, UNREADABLE, Characters, sound_key_lists, sound_keys
from pipelines.linkage.lunar import lunar_readings
from pipelines.linkage.places import placed
from pipelines.linkage.records import NONE, Coded, Lists, Records, Term, hash_codes, numbered, term_of
from sources.identity import SCHOOL_YEAR_STARTS
from sources.person import PERSON

_EPOCH = 25567  # days from 1 January 1900 to 1 January 1970
_VALID = ("ok18", "disab20")
#: Texts that may be a number with one character wrong; the others show no whole number.
_MISTYPED = ("bad_check", "bad_length", "bad_date", "bad_char")
#: Values compared of each list; a child has father, mother, guardian and head of household.
_GUARDIANS, _PHONES, _GUARDIAN_IDS = 5, 4, 4


class Persons(Records):
    """Persons by row number. Arrays hold codes (equal code, equal value; −1 for none) unless said otherwise."""

    def __init__(self, frame: pl.DataFrame) -> None:
        super().__init__(frame)
        self._codes: dict[str, np.ndarray] = {}

    def term(self, name: str) -> Term:
        """The blocking term of that name: one of TERMS, or a column of the frame."""
        if name in ("guardians", "phones", "guardian_ids"):
            return getattr(self, name).term()
        return term_of(self.codes(name)) if name in SINGLE_TERMS else super().term(name)

    def term_values(self, name: str) -> pl.Series:
        """The values of that blocking term."""
        if name == "sound":
            return self._sounds()
        return self.told(TERMS[name]) if name in TERMS else super().term_values(name)

    def codes(self, name: str) -> np.ndarray:
        """The codes of a term of single values (one of SINGLE_TERMS)."""
        if name not in self._codes:
            told = set(TERMS[name].meta.root_names()) & set(self.frame.columns)
            nothing = np.broadcast_to(np.int64(NONE), (self.height,))
            self._codes[name] = hash_codes(self.told(TERMS[name])) if told else nothing
        return self._codes[name]

    def only(self, rows: np.ndarray, columns: Sequence[str]) -> tuple[Persons, np.ndarray]:
        """Those columns of the distinct ones of those rows as a stock of their own, and each row's place in it."""
        distinct, places = _distinct(rows, self.height)
        told = [column for column in ("record_id", *columns) if column in self.frame.columns]
        return Persons(self.frame.select(told)[distinct]), places

    @cached_property
    def name(self) -> np.ndarray:
        """The name."""
        return hash_codes(self.told(pl.col("name_key")))

    @cached_property
    def former(self) -> np.ndarray:
        """The former name, equal to a name of the same characters."""
        return self.codes("former")

    def _sounds(self) -> pl.Series:
        """The ways each name may sound."""
        names = Coded.of(self.told(_NAME))
        sounds = sound_key_lists(pl.Series(names.values, dtype=pl.String))
        return sounds.gather(pl.Series(names.codes).replace(NONE, None))

    @cached_property
    def names(self) -> np.ndarray:
        """The name's place among the distinct ones, of which ``characters`` is the stock."""
        return self._names[0]

    @cached_property
    def characters(self) -> Characters:
        """The distinct names."""
        return Characters(self.told(pl.col("name_key")).gather(self._names[1]))

    @cached_property
    def _names(self) -> tuple[np.ndarray, np.ndarray]:
        return numbered(self.name)

    @cached_property
    def readable(self) -> np.ndarray:
        """Boolean: there is a name, and every character of it can be read."""
        return self._flag(_READABLE)

    @cached_property
    def id18(self) -> np.ndarray:
        """The full number."""
        return self.codes("id18")

    @cached_property
    def valid(self) -> np.ndarray:
        """Boolean: the full number was read from the number's own cell."""
        return self._flag(pl.col("id18").is_not_null() & pl.col("id_class").is_in(_VALID))

    @cached_property
    def front15(self) -> np.ndarray:
        """First fifteen digits."""
        return self.codes("front15")

    @cached_property
    def partial(self) -> np.ndarray:
        """Boolean: only the first fifteen digits are known."""
        return self._flag(_PARTIAL)

    @cached_property
    def front14(self) -> np.ndarray:
        """Area and birth date of the number."""
        return hash_codes(self.told(_FRONT15.str.slice(0, 14)))

    @cached_property
    def number(self) -> pl.Series:
        """The number's text, whole or mistyped or masked."""
        return self.told(_NUMBER)

    @cached_property
    def numbered(self) -> np.ndarray:
        """Boolean: there is such a text."""
        return self.number.is_not_null().to_numpy()

    @cached_property
    def masked(self) -> np.ndarray:
        """Boolean."""
        return self._flag(_MASKED)

    @cached_property
    def ymd(self) -> np.ndarray:
        """The birth date as yyyymmdd."""
        return self.told(_YMD.fill_null(NONE)).to_numpy()

    @cached_property
    def day(self) -> np.ndarray:
        """The birth date as days since 1 January 1900."""
        days = self.told(pl.col("dob")).to_physical() + _EPOCH
        return days.fill_null(NONE).to_numpy()

    def lunar(self, rows: np.ndarray) -> np.ndarray:
        """The lunar reading of the birth dates of those rows as yyyymmdd; 0 for none."""
        return lunar_readings(self.day[rows] - _EPOCH)

    @cached_property
    def by_month(self) -> np.ndarray:
        """Boolean: the birth date has no day."""
        return self._flag(_BY_MONTH)

    @cached_property
    def birth_cohort(self) -> np.ndarray:
        """The year of the September with which the school cohort of the birth date begins; −1 for none."""
        before = (_DOB.dt.month() < SCHOOL_YEAR_STARTS).cast(pl.Int32)
        return self.told((_DOB.dt.year() - before).fill_null(NONE)).to_numpy()

    @cached_property
    def grade_cohort(self) -> np.ndarray:
        """The same, of the cohort that the grade is for."""
        return self.told(pl.col("grade_cohort").cast(pl.Int32).fill_null(NONE)).to_numpy()

    @cached_property
    def family_told(self) -> np.ndarray:
        """Boolean: there is a household, a guardian or a telephone."""
        return (self.household >= 0) | self.guardians.some | self.phones.some

    @cached_property
    def sex(self) -> np.ndarray:
        """Sex."""
        return self.codes("sex")

    @cached_property
    def guardians(self) -> Lists:
        """Names of guardians."""
        return Lists.of(self.told(pl.col("guardian_keys")), _GUARDIANS)

    @cached_property
    def phones(self) -> Lists:
        """Telephones."""
        return Lists.of(self.told(pl.col("phones")), _PHONES)

    @cached_property
    def guardian_ids(self) -> Lists:
        """Numbers of guardians."""
        return Lists.of(self.told(pl.col("guardian_ids")), _GUARDIAN_IDS)

    def guardian_sounds(self, rows: np.ndarray) -> np.ndarray:
        """Codes of the guardians' names of those rows as they sound, a column each; −1 for none."""
        places = self.guardians.places(rows)
        asked = np.unique(places[places >= 0])
        names = Coded.of(self.guardians.texts.gather(asked.astype(np.uint32)))
        sounds = hash_codes(sound_keys(pl.Series(names.values, dtype=pl.String)))[names.codes]
        return np.where(places >= 0, np.append(sounds, NONE)[np.searchsorted(asked, places)], NONE)

    @cached_property
    def household(self) -> np.ndarray:
        """Household number."""
        return self.codes("household")

    @cached_property
    def town(self) -> np.ndarray:
        """Town."""
        return self.codes("town")

    @cached_property
    def village(self) -> np.ndarray:
        """Town and village."""
        return self.codes("village")

    def told(self, what: pl.Expr) -> pl.Series:
        """What an expression over the columns of PERSON says of each; a column that the frame lacks is null."""
        frame = self.frame.lazy().with_columns(
            pl.lit(None, PERSON[name]).alias(name) for name in what.meta.root_names() if name not in self.frame.columns
        )
        return frame.select(what.alias("told")).collect().to_series()

    def _flag(self, condition: pl.Expr) -> np.ndarray:
        return self.told(condition.fill_null(False)).to_numpy()


_NAME, _DOB = pl.col("name_key"), pl.col("dob")
_COMPOUND = _NAME.str.contains("^(?:" + "|".join(COMPOUND_SURNAMES) + ")") & (_NAME.str.len_chars() > 2)
_SURNAME_LENGTH = pl.when(_COMPOUND).then(2).otherwise(1)
_SURNAME, _GIVEN = _NAME.str.slice(0, _SURNAME_LENGTH), _NAME.str.slice(_SURNAME_LENGTH)
_READABLE_GIVEN = pl.when(~_GIVEN.str.contains(UNREADABLE, literal=True) & (_GIVEN != "")).then(_GIVEN)
_UNREADABLE = pl.col("name_unreadable").fill_null(False) | _NAME.str.contains(UNREADABLE, literal=True)
_READABLE = _NAME.is_not_null() & ~_UNREADABLE
_FRONT15 = pl.coalesce(pl.col("id18").str.slice(0, 15), "id15")
_YMD = _DOB.dt.year().cast(pl.Int32) * 10000 + _DOB.dt.month().cast(pl.Int32) * 100 + _DOB.dt.day()
_MASKED = pl.col("id_class") == "masked"
_BY_MONTH = pl.col("dob_precision") == "month"
_PARTIAL = pl.col("id18").is_null() & pl.col("id15").is_not_null()
_LONG_ENOUGH = pl.col("citizen_id").str.len_chars().is_between(15, 20)
_WRONG = pl.col("id18").is_null() & pl.col("id_class").is_in(_MISTYPED) & _LONG_ENOUGH
_NUMBER = pl.when(_MASKED | _WRONG).then("citizen_id").otherwise("id18")
_EXACT_DAY = pl.when(~_BY_MONTH.fill_null(False)).then(_YMD)
_WHOLE_TEXT = pl.when(_WRONG).then("citizen_id").otherwise("id18")
_WRONG_TEXT = pl.when(_WRONG).then("citizen_id")


def _ends(text: pl.Expr) -> pl.Expr:
    """A number without its day of birth and sequence: what stays whole when they are mistyped."""
    return text.str.slice(0, 9) + text.str.tail(4)



#: The terms of which blocking keys are made; null (or an empty list) for none.
TERMS: dict[str, pl.Expr] = {
    "name": pl.when(_READABLE).then(_NAME),
    "former": pl.col("former_key"),
    "surname": pl.when(_SURNAME != UNREADABLE).then(_SURNAME),
    "given": _READABLE_GIVEN,
    "given_chars": _READABLE_GIVEN.str.split("").list.unique(maintain_order=True),
    "sex": pl.col("sex"),
    "dob": _EXACT_DAY,
    "birth_month": _YMD // 100,
    "birth_year": _YMD // 10000,
    "month_day": _EXACT_DAY % 10000,
    "id18": pl.col("id18"),
    "front15": _FRONT15,
    "cut15": pl.when(_PARTIAL).then(_FRONT15),
    "number_front": _WHOLE_TEXT.str.slice(0, 13),
    "wrong_front": _WRONG_TEXT.str.slice(0, 13),
    "number_tail": _WHOLE_TEXT.str.tail(8),
    "wrong_tail": _WRONG_TEXT.str.tail(8),
    "number_ends": _ends(_WHOLE_TEXT),
    "wrong_ends": _ends(_WRONG_TEXT),
    "guardians": pl.col("guardian_keys"),
    "guardian_ids": pl.col("guardian_ids"),
    "phones": pl.col("phones"),
    "household": pl.col("household_no"),
    "town": pl.col("town"),
    "village": pl.col("village"),
}


#: Terms of one value a row.
SINGLE_TERMS = frozenset(TERMS) - {"given_chars", "guardians", "phones", "guardian_ids"}


def _distinct(rows: np.ndarray, height: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct ones of those rows, and each row's place among them."""
    asked = np.zeros(height, dtype=bool)
    asked[rows] = True
    return np.flatnonzero(asked).astype(np.uint32), (np.cumsum(asked, dtype=np.int32) - 1)[rows]


def records_of(frame: pl.DataFrame) -> Records:
    """The stock of those records, in the order of the frame: persons where it has ``name_key``, else as they are."""
    return Persons(placed(frame)) if "name_key" in frame.columns else Records(frame)
