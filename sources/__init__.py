"""The registers: what each promises, and each read into the shape that the night uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import polars as pl

from sources import (
    approvals,
    assignment,
    calls,
    control_totals,
    decisions,
    disability,
    evidence,
    population,
    poverty,
    reading,
    roll,
    roster,
    schools,
)
from sources.accounting import accounted, joined
from sources.contract import Contract
from sources.person import FILE, FINDING, RECORD, Conformed, Loaded, Terms
from sources.reading import OPEN, Access, Limits, content_of
from sources.reading.database import Database
from sources.reading.headings import Wanted

__all__ = [
    "LISTS", "REGISTERS", "Access", "Limits", "Register", "belongs_to", "conformed", "content_of", "nothing", "read",
    "register_named", "taken", "written",
]  # fmt: skip

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Register(Protocol):
    """What a register's module offers."""

    CONTRACT: Contract

    @staticmethod
    def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
        """The register's cells made typed and comparable."""
        ...


REGISTERS: tuple[Register, ...] = (  # type: ignore[assignment]
    population, roll, poverty, schools, evidence, approvals, disability, assignment,
    control_totals, decisions, roster)  # fmt: skip
#: Lists that go out and come back filled in, and are no source of a night.
LISTS: tuple[Register, ...] = (calls,)  # type: ignore[assignment]


def register_named(name: str) -> Register:
    """The register, or list, of that name. Raises KeyError when there is none."""
    return {one.CONTRACT.register: one for one in (*REGISTERS, *LISTS)}[name]


def read(
    register: str,
    files: Sequence[Path | Database],
    terms: Terms,
    *,
    key: bytes,
    defaults: Mapping[str, str] = _NOTHING,
    columns: Mapping[str, str] = _NOTHING,
    as_of: date | None = None,
    access: Access = OPEN,
) -> Loaded:
    """One register from its files, with every row accounted for: ``conformed`` of what was ``taken``."""
    found = taken(register, files, key=key, defaults=defaults, columns=columns, as_of=as_of, access=access)
    return conformed(register, found, terms)


def taken(
    register: str,
    files: Sequence[Path | Database],
    *,
    key: bytes,
    defaults: Mapping[str, str] = _NOTHING,
    columns: Mapping[str, str] = _NOTHING,
    as_of: date | None = None,
    access: Access = OPEN,
) -> reading.Reading:
    """One register's cells as its files have them; a database stands for a file.

    ``key`` makes the record ids; ``defaults`` are values for columns that the files lack, ``columns`` the heading to
    use where two mean one column, ``as_of`` the date of the data, ``access`` the password of protected files and the
    limits of their size. Raises SourceRefusedError with one sentence for the operator; SourceUnreachableError where
    an earlier reading may stand in.
    """
    return reading.read(
        register_named(register).CONTRACT, files, key=key, defaults=dict(defaults), columns=dict(columns), as_of=as_of,
        rivals=_rivals(register), access=access,
    )  # fmt: skip


def conformed(register: str, found: reading.Reading, terms: Terms) -> Loaded:
    """What was taken, typed and comparable, every row accounted for. Raises SourceRefusedError where one is not."""
    made = register_named(register).to_persons(found.cells, terms)
    return accounted(joined(register, found, made))


def nothing(register: str, terms: Terms) -> Loaded:
    """The register without a row: what stands in for one that is refused, so that the others can still be looked at."""
    module = register_named(register)
    made = module.to_persons(pl.DataFrame(schema=reading.cell_schema(module.CONTRACT)), terms)
    return Loaded(register, made.rows, *(pl.DataFrame(schema=shape) for shape in (RECORD, FINDING, FILE)))


def belongs_to(path: Path, registers: Sequence[str], *, access: Access = OPEN) -> str | None:
    """Which of those registers the file's headings are of; None where it is none's. Raises UnreadableError."""
    found = reading.belongs_to(path, [register_named(one).CONTRACT for one in registers], access)
    return found and found.register


def written(
    register: str,
    name: str,
    path: Path,
    *,
    defaults: Mapping[str, str] = _NOTHING,
    columns: Mapping[str, str] = _NOTHING,
    access: Access = OPEN,
) -> Iterator[reading.Written]:
    """The sheets of one of the register's files, known as ``name``, as they are written; raises UnreadableError."""
    wanted = Wanted(register_named(register).CONTRACT, dict(defaults), dict(columns))
    return reading.written(name, path, wanted, _rivals(register), access)


def _rivals(register: str) -> tuple[Contract, ...]:
    return tuple(one.CONTRACT for one in REGISTERS if one.CONTRACT.register != register)
