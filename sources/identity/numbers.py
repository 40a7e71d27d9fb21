"""Citizen ID numbers (公民身份号码, GB 11643-1999): what each is worth as a key.

The area code is never a reason to refuse a number: codes are reorganized and tables are incomplete.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from sources.identity.age import ADULT, age_on
from sources.identity.checksum import check_characters, holds
from sources.identity.digits import FIRST_DAY, born, digits

# [0-9] throughout, as the digits class of the regex engine holds every script's digits.
#: What stands in or around a number without being part of it: spaces, commas, dashes, quotes, zero-width characters.
_CLUTTER = r"[\s,\-'\"`´‘’“”\u2010-\u2015\u2212\u200B-\u200F\u2060\uFEFF\u00AD]"
#: What looks like an X at position 18: Cyrillic, Greek, the sign of multiplication, crosses.
_LIKE_X = r"[\u0425\u03A7\u00D7\u2715\u2573]"
_FORM_18 = r"^[0-9]{17}[0-9X]$"
#: A disability certificate number: the ID, type 1–7, level 1–4, and B1, B2 … when it was reissued.
_FORM_20 = r"^[0-9]{17}[0-9X][1-7][1-4](B[0-9]+)?$"
_USABLE_DOB = ("ok18", "disab20", "suspect_trunc", "bad_check", "old15")


def normalized(number: pl.Series) -> pl.Series:
    """The numbers' text without clutter, upper-cased; null when nothing is left. ``＊`` becomes ``*``.

    Scientific notation that still shows fifteen digits is written as the number it stands for.
    """
    # Worked out once for each value, and only for those that are not in the usual form already.
    unusual = number.filter(~number.str.contains(r"^[GLJ]?[0-9]{17}[0-9X]$")).unique().to_frame("number")
    text = _spelled_out(pl.col("number")).str.normalize("NFKC").str.to_uppercase().str.replace_all(_CLUTTER, "")
    text = text.str.replace(rf"^([0-9]{{17}}){_LIKE_X}", "${1}X").str.replace(r"^([0-9]+)\.0+$", "${1}")
    # 349901xxxxxxxx001X is masked by another letter.
    text = pl.when(text.str.contains(r"^[0-9]+X{3}")).then(text.str.replace_all("X", "*", literal=True)).otherwise(text)
    clean = unusual.select(pl.when(text != "").then(text).alias("clean")).to_series()
    return number.replace(unusual["number"], clean)


def identified(
    number: pl.Series,
    as_of: date,
    *,
    numeric: pl.Series | None = None,
    foreign: pl.Series | None = None,
    birth: pl.Series | None = None,
    adult_from: pl.Series | None = None,
) -> pl.DataFrame:
    """What each cell of an ID column is, row by row (contract.md §0.1).

    ``numeric`` marks cells whose digits beyond the fifteenth are not to be trusted; ``foreign`` rows whose document
    is not an ID; ``birth`` is the register's own birth date; ``adult_from`` the age at which the number cannot be
    the pupil's own (null: this row may be anybody's).

    Returns ``citizen_id`` (normalized text), ``id_class``, ``id18`` (full key), ``id15`` (partial key), ``id_dob``
    (birth date inside, where usable), ``id_sex``, ``id15_child`` (a child under a 15-digit number), ``guardian_id18``
    (the full key of a number that is an adult's in a pupil's row).
    """
    rows = len(number)
    frame = pl.DataFrame(
        [
            number.cast(pl.String).alias("number"),
            _filled(numeric, rows, pl.Boolean, "numeric").fill_null(False),
            _filled(foreign, rows, pl.Boolean, "foreign").fill_null(False),
            _filled(birth, rows, pl.Date, "birth"),
            _filled(adult_from, rows, pl.Int32, "adult_from"),
        ]
    )
    odd = frame.select(~(_straightforward() | pl.col("number").is_null())).to_series()
    places, read = odd.arg_true(), _read(frame.filter(odd), as_of)
    straight = _straight(frame.with_columns(pl.when(~odd).then("number").alias("number")), as_of)
    return pl.DataFrame([column.scatter(places, read[column.name]) for column in straight.get_columns()])


def hinted(numbers: pl.DataFrame, hints: pl.DataFrame) -> pl.DataFrame:
    """``numbers`` helped by what another column says of the same rows (both as ``identified`` returns them).

    A hint fills a key that is blank or a roll number, and completes one cut by a spreadsheet when the first fifteen
    digits agree. ``id_class`` stays what the ID cell earned, so that the key is trusted less.
    ``hint_conflict`` is true where both are full and differ.
    """
    both = numbers.hstack(hints.select(pl.col("id18", "id_dob", "id_sex").name.prefix("hint_")).get_columns())
    empty = pl.col("id_class").is_in(["blank", "temp_roll"])
    completes = (pl.col("id_class") == "suspect_trunc") & (pl.col("hint_id18").str.slice(0, 15) == pl.col("id15"))
    helps = (empty | completes) & pl.col("hint_id18").is_not_null()
    conflict = (pl.col("id18") != pl.col("hint_id18")).fill_null(False).alias("hint_conflict")
    taken = [pl.when(helps).then(f"hint_{name}").otherwise(name).alias(name) for name in ("id18", "id_dob", "id_sex")]
    return both.with_columns(conflict, *taken).drop("hint_id18", "hint_id_dob", "hint_id_sex")


def _straightforward() -> pl.Expr:
    """A whole number on an ID, in its usual form: no roll's 999, no zeros where a spreadsheet cuts."""
    number = pl.col("number")
    whole = number.str.contains(_FORM_18) & ~number.str.starts_with("999") & ~number.str.ends_with("000")
    return whole & ~pl.col("numeric") & ~pl.col("foreign")


def _straight(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The same as ``_read``, sooner, where ``_straightforward`` holds and for empty cells."""
    values = digits(frame["number"])
    number, told, old = pl.col("number"), pl.col("told"), pl.col("too_old")
    frame = frame.with_columns(
        born(values, as_of).alias("told"), pl.Series("check", holds(values)),
        pl.Series("male", values[16] % 2 == 1),
    )  # fmt: skip
    frame = frame.with_columns(
        _too_old(told, as_of, frame["adult_from"]).alias("too_old"),
        (pl.col("check") & told.is_not_null()).alias("valid"),
    )
    own, grown = pl.col("valid") & ~old, pl.col("valid") & old
    return frame.select(
        number.alias("citizen_id"),
        pl.when(own).then(pl.lit("ok18")).when(grown).then(pl.lit("adult")).when(number.is_null()).then(pl.lit("blank"))
        .when(told.is_null()).then(pl.lit("bad_date")).otherwise(pl.lit("bad_check")).alias("id_class"),
        pl.when(own).then(number).alias("id18"),
        pl.lit(None, dtype=pl.String).alias("id15"),
        pl.when(~old).then(told).alias("id_dob"),
        pl.when(own).then(pl.when("male").then(pl.lit("1")).otherwise(pl.lit("2"))).alias("id_sex"),
        pl.lit(False).alias("id15_child"),
        pl.when(grown).then(number).alias("guardian_id18"),
    )  # fmt: skip


def _too_old(told: pl.Expr, as_of: date, adult_from: pl.Series) -> pl.Expr:
    """Whether who was born then is older than a pupil of that row can be."""
    if adult_from.null_count() == len(adult_from):
        return pl.lit(False)
    return (age_on(told, as_of) >= pl.col("adult_from")).fill_null(False)


def _filled(values: pl.Series | None, rows: int, dtype: type[pl.DataType], name: str) -> pl.Series:
    return (
        pl.Series(name, [None], dtype=dtype).new_from_index(0, rows)
        if values is None
        else values.cast(dtype).alias(name)
    )


def _read(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """``identified`` for whatever stands in an ID column."""
    return _keyed(_classed(_dissected(frame, as_of)), as_of)


def _dissected(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The parts that decide: form, birth dates read both ways, remainder of the checksum."""
    frame = frame.with_columns(
        normalized(frame["number"]).alias("citizen_id"), pl.col("numeric") | _fractional(pl.col("number"))
    )
    number = pl.col("citizen_id")
    return frame.with_columns(
        number.str.contains(_FORM_18).alias("is18"),
        number.str.contains(_FORM_20).alias("is20"),
        number.str.contains(r"^[0-9]{15}$").alias("is15"),
        _real_date(number.str.slice(6, 8), as_of).alias("dob_long"),
        _real_date("19" + number.str.slice(6, 6), as_of).alias("dob_short"),
        _checksum_holds(frame["citizen_id"]),
    )


def _fractional(number: pl.Expr) -> pl.Expr:
    return number.str.contains(r"^\s*[0-9]{15,}\.0+\s*$").fill_null(False)


def _spelled_out(number: pl.Expr) -> pl.Expr:
    """Scientific notation that still shows 15 digits, written as the number it stands for (3.41226201803150E+17)."""
    text = number.str.strip_chars().str.to_uppercase()
    shown = text.str.extract(r"^([0-9]\.[0-9]{14,})E\+?17$").str.replace(r"\.", "").str.slice(0, 15)
    return pl.when(shown.is_not_null()).then(shown + "000").otherwise(number)


def _real_date(eight: pl.Expr, as_of: date) -> pl.Expr:
    found = eight.str.to_date("%Y%m%d", strict=False)
    return pl.when(found.is_between(FIRST_DAY, as_of)).then(found)


def _checksum_holds(number: pl.Series) -> pl.Series:
    """Whether the first eighteen characters are a number with the right check character."""
    first = number.str.extract(r"^([0-9]{17}[0-9X])", 1)
    return pl.Series("check", holds(digits(first))) & first.is_not_null()


def _classed(frame: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("citizen_id")
    cut_18 = number.str.slice(0, 18).str.ends_with("000")
    zeros_20 = number.str.contains(r"^[0-9]{20}$") & (pl.col("numeric") | number.str.ends_with("00000"))
    full = pl.when(cut_18).then(pl.lit("suspect_trunc")).when(pl.col("dob_long").is_null()).then(pl.lit("bad_date"))
    return frame.with_columns(
        pl.when(number.is_null()).then(pl.lit("blank"))
        .when(number.str.contains("*", literal=True)).then(pl.lit("masked"))
        # L and 999 numbers look like IDs and match no real person: they are never read as one.
        .when(number.str.contains(r"^([LJG][0-9]|999)")).then(pl.lit("temp_roll"))
        .when("foreign").then(pl.lit("other_doc"))
        .when(number.str.contains(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$")).then(pl.lit("sci"))
        # 9.3 % of numbers cut by a spreadsheet still pass the checksum, so it is not asked here.
        .when(zeros_20 | (pl.col("is18") & pl.col("numeric"))).then(pl.lit("suspect_trunc"))
        .when("is18").then(full.when("check").then(pl.lit("ok18")).otherwise(pl.lit("bad_check")))
        .when("is20").then(full.when("check").then(pl.lit("disab20")).otherwise(pl.lit("bad_check")))
        .when(pl.col("is15") & pl.coalesce("dob_long", "dob_short").is_not_null()).then(pl.lit("old15"))
        .when("is15").then(pl.lit("bad_date"))
        .when(number.str.contains(r"^[0-9]+X?$")).then(pl.lit("bad_length"))
        .otherwise(pl.lit("bad_char"))
        .alias("id_class")
    )  # fmt: skip


def _keyed(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Keys and what the number tells, withheld where the number is somebody else's."""
    frame = _owned(frame, as_of)
    number, kind, told = pl.col("citizen_id"), pl.col("id_class"), pl.col("told")
    valid = kind.is_in(["ok18", "disab20"])
    partial = ((kind == "suspect_trunc") & told.is_not_null()) | pl.col("cut_15")
    return frame.select(
        "citizen_id",
        pl.when("grown").then(pl.lit("adult")).otherwise(kind).alias("id_class"),
        pl.when(valid & ~pl.col("grown"))
        .then(number.str.slice(0, 18))
        .when("whole_15")
        .then(_lengthened(frame["citizen_id"]))
        .alias("id18"),
        pl.when(partial & ~pl.col("grown")).then(number.str.slice(0, 15)).alias("id15"),
        pl.when(~pl.col("parents_15") & ~pl.col("too_old")).then(told).alias("id_dob"),
        _sex_inside(number, valid & ~pl.col("grown")).alias("id_sex"),
        (pl.col("cut_15") & pl.col("child") | pl.col("parents_15")).alias("id15_child"),
        pl.when(valid & pl.col("grown")).then(number.str.slice(0, 18)).alias("guardian_id18"),
    )


def _owned(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Whose number it is: ``told`` (birth date inside), ``too_old``, ``grown``, and what fifteen digits are."""
    kind, old = pl.col("id_class"), pl.col("id_class") == "old15"
    told = pl.when(old).then(pl.coalesce("dob_long", "dob_short")).when(kind.is_in(_USABLE_DOB)).then("dob_long")
    frame = frame.with_columns(told.alias("told"), pl.col("adult_from").is_not_null().alias("pupil"))
    frame = frame.with_columns(
        _too_old(pl.col("told"), as_of, frame["adult_from"]).alias("too_old"),
        (age_on(pl.coalesce("birth", "told"), as_of) < ADULT).fill_null(False).or_(pl.col("pupil")).alias("child"),
        # Fifteen digits whose 7th–14th are a date are a number cut short; who was born in 1919 asks for no school.
        (old & pl.col("dob_long").is_not_null()).alias("cut_15"),
    )
    return frame.with_columns(
        (pl.col("too_old") & kind.is_in(["ok18", "disab20", "suspect_trunc"])).alias("grown"),
        (old & ~pl.col("cut_15") & pl.col("child")).alias("parents_15"),
        (old & ~pl.col("cut_15") & ~pl.col("child")).alias("whole_15"),
    )


def _lengthened(number: pl.Series) -> pl.Series:
    """15-digit numbers as they were reissued in 1999: 19 before the year, a check character behind."""
    old = number.filter(number.str.contains(r"^[0-9]{15}$")).unique()
    body = old.str.slice(0, 6) + "19" + old.str.slice(6, 9)
    return number.replace(old, body + check_characters(body))


def _sex_inside(number: pl.Expr, valid: pl.Expr) -> pl.Expr:
    order = pl.when(valid).then(number.str.slice(16, 1)).when("whole_15").then(number.str.slice(14, 1))
    odd = order.cast(pl.Int32, strict=False) % 2 == 1
    return pl.when(odd).then(pl.lit("1")).when(~odd).then(pl.lit("2"))
