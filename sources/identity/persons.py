"""A register's cells as persons: the shape of ``sources.person.PERSON``, with what was found wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from sources.identity.codes import coded
from sources.identity.dates import dated
from sources.identity.doubts import note_names, note_numbers
from sources.identity.lists import listed
from sources.identity.names import named
from sources.identity.noted import Notes
from sources.identity.numbers import hinted, identified
from sources.identity.phones import telephones, telling
from sources.identity.places import towns_named
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import SEX, Vocabulary

#: JY/T 1001 SFZJLX: 1 居民身份证, B 户口簿; the other codes are documents that hold no citizen ID.
_ID_DOCUMENT = r"^(?:0?1|B)$|身份证(?:$|[^明])|户口|残疾|居住证"


@dataclass(frozen=True, slots=True)
class Telling:
    """Which columns of a register tell what about a person; empty where the register does not tell it."""

    guardians: tuple[str, ...] = ()
    guardian_numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # the first that is filled
    town: str | None = None
    village: str | None = None
    household_no: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Pupils:
    """What a register of pupils knows beyond the cells: per row, the age at which an ID cannot be the pupil's own,
    and a number that another column hints at."""

    adult_from: pl.Series
    hint: pl.Series


def persons(
    cells: pl.DataFrame, tells: Telling, terms: Terms, notes: Notes, pupils: Pupils | None = None
) -> pl.DataFrame:
    """One person a row, in the order of ``cells``: the columns of PERSON, then ``guardian_name`` and ``phone`` to show.

    Without ``pupils`` a row may be anybody's, of any age. ``grade_cohort`` is left to registers that tell a grade.
    Findings go to ``notes``.
    """
    names = named(cells["name"])
    birth = _births(cells, terms.as_of, notes)
    numbers = _numbers(cells, tells, terms.as_of, birth["date"], pupils)
    guardian_numbers = _guardian_numbers(cells, tells, terms.as_of)
    note_names(names, numbers["id_class"], notes)
    note_numbers(cells, numbers, guardian_numbers, notes)
    person = pl.DataFrame(
        [
            cells["record_id"],
            *names.select(pl.col("display", "key", "note", "unreadable").name.prefix("name_")).get_columns(),
            named(_column(cells, "former_name"))["key"].fill_null(names["former"]).alias("former_key"),
            *numbers.select("citizen_id", "id_class", "id18", "id15").get_columns(),
            _sexes(cells, numbers, notes),
            *_birth_dates(birth, numbers, notes, expected="dob" in cells.columns).get_columns(),
            pl.Series("grade_cohort", [None], dtype=pl.Int16).new_from_index(0, cells.height),
            _others(guardian_numbers.with_columns(numbers["guardian_id18"]), numbers["id18"]).alias("guardian_ids"),
            *_guardians(cells, tells, names["key"]).get_columns(),
            *_telephones(cells, tells, names["key"], notes).get_columns(),
            *_places(cells, tells, terms, notes).get_columns(),
        ]
    )
    return person.select(*PERSON, "guardian_name", "phone")


def no_name(person: pl.DataFrame) -> pl.DataFrame:
    """The rows to set aside because they name nobody, with neither a name nor a valid ID: ``record_id, reason``."""
    nameless = pl.col("name_key").is_null() & pl.col("id18").is_null()
    return person.filter(nameless).select("record_id", pl.lit("no_name").alias("reason"))


def conformed(rows: pl.DataFrame, quarantined: pl.DataFrame, notes: Notes) -> Conformed:
    """The register as the night uses it: ``rows`` without those that are set aside."""
    aside = quarantined.height > 0
    loaded = rows.join(quarantined, on="record_id", how="anti", maintain_order="left") if aside else rows
    return Conformed(loaded, quarantined, notes.frame())


def noted_codes(cells: pl.DataFrame, column: str, vocabulary: Vocabulary, notes: Notes) -> pl.Series:
    """The column's codes; what is on no list is null and an ``unknown_code``."""
    codes = coded(cells[column], vocabulary)
    notes.rows(codes.is_null() & cells[column].is_not_null(), "unknown_code", column)
    return codes.alias(column)


def noted_dates(cells: pl.DataFrame, column: str, notes: Notes) -> pl.DataFrame:
    """``dated`` for a column that is not a birth date; what cannot be read is ``date_unreadable``."""
    found = dated(cells[column])
    notes.rows(found["trouble"].is_not_null(), "date_unreadable", column)
    return found


def first_filled(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    """The first of those columns that is filled, row by row; null where none is."""
    return frame.select(pl.coalesce(*columns)).to_series() if columns else _column(frame, None)


def _column(cells: pl.DataFrame, name: str | None) -> pl.Series:
    if name is None or name not in cells.columns:
        return pl.Series("absent", [None], dtype=pl.String).new_from_index(0, cells.height)
    return cells[name]


def _numbers(cells: pl.DataFrame, tells: Telling, as_of: date, birth: pl.Series, pupils: Pupils | None) -> pl.DataFrame:
    kind = _column(cells, tells.document).str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase()
    numbers = identified(
        cells["citizen_id"],
        as_of,
        numeric=cells["citizen_id__numeric"],
        foreign=~kind.str.contains(_ID_DOCUMENT),
        birth=birth,
        adult_from=pupils.adult_from if pupils else None,
    )
    if pupils is None:
        return numbers.with_columns(pl.lit(False).alias("hint_conflict"))
    # Nine hints in ten repeat the ID; only the others say anything.
    telling_more = pl.select(pl.when(pupils.hint.ne_missing(numbers["id18"])).then(pupils.hint)).to_series()
    return hinted(numbers, identified(telling_more, as_of, adult_from=pupils.adult_from))


def _guardian_numbers(cells: pl.DataFrame, tells: Telling, as_of: date) -> pl.DataFrame:
    """The guardians' valid numbers, a column each."""
    told = [name for name in tells.guardian_numbers if cells[name].null_count() < cells.height]
    if not told:
        return _column(cells, None).to_frame()
    return pl.DataFrame(
        [identified(cells[name], as_of, numeric=cells[f"{name}__numeric"])["id18"].alias(name) for name in told]
    )


def _births(cells: pl.DataFrame, as_of: date, notes: Notes) -> pl.DataFrame:
    birth = dated(_column(cells, "dob"), latest=as_of)
    notes.rows(birth["trouble"] == "two_digit_year", "dob_two_digit_year", "dob")
    notes.rows(birth["trouble"] == "unreadable", "dob_unreadable", "dob")
    return birth


def _birth_dates(birth: pl.DataFrame, numbers: pl.DataFrame, notes: Notes, *, expected: bool) -> pl.DataFrame:
    """``dob`` and ``dob_precision``: the column's, else the ID's; a valid ID of the same month tells a month's day."""
    written, inside, by_month = pl.col("date"), pl.col("id_dob"), pl.col("precision") == "month"
    same_month = written == inside.dt.month_start()
    valid = pl.col("id18").is_not_null()
    frame = birth.hstack(numbers.select("id_dob", "id18").get_columns()).with_columns(
        pl.when(by_month).then(~same_month).otherwise(written != inside).alias("differ"),
        (by_month & same_month & valid).fill_null(False).alias("finer"),
    )
    dob = pl.when("finer").then("id_dob").otherwise(pl.coalesce("date", "id_dob"))
    precision = pl.when(by_month & ~pl.col("finer")).then(pl.lit("month")).otherwise(pl.lit("day"))
    found = frame.select(dob.alias("dob"), pl.when(dob.is_not_null()).then(precision).alias("dob_precision"))
    notes.rows(frame["differ"], "dob_mismatch", "dob")
    if expected:
        notes.rows(found["dob"].is_null(), "no_birth_date", "dob")
    return found


def _sexes(cells: pl.DataFrame, numbers: pl.DataFrame, notes: Notes) -> pl.Series:
    written = noted_codes(cells, "sex", SEX, notes) if "sex" in cells.columns else _column(cells, None)
    notes.rows(written != numbers["id_sex"], "sex_mismatch", "sex")
    return written.fill_null(numbers["id_sex"]).alias("sex")


def _others(values: pl.DataFrame, own: pl.Series) -> pl.Series:
    """The values of each row as a list without the person's own."""
    row = pl.int_range(values.height, dtype=pl.UInt32, eager=True).alias("row")
    seen, pieces = [own], []
    # The head of a household is mostly the father or the mother: what a row says again is not sorted again.
    for column in values.get_columns():
        fresh = pl.select(pl.all_horizontal(column.is_not_null(), *map(column.ne_missing, seen))).to_series()
        pieces.append(pl.DataFrame([row, column.alias("value")]).filter(fresh))
        seen.append(column)
    return listed(pl.concat(pieces), "value", values.height)


def _guardians(cells: pl.DataFrame, tells: Telling, own: pl.Series) -> pl.DataFrame:
    """``guardian_keys`` (the head of a household is no guardian of himself) and ``guardian_name``."""
    names = [named(_column(cells, column)) for column in tells.guardians or (None,)]
    keys = pl.DataFrame([name["key"].alias(str(place)) for place, name in enumerate(names)])
    shown = pl.DataFrame([name["display"].alias(str(place)) for place, name in enumerate(names)])
    return pl.DataFrame(
        [
            _others(keys, own).alias("guardian_keys"),
            first_filled(shown, tuple(shown.columns)).alias("guardian_name"),
        ]
    )


def _telephones(cells: pl.DataFrame, tells: Telling, names: pl.Series, notes: Notes) -> pl.DataFrame:
    numbers = telephones(cells, tells.phones)
    if tells.phones:
        filled = cells.select(pl.any_horizontal(pl.col(tells.phones).is_not_null())).to_series()
        notes.rows(filled & numbers["phone"].is_null(), "phone_unusable", tells.phones[0])
    return pl.DataFrame([telling(numbers["phones"], names), numbers["phone"]])


def _places(cells: pl.DataFrame, tells: Telling, terms: Terms, notes: Notes) -> pl.DataFrame:
    towns = towns_named(_column(cells, tells.town), terms.towns)
    notes.rows(towns["unknown"], "unknown_town", "town")
    return pl.DataFrame(
        [
            _column(cells, tells.household_no).alias("household_no"),
            towns["town"],
            _column(cells, tells.village).alias("village"),
            first_filled(cells, tells.addresses).alias("address"),
        ]
    )
