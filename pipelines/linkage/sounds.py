"""How names sound, as numbers: equal for names that are spelled alike in pinyin without tones.

A name's sound is the sum of its syllables' hashes, each times a power that tells its place: one syllable read
otherwise changes one summand, and no text is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.characters import UNREADABLE, readings
from pipelines.linkage.records import NONE

_SEED = 20260904
#: An odd number, so that no power of it loses a bit.
_STEP = np.uint64(0x9E3779B97F4A7C15)
#: Sounds of a name, the usual one among them.
_MOST = 4


@dataclass(frozen=True)
class Sounds:
    """Sounds of names: ``keys`` one after another, ``names`` whose each is, in their order. A name's first is the
    usual one, then with one character read otherwise, ``_MOST`` at the most; none where a character is unreadable."""

    keys: np.ndarray
    names: np.ndarray


def sounds_of(names: pl.Series) -> Sounds:
    """The sounds of those names. Usual readings stand before rare ones, the surname's before the others'.

    Two names that sound alike in some reading share a key if they are read otherwise in one character each.
    """
    told = _Told.of(names)
    usual, (rows, places, ranks) = told.usual(), told.otherwise()
    hashes = told.hashes[told.characters[places]]
    otherwise = usual[rows] + (hashes[np.arange(len(rows)), ranks] - hashes[:, 0]) * told.powers[places]
    keys, whose = np.concatenate([usual, otherwise]), np.concatenate([np.arange(len(names)), rows])
    order = np.flatnonzero(_readable(names)[whose])
    order = order[np.argsort(whose[order], kind="stable")]
    keys, whose = keys[order], whose[order]
    first = np.flatnonzero(np.diff(whose, prepend=-1))
    few = np.arange(len(whose)) - np.repeat(first, np.diff(first, append=len(whose))) < _MOST
    return Sounds(keys[few], whose[few])


def usual_sounds(names: pl.Series) -> np.ndarray:
    """The usual sound of each name as a code: −1 where a character is unreadable."""
    told = _Told.of(names)
    return np.where(_readable(names), (told.usual() >> np.uint64(1)).astype(np.int64), NONE)


def sound(syllables: Sequence[str]) -> int:
    """The sound of those syllables."""
    hashes = pl.Series(syllables, dtype=pl.String).hash(_SEED).to_numpy()
    return int((hashes * _powers(len(hashes))).sum(dtype=np.uint64))


@dataclass(frozen=True)
class _Told:
    """The characters of names, one after another: whose each is, its power, its number among the distinct ones;
    ``hashes`` of the readings of these, a row each, filled up with 0, and how many each has."""

    names: int
    rows: np.ndarray
    powers: np.ndarray
    characters: np.ndarray
    hashes: np.ndarray
    several: np.ndarray

    @classmethod
    def of(cls, names: pl.Series) -> _Told:
        """Those of the names; null has none."""
        lengths = names.str.len_chars().fill_null(0).to_numpy().astype(np.int64)
        points = np.frombuffer((names.str.join("").item() or "").encode("utf-32-le"), dtype=np.uint32)
        seen = np.flatnonzero(np.bincount(points, minlength=1))
        number = np.zeros(int(points.max(initial=0)) + 1, dtype=np.int32)
        number[seen] = np.arange(len(seen))
        places = np.arange(len(points)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        told = [readings(chr(point)) for point in seen]
        rows = np.repeat(np.arange(len(names)), lengths)
        powers = _powers(int(lengths.max(initial=0)))[places]
        return cls(len(names), rows, powers, number[points], _hashes(told), np.array([len(one) for one in told]))

    def usual(self) -> np.ndarray:
        """Every name by the first reading of every character."""
        found = np.zeros(self.names, dtype=np.uint64)
        first = np.flatnonzero(np.diff(self.rows, prepend=-1))
        if len(first):
            found[self.rows[first]] = np.add.reduceat(self.hashes[self.characters, 0] * self.powers, first)
        return found

    def otherwise(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Names, places of characters, and ranks of other readings that these have, lower ranks first."""
        found = []
        for rank in range(1, self.hashes.shape[1]):
            places = np.flatnonzero(self.several[self.characters] > rank)
            found.append((self.rows[places], places, np.full(len(places), rank)))
        none = np.zeros(0, dtype=np.int64)
        rows, places, ranks = zip((none, none, none), *found, strict=True)
        return np.concatenate(rows), np.concatenate(places), np.concatenate(ranks)


def _readable(names: pl.Series) -> np.ndarray:
    """Boolean, of each name: there is one, and every character of it can be read."""
    return (~names.str.contains(UNREADABLE, literal=True)).fill_null(False).to_numpy()


def _hashes(told: Sequence[Sequence[str]]) -> np.ndarray:
    width = max(map(len, told), default=1)
    hashes = np.zeros((len(told), width), dtype=np.uint64)
    rows = np.repeat(np.arange(len(told)), [len(one) for one in told])
    columns = [place for one in told for place in range(len(one))]
    texts = pl.Series([reading for one in told for reading in one], dtype=pl.String)
    hashes[rows, columns] = texts.hash(_SEED).to_numpy()
    return hashes


def _powers(count: int) -> np.ndarray:
    return np.multiply.accumulate(np.full(count, _STEP, dtype=np.uint64))
