"""Which Chinese characters sound alike and which look alike, asked for many pairs of characters at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import polars as pl

# Characters are asked for one by one; the table of phrases would take 43 MB and two thirds of the import.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin import Style, pinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin_dict.pinyin_data.ktghz2013 import pinyin_dict as dictionary

UNREADABLE = "□"
#: Longest name that is compared whole; the longest minority names have some twenty characters.
WIDTH = 24
#: Names up to this long are nearly all names; they are compared apart from the long ones, which need wide rows.
SHORT = 4

#: Names of more characters are words of minority languages, hardly ever given by their characters.
_LONGEST_HAN = 4

COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "夏侯", "令狐", "慕容", "尉迟", "端木", "东方", "公孙", "淳于",
    "南宫", "西门", "司空", "宇文", "长孙", "轩辕", "钟离", "闻人", "公冶", "太史", "申屠", "鲜于", "呼延", "赫连",
    "澹台", "濮阳",
)  # fmt: skip

#: A character is in use as a name where so large a share of the names bear it in the given part, and so many names at
#: least. Of a hundred names one is misread or mistyped, and not always for the same other character.
_IN_USE, _FEWEST_IN_USE = 0.001, 5

#: Readings that names have and every pinyin keyboard offers, though the dictionary has another one only.
_IN_NAMES = {"晟": ("sheng",)}


@cache
def readings(character: str) -> tuple[str, ...]:
    """Every reading in use of a character, in pinyin without tones, the customary one first; else the character.

    In use are the readings of 《通用规范汉字字典》 (Unihan kTGHZ2013, 8,105 characters, surname readings among them).
    What pypinyin knows beyond them is archaic (胜 as qīng, 明 as méng) and would make strangers sound alike; for
    characters outside that dictionary it is all there is.
    """
    known = tuple(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))
    told = dictionary.get(ord(character))
    if told is None:
        return known
    in_use = dict.fromkeys((*map(to_normal, told.split(",")), *_IN_NAMES.get(character, ())))
    return tuple(sorted(in_use, key=lambda one: known.index(one) if one in known else len(known)))


def _points(names: pl.Series) -> np.ndarray:
    """One row per name, and one at least: the code points of its characters, filled up with 0."""
    lengths = names.str.len_chars().to_numpy().astype(np.int64)
    width = max(1, min(WIDTH, int(lengths.max(initial=1))))
    every = np.frombuffer((names.str.join("").item() or "").encode("utf-32-le"), dtype=np.uint32)
    place = np.arange(len(every), dtype=np.int32) - np.repeat((np.cumsum(lengths) - lengths).astype(np.int32), lengths)
    inside = place < width
    points = np.zeros((max(len(names), 1), width), dtype=np.uint32)
    rows = np.repeat(np.arange(len(names), dtype=np.int32), lengths)
    points[rows[inside], place[inside]] = every[inside]
    return points


class Characters:
    """The characters of a stock of names, numbered from 1 (0 is none), with who sounds and who looks like whom."""

    def __init__(self, names: Iterable[str]) -> None:
        #: The names as they are written.
        self.texts = names if isinstance(names, pl.Series) else pl.Series(list(names), dtype=pl.String)
        points = _points(self.texts)
        occurs = np.bincount(points.ravel(), minlength=1) > 0
        occurs[0] = False
        number = np.cumsum(occurs, dtype=np.uint16)
        texts = [chr(point) for point in np.flatnonzero(occurs)]
        #: One row per name: the numbers of its characters, filled up with 0.
        self.codes = np.where(points == 0, 0, number[points]).astype(np.uint16)
        self.lengths = (self.codes != 0).sum(axis=1).astype(np.int8)
        #: How many of its characters are the surname: two for a compound one that a given name follows.
        self.surnames = np.where((self.lengths > 2) & self._compound(texts), 2, 1).astype(np.int8)
        self.unreadable = texts.index(UNREADABLE) + 1 if UNREADABLE in texts else 0
        self._readings = _numbered_readings(texts)
        self._several = (self._readings != self._readings[:, :1]).any(axis=1)
        self._looks = _alike_pairs(texts)

    @cached_property
    def in_use(self) -> np.ndarray:
        """True for the numbers of characters that children are named by, as these names show."""
        given = self.codes[:, 1:_LONGEST_HAN]
        borne = np.bincount(given.ravel(), minlength=int(self.codes.max(initial=0)) + 1)
        borne[0] = 0
        return borne >= max(_FEWEST_IN_USE, _IN_USE * len(self.codes))

    def of(self, names: np.ndarray, width: int) -> np.ndarray:
        """The first ``width`` characters of the names with those numbers, a row each."""
        if width == SHORT:  # four half words are one word, and gathered as one
            return self._short[names].view(np.uint16).reshape(-1, SHORT)
        return self.codes[names, :width]

    @cached_property
    def _short(self) -> np.ndarray:
        short = np.zeros((len(self.codes), SHORT), dtype=np.uint16)
        short[:, : self.codes.shape[1]] = self.codes[:, :SHORT]
        return short.view(np.uint64)[:, 0]

    @cached_property
    def lost(self) -> np.ndarray:
        """Which names have a character that cannot be read."""
        return (self.codes == self.unreadable).any(axis=1) & bool(self.unreadable)

    def _compound(self, texts: list[str]) -> np.ndarray:
        """True for names that begin with a compound surname."""
        places = {text: place for place, text in enumerate(texts, 1)}
        pairs = [(places.get(one[0], 0), places.get(one[1], 0)) for one in COMPOUND_SURNAMES]
        keys = [first << 16 | second for first, second in pairs if first and second]
        if self.codes.shape[1] < 2:
            return np.zeros(len(self.codes), dtype=bool)
        return np.isin(_pair_key(self.codes[:, 0], self.codes[:, 1]), np.array(keys, dtype=np.int64))

    def sound_alike(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """True where the characters with those numbers have a reading in common; the shape of ``a``."""
        alike = np.asarray(self._readings[a, 0] == self._readings[b, 0])
        open_still = np.nonzero(~alike & (self._several[a] | self._several[b]))
        ones, others = self._readings[a[open_still]], self._readings[b[open_still]]
        alike[open_still] = (ones[:, :, None] == others[:, None, :]).any(axis=(1, 2))
        return alike

    def look_alike(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """True where one of the two different characters is easily read as the other."""
        keys = _pair_key(np.minimum(a, b), np.maximum(a, b))
        place = np.searchsorted(self._looks, keys)
        return self._looks[np.minimum(place, len(self._looks) - 1)] == keys


def _numbered_readings(texts: list[str]) -> np.ndarray:
    """One row per character, 0 first: the numbers of its readings, filled up with the first of them."""
    found = [readings(text) for text in texts]
    numbers = {reading: place for place, reading in enumerate(dict.fromkeys(sum(found, ())), 1)}
    width = max(map(len, found), default=1)
    rows = [[numbers[one] for one in (*own, *own[:1] * width)[:width]] for own in found]
    return np.array([[0] * width, *rows], dtype=np.int32)


def _alike_pairs(texts: list[str]) -> np.ndarray:
    """The keys of all pairs of those characters that look alike, ascending; never empty."""
    places = {text: place for place, text in enumerate(texts, 1)}
    table = _lookalikes()
    pairs = [
        (place, places[other]) for text, place in places.items() for other in table.get(text, "") if other in places
    ]
    ends = np.array([(0, 0), *pairs], dtype=np.uint16)
    return np.sort(_pair_key(ends.min(axis=1), ends.max(axis=1)))


def _pair_key(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return low.astype(np.int64) << 16 | high


@cache
def _lookalikes() -> dict[str, str]:
    """Character → those after it in Unicode that look like it (lookalikes.txt says how they were found)."""
    lines = files("pipelines.linkage").joinpath("lookalikes.txt").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
