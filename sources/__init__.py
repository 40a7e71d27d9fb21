"""The registers: what each promises, and each read into the shape that the night uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import polars as pl

from sources import (
    approvals,
    assignment,
    control_totals,
    disability,
    evidence,
    population,
    poverty,
    reading,
    roll,
    schools,
)
from sources.accounting import accounted, joined
from sources.contract import Contract
from sources.person import Conformed, Loaded, Terms
from sources.reading import OPEN, Access, Limits
from sources.reading.database import Database

__all__ = ["REGISTERS", "Access", "Limits", "Register", "conformed", "read", "register_named", "taken"]

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
    control_totals)  # fmt: skip


def register_named(name: str) -> Register:
    """The register of that name. Raises KeyError when there is none."""
    return {one.CONTRACT.register: one for one in REGISTERS}[name]


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
    contract = register_named(register).CONTRACT
    rivals = tuple(one.CONTRACT for one in REGISTERS if one.CONTRACT is not contract)
    return reading.read(
        contract, files, key=key, defaults=dict(defaults), columns=dict(columns), as_of=as_of, rivals=rivals,
        access=access,
    )  # fmt: skip


def conformed(register: str, found: reading.Reading, terms: Terms) -> Loaded:
    """What was taken, typed and comparable, every row accounted for. Raises SourceRefusedError where one is not."""
    made = register_named(register).to_persons(found.cells, terms)
    return accounted(joined(register, found, made))
