"""Records of any register as numbered values, so that comparing two is comparing integers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

NONE = -1
_SEED = 20260901
#: What a term may ask of a column: ``surname:first3`` is its first three characters, ``names:words`` each word.
_TRANSFORMS: Mapping[str, Callable[[pl.Expr, int], pl.Expr]] = {
    "first": lambda text, count: text.str.slice(0, count),
    "last": lambda text, count: text.str.tail(count),
    "words": lambda text, _: text.str.split(" "),
}


@dataclass(frozen=True)
class Coded:
    """One column: the place of each record's value among the distinct ones (−1 for null), and these, unordered."""

    codes: np.ndarray
    values: list[str]

    @classmethod
    def of(cls, values: pl.Series) -> Coded:
        """Those texts."""
        codes, first = numbered(hash_codes(values))
        return cls(codes, values.gather(first).to_list())


@dataclass(frozen=True)
class Term:
    """What a blocking key is made of: a hash for each value, and the row it stands in (None: a value every row).

    ``known`` is false where a row has no value; with rows of its own a term has only known values.
    """

    hashes: np.ndarray
    known: np.ndarray
    rows: np.ndarray | None = None


class Records:
    """Records by row number. ``frame`` has ``record_id`` and whatever columns the model's comparisons name.

    Columns are coded, and blocking terms hashed, when they are first asked for.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.ids = frame["record_id"]
        self.height = frame.height
        self.forget()

    def forget(self) -> None:
        """Give back the memory of all that was read off the frame; whatever is asked for is read anew."""
        for name in vars(self).keys() - {"frame", "ids", "height"}:
            delattr(self, name)
        self._coded: dict[tuple[str, ...], Coded] = {}
        self._hashes: dict[tuple[str, ...], np.ndarray] = {}
        self._terms: dict[str, Term] = {}

    def coded(self, *columns: str) -> Coded:
        """That column, coded; several as one text, a tab between them. Null where all are null or empty.

        Raises polars.exceptions.ColumnNotFoundError when the records have no such column.
        """
        if columns not in self._coded:
            self._coded[columns] = Coded.of(self._joined(columns))
        return self._coded[columns]

    def hashes(self, *columns: str) -> np.ndarray:
        """Those columns as one value, hashed: equal for equal values, −1 where all are null or empty."""
        if columns not in self._hashes:
            self._hashes[columns] = hash_codes(self._joined(columns))
        return self._hashes[columns]

    def _joined(self, columns: tuple[str, ...]) -> pl.Series:
        texts = [pl.col(column).cast(pl.String).replace("", None) for column in columns]
        if len(texts) == 1:
            return self.frame.select(texts[0].alias("value")).to_series()
        joined = pl.concat_str([text.fill_null("") for text in texts], separator="\t")
        some = pl.any_horizontal([text.is_not_null() for text in texts])
        return self.frame.select(pl.when(some).then(joined).alias("value")).to_series()

    def term(self, name: str) -> Term:
        """The blocking term of that name."""
        if name not in self._terms and name in self.frame.columns:
            self._terms[name] = term_of(self.hashes(name))
        if name not in self._terms:
            values = self.term_values(name)
            if isinstance(values.dtype, pl.List):
                self._terms[name] = Lists.of(values).term()
            else:
                self._terms[name] = term_of(hash_codes(values))
        return self._terms[name]

    def term_values(self, name: str) -> pl.Series:
        """A column, or what ``column:transform`` asks of it; texts that are empty count as null."""
        column, _, transform = name.partition(":")
        values = self.frame.select(pl.col(column).cast(pl.String).replace("", None))
        if transform:
            kind = transform.rstrip("0123456789")
            values = values.select(_TRANSFORMS[kind](pl.col(column), int(transform.removeprefix(kind) or 0)))
        return values.to_series()


def numbered(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every code a number from 0 up, the same for equal codes (−1 for −1), and a place where each number stands."""
    bits = len(codes).bit_length()
    # A code and its place sorted as one word: the place takes the code's last bits, in which alone few codes differ.
    words = pl.Series(codes.astype(np.int64) >> bits << bits | np.arange(len(codes))).sort().to_numpy()
    places = words & ((1 << bits) - 1)
    new = np.diff(codes[places], prepend=~codes[places[:1]]) != 0
    if (new[1:] & (np.diff(words >> bits) == 0)).any():
        places = np.argsort(codes, kind="stable")
        new = np.diff(codes[places], prepend=~codes[places[:1]]) != 0
    numbers = np.empty(len(codes), dtype=np.int32)
    numbers[places] = np.cumsum(new, dtype=np.int32) - (2 if codes.min(initial=0) == NONE else 1)
    first = places[np.flatnonzero(new)]
    return numbers, first[np.flatnonzero(codes[first] != NONE)].astype(np.uint32)


def term_of(codes: np.ndarray) -> Term:
    """A blocking term of one value a row, from the values' codes. Equal values hash alike in whatever term."""
    return Term(codes.view(np.uint64), codes >= 0)


@dataclass(frozen=True)
class Lists:
    """A list a record: ``texts`` one after another, their ``codes``, where each record's begin (and the last end).

    ``lists[rows]`` are the codes of the first ``width`` values of those rows, a column each; −1 beyond a list's end.
    """

    texts: pl.Series
    codes: np.ndarray
    starts: np.ndarray
    width: int = 1

    @classmethod
    def of(cls, lists: pl.Series, width: int = 1) -> Lists:
        """Those lists, of distinct values each; null is an empty list."""
        lengths = lists.list.len().fill_null(0).to_numpy()
        texts = lists.filter(pl.Series(lengths > 0)).explode()
        return cls(texts, hash_codes(texts), np.append(0, np.cumsum(lengths)).astype(np.int64), width)

    def term(self) -> Term:
        """The values as a blocking term."""
        rows = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return Term(self.codes.view(np.uint64), np.ones(len(rows), dtype=bool), rows)

    @property
    def told_rows(self) -> tuple[np.ndarray, np.ndarray]:
        """The first ``width`` values of every list, one after another, and the row each stands in."""
        lengths = np.diff(self.starts)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        seen = np.arange(len(rows)) - self.starts[:-1][rows] < self.width
        return self.codes[seen], rows[seen]

    @property
    def some(self) -> np.ndarray:
        """Boolean: the record's list has a value."""
        return np.diff(self.starts) > 0

    @property
    def first(self) -> np.ndarray:
        """The code of each record's first value; −1 for an empty list."""
        return self[np.arange(len(self.starts) - 1)][:, 0]

    def places(self, rows: np.ndarray) -> np.ndarray:
        """Where the first values of the lists of those rows stand among the texts, a column each; −1 for none."""
        place = self.starts[rows][:, None] + np.arange(self.width)
        return np.where(place < self.starts[rows + 1][:, None], place, NONE)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """The codes of the first values of the lists of those rows; −1 for none."""
        if not len(self.codes):
            return np.full((len(rows), self.width), NONE, dtype=np.int64)
        place = self.places(rows)
        return np.where(place >= 0, self.codes[place], NONE)


def hash_codes(values: pl.Series) -> np.ndarray:
    """A number for each value, the same for equal ones and, but for one chance in 10¹⁹, only for them; −1 for null."""
    hashes = (values.hash(_SEED).to_numpy() >> np.uint64(1)).astype(np.int64)
    if values.null_count():
        hashes[values.is_null().to_numpy()] = NONE
    return hashes


def sieve(codes: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """What says of other codes whether they may be among these: always of those that are, of others one in eight."""
    places = np.zeros(8 << len(codes).bit_length(), dtype=bool)
    places[codes & (len(places) - 1)] = True
    return lambda others: places[others & (len(places) - 1)]


def runs(first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The places first, first + 1 … of each, so many as counted, one after another."""
    return np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
