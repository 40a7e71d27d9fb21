"""Rules of the office as drawn tables: a child a line, what the registers say of it, and what it must come to.

A cell states only what is unusual (see ``tests.spec.county`` for the usual). Records are parted by ``;``, the words of
a record by blanks: ``key=value``, or a bare word for the record's first column (roll status, evidence result, and then
its date). ``review`` makes the pair one that a person must look at instead of a link.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from tests.spec.county import AS_OF, County

_WORDS = {"born": "dob", "school": "school_name", "change": "change_date", "entry": "entry_month", "until": "valid_until",
          "cancelled": "cancel_kind", "id": "id18", "claim": "schooling_claim", "level": "disability_level"}
#: Headings of cells that put something into the county; the others say what must come of it.
GIVEN = ("registry", "roll", "evidence", "poverty", "approval", "disability")
_DATES = ("dob", "change_date", "entry_month", "valid_until", "as_of")


@dataclass(frozen=True)
class Line:
    """One child of a table: its cells, and what the night must make of it."""

    case: str
    cells: dict[str, str]
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return self.case


class Table:
    """A drawn table. The heading names the cells (see ``GIVEN``) and then what is expected.

    ``also`` puts more into the county than the table draws.
    """

    def __init__(
        self, text: str, as_of: date = AS_OF, *, also: Callable[[County], None] = lambda county: None, **variables: object
    ) -> None:
        heading, *body = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip("-+| \n")]
        self.given = [name for name in heading[1:] if name in GIVEN]
        self.expects = heading[1 + len(self.given):]
        self.lines = [
            Line(cells[0], dict(zip(self.given, cells[1:], strict=False)), tuple(cells[1 + len(self.given):])) for cells in body
        ]
        assert len({line.case for line in self.lines}) == len(self.lines), "two lines of one name"
        self._as_of, self._variables, self.also = as_of, variables, also

    @cached_property
    def decided(self) -> dict[str, tuple[str, ...]]:
        """Case → what the night made of it, in the order of the columns expected; all lines are one county."""
        county = County(self._as_of, **self._variables)
        record = {line.case: drawn(county, line) for line in self.lines}
        self.also(county)
        with tempfile.TemporaryDirectory() as folder, county.opened(Path(folder)) as workspace:
            rows = {row["record_id"]: row for row in workspace.frame(_DECIDED).to_dicts()}
            assert not workspace.broken_invariants()
        return {case: tuple(str(rows[place].get(name)) for name in self.expects) for case, place in record.items() if place in rows}


_DECIDED = """
    SELECT c.*, x.priority, x.due, x.late, t.status IS NOT NULL AND t.verified AS verified
    FROM child c LEFT JOIN exception x USING (child_id) LEFT JOIN status t ON t.status = c.status
"""


def drawn(county: County, line: Line) -> str:
    """The line's child put into the county with all its records; its registry row."""
    name = line.case
    child = county.child(name, **_cells(line.cells.get("registry", "")))
    for words in _records(line.cells.get("roll", "")):
        county.roll(name, child, review=_taken(words, "review"), **_cells(" ".join(words), "status"))
    for result, day, *words in _records(line.cells.get("evidence", "")):
        county.evidence(name, child, result, date.fromisoformat(day), review=_taken(words, "review"), **_cells(" ".join(words)))
    for kind, day, *words in _records(line.cells.get("approval", "")):
        county.approval(name, child, kind, date.fromisoformat(day), review=_taken(words, "review"), **_cells(" ".join(words)))
    for placement, *words in _records(line.cells.get("disability", "")):
        told = None if placement == "?" else placement
        county.disabled(name, child, told, review=_taken(words, "review"), **_cells(" ".join(words)))
    for words in _records(line.cells.get("poverty", "")):
        county.link(child, county.poor(name, **_cells(" ".join(words), "schooling_claim")))
    return child


def _records(cell: str) -> list[list[str]]:
    return [record.split() for record in cell.split(";") if record.strip()]


def _taken(words: list[str], word: str) -> bool:
    if word in words:
        words.remove(word)
        return True
    return False


def _cells(text: str, first: str = "") -> dict[str, object]:
    cells: dict[str, object] = {}
    for word in text.split():
        name, _, value = word.partition("=") if "=" in word else (first, "", word)
        name = _WORDS.get(name, name)
        cells[name] = _typed(name, value)
    return cells


def _typed(name: str, value: str) -> object:
    if value in ("", "?"):
        return None
    if name in _DATES:
        return date.fromisoformat(value)
    return int(value) if name in ("grade", "located_grade") else value
