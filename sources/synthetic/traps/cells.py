"""What the registers say of the scenes' people in place of the truth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from sources.synthetic import garbling
from sources.synthetic.traps.kinds import TRAPS
from sources.synthetic.traps.stage import LEAD, OTHER

_COLUMNS = {"dob": "born", "guardian_phone": "phone"}  # columns of people that bear another name in a register


def forced(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """Per person what must stand in which cell: columns ``register.column``, null where ordinary damage decides.

    An empty text is a blank cell. Without scenes there are no columns.
    """
    told: dict[str, dict[int, str]] = {}
    trap, part, partner = people["trap"].to_numpy(), people["part"].to_numpy(), _partners(people)
    for place in np.unique(trap[trap >= 0]):
        for of, cells in ((LEAD, TRAPS[place].lead_cells), (OTHER, TRAPS[place].cells)):
            rows = np.flatnonzero((trap == place) & (part == of))
            for cell, spec in cells.items():
                texts = _texts(rng, people, spec, cell.partition(".")[2], rows, partner[rows])
                told.setdefault(cell, {}).update(zip(rows.tolist(), texts, strict=True))
    return pl.DataFrame({cell: _column(len(people), texts) for cell, texts in told.items()})


def imposed(
    rows: pl.DataFrame, done: list[list[str]], register: str, wanted: pl.DataFrame
) -> tuple[pl.DataFrame, list[list[str]]]:
    """A register's damaged rows, and what was done to each, with the forced cells in place of whatever stands there.

    ``wanted`` is aligned with the rows and has columns as ``forced`` returns them.
    """
    for cell in wanted.columns:
        of, _, column = cell.partition(".")
        if of != register or column not in rows.columns:
            continue
        text = wanted[cell]
        rows = rows.with_columns(
            pl.when(text.is_not_null()).then(text.replace("", None)).otherwise(pl.col(column)).alias(column)
        )
        struck = text.is_not_null().to_list()
        done = [
            [*(one for one in kinds if not one.startswith(f"{column}:")), f"{column}:trap"] if hit else kinds
            for kinds, hit in zip(done, struck, strict=True)
        ]
    return rows, done


def on_poverty_list(people: pl.DataFrame) -> pl.Series:
    """True for the people of scenes that the poverty list plays a part in."""
    places = [place for place, trap in enumerate(TRAPS) if _of_poverty(trap.cells) or _of_poverty(trap.lead_cells)]
    return people["trap"].is_in(places)


def _of_poverty(cells: Mapping[str, str]) -> bool:
    return any(cell.startswith("poverty.") for cell in cells)


def _partners(people: pl.DataFrame) -> np.ndarray:
    """Per person the row of the other child of the scene; the own row for those alone."""
    scene, partner = people["scene"].to_numpy(), np.arange(len(people))
    rows = np.flatnonzero(scene >= 0)
    rows = rows[np.argsort(scene[rows], kind="stable")]
    pairs = np.flatnonzero(scene[rows[:-1]] == scene[rows[1:]])
    partner[rows[pairs]], partner[rows[pairs + 1]] = rows[pairs + 1], rows[pairs]
    return partner


def _texts(
    rng: np.random.Generator, people: pl.DataFrame, spec: str, column: str, own: np.ndarray, partner: np.ndarray
) -> list[str]:
    if spec.startswith("="):
        return [spec[1:]] * len(own)
    source, _, damage = spec.partition(":")
    whose, _, of = source.partition(".")
    texts = _told(people, of or _COLUMNS.get(column, column), own if whose == "own" else partner)
    dice = rng.integers(0, 2**31, len(own)).tolist()
    return [_damaged(text, damage, die) for text, die in zip(texts, dice, strict=True)]


def _told(people: pl.DataFrame, column: str, rows: np.ndarray) -> list[str]:
    if column not in people.columns:  # what only the register has, to be blanked there
        return [""] * len(rows)
    cells = people[column].gather(rows.astype(np.uint32))
    return (cells.dt.to_string("%Y-%m-%d") if column == "born" else cells).fill_null("").to_list()


def _damaged(text: str, damage: str, die: int) -> str:
    if damage == "last_unreadable":
        return text[:-1] + "?□〓"[die % 3]
    return getattr(garbling, {"cut": "excel_cut"}.get(damage, damage))(text, die) if damage and text else text


def _column(count: int, texts: Mapping[int, str]) -> pl.Series:
    column: list[str | None] = [None] * count
    for row, text in texts.items():
        column[row] = text
    return pl.Series(column, dtype=pl.String)
