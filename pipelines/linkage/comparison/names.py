"""How far two names agree: the levels of ``levels.Name`` for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.linkage.characters import SHORT, Characters
from pipelines.linkage.comparison.distance import distances
from pipelines.linkage.comparison.unreadable import compatible
from pipelines.linkage.levels import UNKNOWN, Name

#: Longer names bear more than one slip: one for every four characters.
_CHARACTERS_PER_SLIP = 4
#: A name cut short must keep this many characters to count as part of the other.
_FEWEST_OF_PART = 2
#: Longer names are words of minority languages, which begin with no surname.
_LONGEST_WITH_SURNAME = 4
#: A given name has two characters, if not one.
_GIVEN = 2


def name_levels(characters: Characters, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The level for each pair of names, given as rows of the stock (−1: no name, level unknown). Former names apart."""
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    known = (left >= 0) & (right >= 0)
    levels[known & (left == right)] = Name.EXACT
    todo = np.flatnonzero(known & (left != right))
    same_length = characters.lengths[left[todo]] == characters.lengths[right[todo]]
    for chosen, width in _widths(characters, left[todo], right[todo]):
        for same, compared in ((same_length, _of_one_length), (~same_length, _of_two_lengths)):
            places = todo[chosen & same]
            levels[places] = compared(characters, _Pairs.of(characters, left[places], right[places], width))
    lost = _lost(characters, left, right, known)
    for chosen, width in _widths(characters, left[lost], right[lost]):
        places = lost[chosen]
        levels[places] = _as_far_as_read(characters, left[places], right[places], width)
    return levels


def _widths(characters: Characters, left: np.ndarray, right: np.ndarray) -> tuple[tuple[np.ndarray, int], ...]:
    """Which pairs have short names and how wide their rows are, and the same of the others."""
    short = np.maximum(characters.lengths[left], characters.lengths[right]) <= SHORT
    return (short, SHORT), (~short, characters.codes.shape[1])


@dataclass(frozen=True)
class _Pairs:
    """Pairs of names as rows of the stock, as numbers of characters, and how long they and their surnames are."""

    left: np.ndarray
    right: np.ndarray
    a: np.ndarray
    b: np.ndarray
    lengths: np.ndarray  # two rows: of the shorter, of the longer
    surnames: np.ndarray  # two rows: the surname's length in the shorter, in the longer

    @classmethod
    def of(cls, characters: Characters, left: np.ndarray, right: np.ndarray, width: int) -> _Pairs:
        """Those pairs, their names ``width`` characters wide."""
        swapped = characters.lengths[left] > characters.lengths[right]
        left, right = np.where(swapped, right, left), np.where(swapped, left, right)
        a, b = characters.of(left, width), characters.of(right, width)
        lengths = np.stack([characters.lengths[left], characters.lengths[right]])
        return cls(left, right, a, b, lengths, np.stack([characters.surnames[left], characters.surnames[right]]))

    @property
    def same_surname(self) -> np.ndarray:
        """True where the surnames agree, a compound one typed as one character included."""
        both_compound = (self.surnames == 2).all(axis=0)
        if self.a.shape[1] < 2:
            return self.a[:, 0] == self.b[:, 0]
        return (self.a[:, 0] == self.b[:, 0]) & (~both_compound | (self.a[:, 1] == self.b[:, 1]))


def _first_true(pairs: _Pairs, rules: tuple[tuple[Name, np.ndarray], ...]) -> np.ndarray:
    """The level of the first rule that fits each pair; unlike if none does."""
    levels = np.full(len(pairs.left), Name.UNLIKE, dtype=np.uint8)
    for level, fits in reversed(rules):
        levels[fits] = level
    return levels


def _of_one_length(characters: Characters, pairs: _Pairs) -> np.ndarray:
    a, b, length = pairs.a, pairs.b, pairs.lengths[0]
    differ = a != b
    slips = differ.sum(axis=1)
    slip = (np.arange(len(a)), np.where(slips == 1, differ.argmax(axis=1), 0))
    unheard = _unheard(characters, a, b, differ)
    long = length > SHORT
    given = length - pairs.surnames.min(axis=0)
    few_unheard = long & (unheard <= length // _CHARACTERS_PER_SLIP)
    return _first_true(pairs, (
        (Name.SOUND, unheard == 0),
        (Name.LOOKALIKE, (slips == 1) & characters.look_alike(a[slip], b[slip])),
        (Name.SWAPPED, _swapped(pairs)),
        (Name.INNER, (slips == 1) & (slip[1] == 1) & (length == 3) & (given >= 2)),
        (Name.GIVEN, _same_given(pairs, differ)),
        (Name.ONE_CHAR, (few_unheard | (slips == 1) & (given >= 2)) & (~differ[:, 0] | long)),
        (Name.SURNAME, pairs.same_surname),
    ))  # fmt: skip


def _unheard(characters: Characters, a: np.ndarray, b: np.ndarray, differ: np.ndarray) -> np.ndarray:
    """In how many places the two names sound different."""
    row, column = np.nonzero(differ)
    alike = characters.sound_alike(a[row, column], b[row, column])
    return np.bincount(row[~alike], minlength=len(a))


def _swapped(pairs: _Pairs) -> np.ndarray:
    """True where the surnames agree and the two given characters stand in each other's place."""
    found = np.zeros(len(pairs.left), dtype=bool)
    for surname in (1, 2):
        if pairs.a.shape[1] < surname + 2:
            break
        fits = (pairs.surnames == surname).all(axis=0) & (pairs.lengths[0] == surname + 2) & pairs.same_surname
        first, second = surname, surname + 1
        crossed = (pairs.a[:, first] == pairs.b[:, second]) & (pairs.a[:, second] == pairs.b[:, first])
        found |= fits & crossed
    return found


def _same_given(pairs: _Pairs, differ: np.ndarray) -> np.ndarray:
    """True where surnames of one length differ and given names of two characters agree.

    Longer names without a compound surname are a minority's: 金花托娅 and 莲花托娅 are sisters, named by no surname.
    """
    surname = pairs.surnames[0]
    later = np.arange(differ.shape[1]) >= surname[:, None]
    same = ~(differ & later).any(axis=1) & (surname == pairs.surnames[1])
    length = pairs.lengths[0]
    return same & ~pairs.same_surname & (length - surname == _GIVEN) & (length <= _LONGEST_WITH_SURNAME)


def _of_two_lengths(characters: Characters, pairs: _Pairs) -> np.ndarray:
    """A character dropped or added, a minority name cut at its dot, several slips in a long name."""
    shorter, longer = pairs.lengths
    given = shorter - pairs.surnames[0]
    begin, end = _common(pairs)
    dropped = (longer - shorter == 1) & (begin + end >= shorter)
    whole = (shorter >= 3) & (given >= 2)
    same_given = (end >= given) & (longer - pairs.surnames[1] == given)
    nothing_given = (begin == shorter) & (shorter <= pairs.surnames[1])
    part = (begin == shorter) | (dropped & (given == 1) & pairs.same_surname)
    return _first_true(pairs, (
        (Name.DROPPED, dropped & whole),
        (Name.ONE_CHAR, _few_edits(characters, pairs) & whole),
        (Name.PART, part & (shorter >= _FEWEST_OF_PART) & ~nothing_given),
        (Name.GIVEN, whole & same_given & (longer <= _LONGEST_WITH_SURNAME)),
        (Name.SURNAME, pairs.same_surname),
    ))  # fmt: skip


def _few_edits(characters: Characters, pairs: _Pairs) -> np.ndarray:
    """True for long names that are one name with a slip or more, but no more than their length bears."""
    found = np.zeros(len(pairs.left), dtype=bool)
    longer = pairs.lengths[1]
    slips = longer // _CHARACTERS_PER_SLIP
    long = np.flatnonzero((slips > 1) & (pairs.lengths[0] >= longer - slips))
    limit = slips[long]
    asked, place = np.unique(np.stack([pairs.left[long], pairs.right[long]]), return_inverse=True)
    texts = characters.texts.gather(asked.astype(np.uint32)).to_list()
    away = distances(texts, *place.reshape(2, -1), cutoff=int(limit.max(initial=1)))
    found[long] = away <= limit
    return found


def _common(pairs: _Pairs) -> tuple[np.ndarray, np.ndarray]:
    """How many characters both names have in common from the beginning, and from the end."""
    shorter, longer = pairs.lengths
    width = np.arange(pairs.a.shape[1])
    end_a = np.take_along_axis(pairs.a, np.maximum(shorter[:, None] - 1 - width, 0), axis=1)
    end_b = np.take_along_axis(pairs.b, np.maximum(longer[:, None] - 1 - width, 0), axis=1)
    inside = width < shorter[:, None]
    begin = np.logical_and.accumulate((pairs.a == pairs.b) & inside, axis=1).sum(axis=1)
    return begin, np.logical_and.accumulate((end_a == end_b) & inside, axis=1).sum(axis=1)


def _lost(characters: Characters, left: np.ndarray, right: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The places of known pairs in one name of which at least there is an unreadable character."""
    if not characters.unreadable:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(known & (characters.lost[left] | characters.lost[right]))


def _as_far_as_read(characters: Characters, left: np.ndarray, right: np.ndarray, width: int) -> np.ndarray:
    """The levels of names of which not all can be read, judged by what can."""
    pairs = _Pairs.of(characters, left, right, width)
    fits = (left == right) | compatible(pairs.a, pairs.b, characters.unreadable)
    return np.select([fits, pairs.same_surname], [Name.UNREADABLE, Name.SURNAME], Name.UNLIKE).astype(np.uint8)
