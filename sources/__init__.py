"""The registers: what each promises, and each read into the shape that the night uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import polars as pl

from sources import evidence, population, poverty, reading, roll, schools
from sources.accounting import accounted, joined
from sources.contract import Contract
from sources.person import FILE, FINDING, RECORD, Conformed, Loaded, Terms
from sources.reading.headings import Wanted

__all__ = ["REGISTERS", "Register", "nothing", "read", "register_named", "written"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Register(Protocol):
    """What a register's module offers."""

    CONTRACT: Contract

    @staticmethod
    def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
        """The register's cells made typed and comparable."""
        ...


REGISTERS: tuple[Register, ...] = (population, roll, poverty, schools, evidence)  # type: ignore[assignment]


def register_named(name: str) -> Register:
    """The register of that name. Raises KeyError when there is none."""
    return {one.CONTRACT.register: one for one in REGISTERS}[name]


def read(
    register: str,
    files: list[Path],
    terms: Terms,
    *,
    key: bytes,
    defaults: Mapping[str, str] = _NOTHING,
    columns: Mapping[str, str] = _NOTHING,
    as_of: date | None = None,
) -> Loaded:
    """One register from its files, with every row accounted for.

    ``key`` makes the record ids; ``defaults`` are values for columns that the files lack, ``columns`` the heading to
    use where two mean one column, ``as_of`` the date of the data. Raises SourceRefusedError with one sentence for
    the operator.
    """
    module = register_named(register)
    found = reading.read(
        module.CONTRACT, files, key=key, defaults=dict(defaults), columns=dict(columns), as_of=as_of,
        rivals=_rivals(register),
    )  # fmt: skip
    made = module.to_persons(found.cells, terms)
    return accounted(joined(register, found, made))


def nothing(register: str, terms: Terms) -> Loaded:
    """The register without a row: what stands in for one that is refused, so that the others can still be looked at."""
    module = register_named(register)
    made = module.to_persons(pl.DataFrame(schema=reading.cell_schema(module.CONTRACT)), terms)
    return Loaded(register, made.rows, *(pl.DataFrame(schema=shape) for shape in (RECORD, FINDING, FILE)))


def written(
    register: str, path: Path, *, defaults: Mapping[str, str] = _NOTHING, columns: Mapping[str, str] = _NOTHING
) -> Iterator[reading.Written]:
    """The sheets of one of the register's files as they are written. Raises UnreadableError as ``read`` refuses."""
    wanted = Wanted(register_named(register).CONTRACT, dict(defaults), dict(columns))
    return reading.written(path, wanted, _rivals(register))


def _rivals(register: str) -> tuple[Contract, ...]:
    return tuple(one.CONTRACT for one in REGISTERS if one.CONTRACT.register != register)
