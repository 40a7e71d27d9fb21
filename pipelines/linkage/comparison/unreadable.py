"""Names of which some characters cannot be read: may they be the same name?"""

from __future__ import annotations

import numpy as np

#: What one mark of an unreadable character may stand for: pinyin in a name, or a rare character's lost bytes.
_MOST_LOST = 3
#: A minority name's parts have this many characters at least; a mark between two parts may be their dot, unread.
_FEWEST_BESIDE_DOT = 2


def compatible(a: np.ndarray, b: np.ndarray, unreadable: int) -> np.ndarray:
    """True where the names of a row may be the same.

    ``a``, ``b``: numbers of characters, one name a row, filled up with 0. The mark ``unreadable`` stands for one to
    three characters, or for none where a dot may have stood. They must share a readable character.
    """
    fits = _share_readable(a, b, unreadable)
    maybe = np.flatnonzero(fits)
    a, b = a[maybe], b[maybe]
    fits[maybe] = _fits(a, b, unreadable) | _fits(b, a, unreadable)
    return fits


def _share_readable(a: np.ndarray, b: np.ndarray, unreadable: int) -> np.ndarray:
    readable = (a != 0) & (a != unreadable)
    shared = np.zeros(len(a), dtype=bool)
    for place in range(b.shape[1]):
        shared |= (readable & (a == b[:, [place]])).any(axis=1)
    return shared


def _fits(pattern: np.ndarray, name: np.ndarray, unreadable: int) -> np.ndarray:
    """True where the whole name can be read off the pattern, mark by mark; a name's own mark passes for anything."""
    rows, width = name.shape
    length, marks = (name != 0).sum(axis=1), pattern == unreadable
    dots = _perhaps_dots(pattern, marks)
    #: Column n: the pattern so far may end after n characters of the name.
    reached = np.zeros((rows, width + 1), dtype=bool)
    reached[:, 0] = True
    for place in range(width):
        character = pattern[:, [place]]
        one_on = _moved(reached, 1)
        read = one_on & np.pad((name == character) | (name == unreadable), ((0, 0), (1, 0)))
        lost = one_on | _moved(reached, 2) | _moved(reached, _MOST_LOST) | (reached & dots[:, [place]])
        onward = np.where(marks[:, [place]], lost, read)
        reached = np.where(character == 0, reached, onward)
    return reached[np.arange(rows), length]


def _moved(reached: np.ndarray, by: int) -> np.ndarray:
    moved = np.zeros_like(reached)
    moved[:, by:] = reached[:, :-by]
    return moved


def _perhaps_dots(pattern: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """True at marks that have enough readable characters on either side to be a dot between two parts."""
    readable = (pattern != 0) & ~marks
    dots = marks.copy()
    for by in range(1, _FEWEST_BESIDE_DOT + 1):
        dots[:, by:] &= readable[:, :-by]
        dots[:, :-by] &= readable[:, by:]
        dots[:, :by] = dots[:, -by:] = False
    return dots
