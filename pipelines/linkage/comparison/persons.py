"""How far two persons agree: name, number, birth date, sex, family, place."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.comparison.distance import distances
from pipelines.linkage.comparison.names import name_levels
from pipelines.linkage.levels import UNKNOWN, Birth, Family, Name, Number, Place, Sex
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Coded, Lists, hash_codes

#: Twins share a day; other brothers and sisters are nine months apart at least.
_DAYS_NO_BROTHERS_ARE_APART = 31


def name(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Name: the names, and each against the other's former name."""
    a, b = records.name[left], records.name[right]
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    levels[_same(a, b) & records.readable[left]] = Name.EXACT
    odd = np.flatnonzero((a >= 0) & (b >= 0) & (levels != Name.EXACT))
    levels[odd] = name_levels(records.characters, records.names[left[odd]], records.names[right[odd]])
    former = _same(records.former[left], b) | _same(a, records.former[right])
    levels[former & (levels > Name.FORMER)] = Name.FORMER
    return levels


def number(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Number: the identity numbers, whole, cut, mistyped or masked."""
    levels = np.full(len(left), Number.SAME, dtype=np.uint8)
    other = np.flatnonzero(~_same(records.id18[left], records.id18[right]))
    levels[other] = _unequal_numbers(records, left[other], right[other])
    return levels


def _unequal_numbers(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    full = (records.id18[left] >= 0) & (records.id18[right] >= 0)
    known15 = (records.front15[left] >= 0) & (records.front15[right] >= 0)
    partial = known15 & (records.partial[left] | records.partial[right])
    levels[full | partial] = Number.UNLIKE
    both = records.valid[left] & records.valid[right]
    levels[both] = Number.DIFFERENT
    levels[both & _same(records.front15[left] // 10, records.front15[right] // 10)] = Number.NEIGHBOR
    levels[partial & _same(records.front15[left], records.front15[right])] = Number.CUT
    texts = np.flatnonzero(records.numbered[left] & records.numbered[right] & ~full)
    levels[texts] = _number_texts(records, left[texts], right[texts])
    return levels


def _number_texts(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of pairs of numbers at least one of which is mistyped or masked."""
    numbers = Coded.of(records.number(np.concatenate([left, right])))
    texts, one, other = numbers.values, numbers.codes[: len(left)], numbers.codes[len(left) :]
    away = distances(texts, one, other, cutoff=1)
    levels = np.where(away <= 1, Number.ONE_EDIT, Number.UNLIKE).astype(np.uint8)
    far = np.flatnonzero(away > 1)
    ends = _ends(texts)
    levels[far[ends[one[far]] == ends[other[far]]]] = Number.ENDS
    for place in np.flatnonzero(records.masked[left] | records.masked[right]):
        seen = _shows_same(texts[one[place]], texts[other[place]])
        levels[place] = Number.PARTLY if seen else Number.UNLIKE
    return levels


def _ends(numbers: list[str]) -> np.ndarray:
    """A code of each number's first six and last four characters."""
    told = pl.Series(numbers, dtype=pl.String)
    return hash_codes(told.str.slice(0, 6) + "\t" + told.str.tail(4))


def _shows_same(one: str, other: str) -> bool:
    """True when every character that both show is the same, and they show enough to mean something."""
    shown = [(a, b) for a, b in zip(one, other, strict=False) if "*" not in (a, b)]
    return len(one) == len(other) and len(shown) >= 6 and all(a == b for a, b in shown)


def birth(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Birth: the birth dates."""
    a, b = records.ymd[left], records.ymd[right]
    known, exact = (a > 0) & (b > 0), (a == b) & ~(records.by_month[left] | records.by_month[right])
    levels = np.where(known, Birth.EXACT, UNKNOWN).astype(np.uint8)
    other = np.flatnonzero(known & ~exact)
    levels[other] = _unequal_births(records, left[other], right[other])
    return levels


def _unequal_births(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of pairs of known dates that are not the same day."""
    a, b = records.ymd[left], records.ymd[right]
    by_month = records.by_month[left] | records.by_month[right]
    (year_a, month_a, day_a), (year_b, month_b, day_b) = _parts(a), _parts(b)
    same_year, same_day = year_a == year_b, (month_a == month_b) & (day_a == day_b)
    years_off = np.abs(year_a - year_b) == 1
    digits = sum((a // 10**place % 10 != b // 10**place % 10).astype(np.int8) for place in range(8))
    first = ((month_a == 1) & (day_a == 1)) | ((month_b == 1) & (day_b == 1))
    lunar = (records.lunar(left) == b) | (records.lunar(right) == a)
    rules = (  # weakest first, so that the strongest level that fits stays
        (Birth.CLOSE, (np.abs(records.day[left] - records.day[right]) <= _DAYS_NO_BROTHERS_ARE_APART) & ~by_month),
        (Birth.ONE_DIGIT, digits == 1),
        (Birth.YEAR_OFF, years_off & same_day),
        (Birth.FILLER, same_year & first & ~by_month),
        (Birth.LUNAR, lunar & ~by_month),
        (Birth.SWAPPED, same_year & (month_a == day_b) & (day_a == month_b) & ~by_month),
        (Birth.MONTH, by_month & same_year & (month_a == month_b)),
    )
    levels = np.full(len(left), Birth.DIFFERENT, dtype=np.uint8)
    for level, fits in rules:
        levels[fits] = level
    return levels


def _parts(ymd: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return ymd // 10000, ymd // 100 % 100, ymd % 100


def sex(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Sex."""
    a, b = records.sex[left], records.sex[right]
    return np.select([(a < 0) | (b < 0), a == b], [UNKNOWN, Sex.SAME], Sex.DIFFERENT).astype(np.uint8)


def family(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Family: guardians, telephones, household together."""
    def shared(lists: Lists) -> np.ndarray:
        return _any_same(lists[left], lists[right])

    phone, guardian = shared(records.phones), shared(records.guardians)
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    levels[records.guardians.some[left] & records.guardians.some[right]] = Family.DIFFERENT
    levels[guardian] = Family.GUARDIAN
    levels[phone] = Family.PHONE
    levels[phone & guardian] = Family.PHONE_AND_GUARDIAN
    levels[_same(records.household[left], records.household[right])] = Family.HOUSEHOLD
    levels[shared(records.guardian_ids)] = Family.GUARDIAN_ID
    strange = np.flatnonzero(levels == Family.DIFFERENT)
    sounds = records.guardian_sounds
    alike = _any_same(sounds[left[strange]], sounds[right[strange]])
    levels[strange[alike]] = Family.GUARDIAN_SOUND
    return levels


def place(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Place: town and village."""
    a, b = records.town[left], records.town[right]
    village = _same(records.village[left], records.village[right])
    return np.select(
        [village, (a < 0) | (b < 0), a == b], [Place.VILLAGE, UNKNOWN, Place.TOWN], Place.ELSEWHERE
    ).astype(np.uint8)


def _same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a == b) & (a >= 0)


def _any_same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """True where a row of ``a`` and the row of ``b`` have a code in common."""
    found = np.zeros(len(a), dtype=bool)
    for column in range(a.shape[1]):
        for other in range(b.shape[1]):
            found |= _same(a[:, column], b[:, other])
    return found
