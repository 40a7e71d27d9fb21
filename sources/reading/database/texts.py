"""Values of a database as the texts that a spreadsheet would show, so that one reader reads both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import polars as pl


class Type(Enum):
    """What PostgreSQL's columns hold, as far as its texts are not yet ours."""

    TEXT = "text"
    NUMBER = "number"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DAY = "day"
    BYTES = "bytes"


#: PostgreSQL's type numbers (pg_type.dat, the same in every version).
_OIDS = {
    16: Type.BOOLEAN, 17: Type.BYTES, 20: Type.NUMBER, 21: Type.NUMBER, 23: Type.NUMBER, 26: Type.NUMBER,
    700: Type.FLOAT, 701: Type.FLOAT, 1700: Type.NUMBER, 1082: Type.DAY, 1114: Type.DAY, 1184: Type.DAY,
}  # fmt: skip


def type_of(oid: int) -> Type:
    """What a PostgreSQL column of that type number holds."""
    return _OIDS.get(oid, Type.TEXT)


def as_shown(texts: pl.Series, kind: Type) -> pl.Series:
    """PostgreSQL's own texts, as ``shown`` would have them."""
    if kind is Type.NUMBER:
        return texts.str.replace(r"^(-?\d+)\.0+$", "$1").str.replace(r"^(-?\d+\.\d*?)0+$", "$1")
    if kind is Type.FLOAT:
        return pl.Series(texts.name, [None if one is None else shown(float(one)) for one in texts], pl.String)
    if kind is Type.BOOLEAN:
        return texts.replace({"t": "TRUE", "f": "FALSE"})
    if kind is Type.DAY:
        return texts.str.replace(r"^(\d{4}-\d\d-\d\d) .*$", "$1")
    return texts


def column(values: Sequence[object]) -> tuple[pl.Series, bool]:
    """A column's values as texts, and whether they are numbers. Raises TypeError where one is bytes."""
    if all(value is None or type(value) is str for value in values):
        return pl.Series(values, dtype=pl.String), False
    numbers = any(isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in values)
    return pl.Series([None if value is None else shown(value) for value in values], dtype=pl.String), numbers


def in_hex(values: Sequence[object]) -> Sequence[object]:
    """A key's values, with hexadecimal digits for bytes: enough to order rows by."""
    return [bytes(one).hex() if isinstance(one, (bytes, bytearray, memoryview)) else one for one in values]


def shown(value: object) -> str:
    """One value: whole numbers without ``.0``, dates as YYYY-MM-DD, booleans as TRUE, FALSE. TypeError for bytes."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("bytes are no text")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (float, Decimal)):
        return _digits(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _digits(value: float | Decimal) -> str:
    """A number written out. A float's digits are the shortest that mean it: 3.4e17 has no others."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return str(exact)
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
