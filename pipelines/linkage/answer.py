"""The linkage's whole answer to one night's question, given again when the next night asks the same.

A question is all that the answer hangs on but the trained models: every row, its id and its place, whether it may be a
pupil's on the night's date, what people decided, the thresholds. The models are carried beside the answer that they
gave. Records stand in an answer as numbers made of their ids: it holds no id, and serves only where all are equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

import polars as pl

from pipelines.linkage.model import Thresholds

_SEED = 20260903
_RECORDS = ("left_record", "right_record")


@dataclass(frozen=True)
class Answer:
    """``asked``: the digest of a question; ``tables``: frames by name, with numbers of records instead of their ids."""

    asked: str
    tables: Mapping[str, pl.DataFrame]

    @classmethod
    def of(cls, asked: str, tables: Mapping[str, pl.DataFrame]) -> Answer:
        """Those tables as the answer to that question."""
        return cls(asked, {name: table.with_columns(_coded(table)) for name, table in tables.items()})

    def told(self, ids: pl.Series) -> dict[str, pl.DataFrame]:
        """The tables, with those ids for the numbers; ``ids`` are of all records in the question."""
        known = pl.DataFrame({"code": ids.hash(_SEED), "id": ids})
        return {name: _named(table, known) for name, table in self.tables.items()}


def question(
    registers: Iterable[pl.DataFrame], pupils: Iterable[pl.Series], thresholds: Thresholds,
    decisions: pl.DataFrame | None,
) -> str:
    """The digest of those registers in their order, of who may be a ``pupil`` and of what was decided."""
    digest = hashlib.sha256(repr(astuple(thresholds)).encode())
    for register, pupil in zip(registers, pupils, strict=True):
        digest.update(f"{register.height} {register.columns}".encode())
        digest.update(register.with_columns(pupil.alias("pupil")).hash_rows(_SEED).to_numpy().tobytes())
    if decisions is not None:
        digest.update(decisions.hash_rows(_SEED).to_numpy().tobytes())
    return digest.hexdigest()


def _coded(table: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(one).hash(_SEED) for one in _RECORDS if one in table.columns]


def _named(table: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    for one in (one for one in _RECORDS if one in table.columns):
        found = table.select(one).join(known, left_on=one, right_on="code", how="left", maintain_order="left")
        table = table.with_columns(found["id"].alias(one))
    return table
