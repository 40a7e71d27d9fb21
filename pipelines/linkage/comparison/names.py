"""How far two names agree: the levels of ``levels.Name`` for many pairs at once."""

from __future__ import annotations

import re

import numpy as np

from pipelines.linkage.characters import Characters
from pipelines.linkage.comparison.distance import distances
from pipelines.linkage.levels import UNKNOWN, Name

#: Longer names bear more than one slip: one for every four characters.
_CHARACTERS_PER_SLIP = 4
#: A name cut short must keep this many characters to count as part of the other.
_FEWEST_OF_PART = 2
#: Longer names are words of minority languages, which begin with no surname.
_LONGEST_WITH_SURNAME = 4


def name_levels(characters: Characters, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The level for each pair of names, given as rows of the stock (−1: no name, level unknown). Former names apart."""
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    known = (left >= 0) & (right >= 0)
    levels[known & (left == right)] = Name.EXACT
    todo = np.flatnonzero(known & (left != right))
    same_length = characters.lengths[left[todo]] == characters.lengths[right[todo]]
    for places, compared in ((todo[same_length], _of_one_length), (todo[~same_length], _of_two_lengths)):
        levels[places] = compared(characters, left[places], right[places])
    odd = todo[_has_unreadable(characters, left[todo]) | _has_unreadable(characters, right[todo])]
    levels[odd] = _unreadable(characters, left[odd], right[odd])
    exact_unreadable = np.flatnonzero(levels == Name.EXACT)
    exact_unreadable = exact_unreadable[_has_unreadable(characters, left[exact_unreadable])]
    levels[exact_unreadable] = Name.UNREADABLE
    return levels


def _of_one_length(characters: Characters, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    a, b = characters.codes[left], characters.codes[right]
    length = characters.lengths[left]
    differ = a != b
    slips = differ.sum(axis=1)
    slip = np.where(slips == 1, differ.argmax(axis=1), 0)
    pair = np.arange(len(a))
    levels = _surname_only(a, b)
    wide = a.shape[1] > 2
    given_same = (slips == 1) & (slip == 0) & (length >= 3) & (length <= _LONGEST_WITH_SURNAME)
    levels[given_same] = Name.GIVEN
    heard = (~characters.sound[a, b]).sum(axis=1)
    near = ((length > 4) & (heard <= length // _CHARACTERS_PER_SLIP)) | ((slips == 1) & (length >= 3))
    levels[near & ~given_same & (~differ[:, 0] | (length > 4))] = Name.ONE_CHAR
    levels[(slips == 1) & (slip == 1) & (length == 3)] = Name.INNER
    if wide:
        swapped = (length == 3) & ~differ[:, 0] & (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
        levels[swapped] = Name.SWAPPED
    looks = (slips == 1) & characters.look[a[pair, slip], b[pair, slip]]
    levels[looks] = Name.LOOKALIKE
    levels[heard == 0] = Name.SOUND
    return levels


def _surname_only(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.where(a[:, 0] == b[:, 0], Name.SURNAME, Name.UNLIKE).astype(np.uint8)


def _of_two_lengths(characters: Characters, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A character dropped or added, a minority name cut at its dot, several slips in a long name."""
    levels = _surname_only(characters.codes[left], characters.codes[right])
    shorter = np.minimum(characters.lengths[left], characters.lengths[right])
    longer = np.maximum(characters.lengths[left], characters.lengths[right])
    limit = np.maximum(1, longer // _CHARACTERS_PER_SLIP)
    away = distances(characters.texts, left, right, cutoff=int(limit.max(initial=1)))
    levels[_begins(characters, left, right) & (shorter >= _FEWEST_OF_PART)] = Name.PART
    dropped = (away == 1) & (shorter == 2) & (levels == Name.SURNAME)
    levels[dropped] = Name.PART
    levels[(away <= limit) & (shorter >= 3)] = Name.ONE_CHAR
    levels[(away == 1) & (shorter >= 3)] = Name.DROPPED
    return levels


def _begins(characters: Characters, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """True where the shorter name is the beginning of the longer."""
    a, b = characters.codes[left], characters.codes[right]
    return ((a == b) | (a == 0) | (b == 0)).all(axis=1)


def _has_unreadable(characters: Characters, names: np.ndarray) -> np.ndarray:
    if not characters.unreadable:
        return np.zeros(len(names), dtype=bool)
    return (characters.codes[names] == characters.unreadable).any(axis=1)


def _unreadable(characters: Characters, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    levels = _surname_only(characters.codes[left], characters.codes[right])
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if compatible(characters.texts[one], characters.texts[other]):
            levels[place] = Name.UNREADABLE
    return levels


def compatible(one: str, other: str) -> bool:
    """True when the names may be the same, □ standing for one to three characters, and share a readable one."""
    shared = (set(one) & set(other)) - {"□"}
    return bool(shared) and (_fits(one, other) or _fits(other, one))


def _fits(pattern: str, name: str) -> bool:
    parts = [".{1,3}" if character == "□" else f"[{re.escape(character)}□]" for character in pattern]
    return re.fullmatch("".join(parts), name) is not None
