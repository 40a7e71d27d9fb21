"""Persons in the common shape (``sources.person``) as records: what is read off their names, numbers and families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
import polars as pl

from pipelines.linkage.characters import Characters
from pipelines.linkage.lunar import lunar_readings, solar_readings
from pipelines.linkage.places import placed
from pipelines.linkage.records import NONE, Coded, Lists, Records, Term, hash_codes, numbered, runs, term_of
from pipelines.linkage.sounds import sounds_of, usual_sounds
from pipelines.linkage.terms import DOB, EPOCH, NUMBER, OF_COHORT, OF_NAMES, OF_NUMBER, PLAIN, SINGLE_TERMS, TERMS
from sources.person import PERSON

#: Values compared of each list; a child has father, mother, guardian and head of household.
_GUARDIANS, _PHONES, _GUARDIAN_IDS = 5, 4, 4
#: Longer names are words of minority languages, which begin with no surname; compound surnames stay.
_LONGEST_WITH_SURNAME = 4


class _Told:
    """An array of a person's column; the arrays of one group are read off the frame together, when one is asked for."""

    def __init__(self, group: Mapping[str, pl.Expr]) -> None:
        self.group = group

    def __set_name__(self, _: type, name: str) -> None:
        self.name = name

    def __get__(self, records: Persons, _: type | None = None) -> np.ndarray:
        if self.name not in records.arrays:
            for one in records.all_told(self.group).get_columns():
                records.arrays[one.name] = hash_codes(one) if one.dtype == pl.String else one.to_numpy()
        return records.arrays[self.name]


class Persons(Records):
    """Persons by row number. Arrays hold codes (equal code, equal value; −1 for none) unless said otherwise."""

    name = _Told(PLAIN)
    #: Boolean: there is a name, and every character of it can be read.
    readable = _Told(PLAIN)
    #: The full number.
    id18 = _Told(PLAIN)
    #: The birth date as days since 1 January 1900, and whether it has no day (boolean).
    day, by_month = _Told(PLAIN), _Told(PLAIN)
    sex = _Told(PLAIN)
    #: Boolean: the full number was read from the number's own cell.
    valid = _Told(OF_NUMBER)
    #: The first fifteen digits of the number as a number, and (boolean) whether only these are known.
    front15, partial = _Told(OF_NUMBER), _Told(OF_NUMBER)
    #: Boolean: there is a text of a number; it is masked.
    numbered, masked = _Told(OF_NUMBER), _Told(OF_NUMBER)
    #: The year of the September with which the school cohort begins, of the birth date and of the grade.
    birth_cohort, grade_cohort = _Told(OF_COHORT), _Told(OF_COHORT)

    def forget(self) -> None:
        """As of all records."""
        super().forget()
        self._codes: dict[str, np.ndarray] = {}
        self.arrays: dict[str, np.ndarray] = {}

    def term(self, name: str) -> Term:
        """The blocking term of that name: one of TERMS, or a column of the frame."""
        if name not in self._terms and name in ("guardians", "phones", "guardian_ids"):
            self._terms[name] = getattr(self, name).term()
        if name not in self._terms and name in SINGLE_TERMS:
            self._terms[name] = term_of(self.codes(name))
        if name not in self._terms and name in ("sound", "given_chars"):
            self._terms[name] = self._of_names(*self._sounds() if name == "sound" else self._given_characters())
        return super().term(name)

    def term_values(self, name: str) -> pl.Series:
        """The values of that blocking term."""
        return self.told(TERMS[name]) if name in TERMS else super().term_values(name)

    def codes(self, name: str) -> np.ndarray:
        """The codes of a term of single values (one of SINGLE_TERMS)."""
        if name in ("id18", "sex"):
            return getattr(self, name)
        if name not in self._codes:
            self._codes[name] = self._term_codes(name)
        return self._codes[name]

    def _term_codes(self, name: str) -> np.ndarray:
        if name == "name":
            return self.name if self.readable.all() else np.where(self.readable, self.name, NONE)
        if name in OF_NAMES:
            return np.append(hash_codes(self._told_of_names(name)), NONE)[self.names]
        if set(TERMS[name].meta.root_names()) & set(self.frame.columns):
            return hash_codes(self.told(TERMS[name]))
        return np.broadcast_to(np.int64(NONE), (self.height,))

    @cached_property
    def former(self) -> np.ndarray:
        """The former name, equal to a name of the same characters."""
        return self.codes("former")

    def _sounds(self) -> tuple[np.ndarray, np.ndarray]:
        """The ways each distinct name may sound, and whose each is."""
        sounds = sounds_of(self.characters.texts)
        return sounds.keys, sounds.names

    def _given_characters(self) -> tuple[np.ndarray, np.ndarray]:
        """The characters of each distinct given name, and whose each is."""
        term = Lists.of(self._told_of_names("given_chars")).term()
        assert term.rows is not None
        return term.hashes, term.rows

    def _of_names(self, keys: np.ndarray, whose: np.ndarray) -> Term:
        """A blocking term of the values that distinct names have, those of a name one after another."""
        several = np.bincount(whose, minlength=len(self.characters.texts))
        first, named = np.cumsum(several) - several, np.flatnonzero(self.names >= 0)
        counts = several[self.names[named]]
        hashes = keys[runs(first[self.names[named]], counts)]
        return Term(hashes, np.ones(len(hashes), dtype=bool), np.repeat(named, counts))

    def _told_of_names(self, name: str) -> pl.Series:
        """What a term that hangs on the name alone says of each distinct name."""
        return pl.DataFrame({"name_key": self.characters.texts}).select(TERMS[name]).to_series()

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

    def number(self, rows: np.ndarray) -> pl.Series:
        """The text of the numbers of those rows, whole or mistyped or masked."""
        told = [column for column in self.frame.columns if column in {"record_id", *NUMBER.meta.root_names()}]
        return Persons(self.frame.select(told)[rows.astype(np.uint32)]).told(NUMBER)

    @cached_property
    def ymd(self) -> np.ndarray:
        """The birth date as yyyymmdd."""
        unknown = self.told(DOB.is_null()).to_numpy()
        return np.where(unknown, np.int32(NONE), solar_readings(np.where(unknown, 0, self.day - EPOCH)))

    def lunar(self, rows: np.ndarray) -> np.ndarray:
        """The lunar reading of the birth dates of those rows as yyyymmdd; 0 for none."""
        return lunar_readings(self.day[rows] - EPOCH)

    @cached_property
    def family_told(self) -> np.ndarray:
        """Boolean: there is a household, a guardian or a telephone."""
        return (self.household >= 0) | self.guardians.some | self.phones.some

    @cached_property
    def family_terms(self) -> pl.DataFrame:
        """``kind, term, row``: what each record's family is known by, a line each: its household, a guardian's name in
        a village, a guardian's number."""
        # In a county of 200,000 children every common name is borne by guardians of many families.
        village = self.village[(guardians := self.guardians.told_rows)[1]]
        in_village = ((guardians[0] ^ village) & np.iinfo(np.int64).max, guardians[1])
        housed = np.flatnonzero(self.household >= 0)
        kinds = ((self.household[housed], housed), in_village, self.guardian_ids.told_rows)
        lines = [
            pl.DataFrame({"term": term, "row": row.astype(np.int32)}).select(pl.lit(kind).alias("kind"), "term", "row")
            for kind, (term, row) in enumerate(kinds)
        ]
        return pl.concat(lines).rechunk()

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

    @cached_property
    def guardian_sounds(self) -> Lists:
        """The guardians' names as they sound; −1 where a character is unreadable."""
        names = Coded.of(self.guardians.texts)
        sounds = usual_sounds(pl.Series(names.values, dtype=pl.String))
        return replace(self.guardians, codes=sounds[names.codes])

    @cached_property
    def first_characters(self) -> np.ndarray:
        """The first character of the name, equal to equal ones of ``guardian_surnames``."""
        return hash_codes(self.told(pl.col("name_key").str.head(1)))

    @cached_property
    def guardian_surnames(self) -> Lists:
        """The first characters of the guardians' names, of those that are as long as a surname and a given name are;
        −1 for longer ones."""
        names = self.guardians.texts
        short = names.str.len_chars() <= _LONGEST_WITH_SURNAME
        firsts = pl.select(pl.when(short).then(names.str.head(1))).to_series()
        return replace(self.guardians, codes=hash_codes(firsts))

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
        return self.all_told({"told": what})["told"]

    def all_told(self, what: Mapping[str, pl.Expr]) -> pl.DataFrame:
        """What several expressions say, a column each; polars works them out on all cores."""
        roots = {name for one in what.values() for name in one.meta.root_names()}
        lacking = (pl.lit(None, PERSON[name]).alias(name) for name in sorted(roots - set(self.frame.columns)))
        return self.frame.lazy().with_columns(lacking).select(**what).collect()


def records_of(frame: pl.DataFrame) -> Records:
    """The stock of those records, in the order of the frame: persons where it has ``name_key``, else as they are."""
    return Persons(placed(frame)) if "name_key" in frame.columns else Records(frame)
