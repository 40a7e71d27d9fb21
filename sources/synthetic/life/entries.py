"""The county's registers as their offices keep them: rows that stand, are mended, spoiled, added and taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

#: A row's cells by column name.
Cells = dict[str, str | None]


@dataclass(slots=True)
class Entry:
    """One row of one register: what it says, and what it ought to say."""

    register: str
    person: str
    right: Cells
    cells: Cells
    file: str  # the kind of file it stands in: the roll has one a stage
    spoiled: Cells = field(default_factory=dict)  # what it would say, were it typed by a careless hand
    there: bool = True
    late: bool = False  # brought back by a visit, not on file from the start

    @property
    def damaged(self) -> bool:
        """Whether it says something else than it ought to."""
        return self.cells != self.right

    @property
    def faults(self) -> list[str]:
        """The cells that say something else, as truth/records.csv names damage."""
        return [f"{column}:damaged" for column, right in self.right.items() if self.cells.get(column) != right]


class Book:
    """All rows of all registers, found by person."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Entry]] = {}
        self._by_person: dict[tuple[str, str], list[Entry]] = {}
        self.touched: set[str] = set()  # registers that say something else than last night

    def add(self, entry: Entry) -> Entry:
        """The same entry, now in its register."""
        self._rows.setdefault(entry.register, []).append(entry)
        self._by_person.setdefault((entry.register, entry.person), []).append(entry)
        self.touched.add(entry.register)
        return entry

    def of(self, register: str, person: str, *, there: bool = True) -> list[Entry]:
        """That person's rows in that register; with ``there`` only those that stand in it tonight."""
        return [one for one in self._by_person.get((register, person), ()) if one.there or not there]

    def standing(self, register: str) -> list[Entry]:
        """The rows that stand in that register tonight."""
        return [one for one in self._rows.get(register, ()) if one.there]

    def write(self, entry: Entry, **cells: str | None) -> None:
        """Let a row say this, rightly."""
        entry.right = entry.right | cells
        entry.cells = entry.cells | cells
        self.touched.add(entry.register)

    def ought(self, entry: Entry, **cells: str | None) -> None:
        """Let a row be out of date: it ought to say this, and does not yet."""
        entry.right = entry.right | cells

    def mend(self, entry: Entry) -> None:
        """Let a row say what it ought to."""
        entry.cells = dict(entry.right)
        self.touched.add(entry.register)

    def spoil(self, entry: Entry) -> None:
        """Let a row say what a careless hand would have typed."""
        entry.cells = dict(entry.spoiled)
        self.touched.add(entry.register)

    def take_off(self, register: str, person: str) -> None:
        """That person's rows leave that register."""
        for entry in self.of(register, person):
            entry.there = False
            self.touched.add(register)

    def let_in(self, register: str, person: str) -> None:
        """That person's rows enter that register."""
        for entry in self.of(register, person, there=False):
            entry.there = True
            self.touched.add(register)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)
