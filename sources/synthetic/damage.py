"""How often each cell of each register is damaged, and the damage done.

The rates are independent of one another, so that several may fall on one row. ``clean`` has only forms that
normalization undoes; ``mild`` is the built-in town: a few cut or blank numbers beside an exact name, birth date,
guardian and telephone; ``ordinary`` is what offices know; ``hostile`` is three to four times that, and worse things.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.synthetic import garbling
from sources.synthetic.plan import Level

#: How much more often the ID of an enrolled double of a hidden child is damaged (not in clean data).
_PRESSED = 5.0
_LEVELS: tuple[Level, ...] = ("clean", "mild", "ordinary", "hostile")


@dataclass(frozen=True, slots=True)
class Damage:
    """One way one column of one register is damaged, with its rate at each level.

    ``kind`` names a function of ``garbling`` or, where there is none of that name, one of the register's swaps: a
    column of values that stand in the cell's place (the guardian's number, the former name). For swaps that not every
    row has, the rate is that of the rows which have one.
    """

    register: str
    column: str
    kind: str
    clean: float
    mild: float
    ordinary: float
    hostile: float

    def rate(self, level: Level) -> float:
        """Share of the rows damaged so at that level."""
        return (self.clean, self.mild, self.ordinary, self.hostile)[_LEVELS.index(level)]


@dataclass(frozen=True)
class Register:
    """One register's rows as they ought to be: cells by column name, and whose each row is.

    ``who`` are rows of the people; ``file`` numbers the file that each row goes to; swaps may stand in a cell's place.
    """

    name: str
    rows: pl.DataFrame
    who: np.ndarray
    swaps: dict[str, pl.Series]
    pressed: np.ndarray
    file: np.ndarray


DAMAGES = (
    Damage("population", "name", "homophone", 0, 0, 0.0010, 0.0035),
    Damage("population", "name", "look_alike", 0, 0, 0.0006, 0.0020),
    Damage("population", "name", "noted", 0, 0, 0.0005, 0.0020),
    Damage("population", "name", "unreadable", 0, 0, 0.0005, 0.0020),
    Damage("population", "name", "spaced", 0.010, 0.010, 0.010, 0.010),
    Damage("population", "name", "dotted", 0.300, 0.300, 0.300, 0.500),
    Damage("population", "citizen_id", "digit_wrong", 0, 0, 0.0005, 0.0020),
    Damage("population", "citizen_id", "blank", 0, 0, 0.0005, 0.0040),
    Damage("population", "citizen_id", "x_written", 0.100, 0.100, 0.100, 0.100),
    Damage("population", "citizen_id", "id_spaced", 0.005, 0.005, 0.005, 0.010),
    Damage("population", "dob", "date_form", 0.020, 0.020, 0.020, 0.050),
    Damage("population", "sex", "other_sex", 0, 0, 0.0005, 0.0020),
    Damage("population", "phone", "blank", 0, 0, 0.100, 0.300),
    Damage("population", "phone", "phone_spaced", 0.010, 0.010, 0.010, 0.020),
    Damage("population", "guardian_id", "blank", 0, 0, 0.150, 0.400),
    Damage("population", "former_name", "blank", 0, 0, 0.100, 0.400),
    Damage("roll", "name", "homophone", 0, 0, 0.0060, 0.0210),
    Damage("roll", "name", "look_alike", 0, 0, 0.0030, 0.0110),
    Damage("roll", "name", "traditional", 0, 0, 0.0030, 0.0100),
    Damage("roll", "name", "noted", 0, 0, 0.0010, 0.0040),
    Damage("roll", "name", "former_name", 0, 0, 0.2500, 0.5000),
    Damage("roll", "name", "wrong_character", 0, 0, 0.0020, 0.0070),
    Damage("roll", "name", "swapped", 0, 0, 0.0010, 0.0040),
    Damage("roll", "name", "dropped", 0, 0, 0.0500, 0.1500),
    Damage("roll", "name", "unreadable", 0, 0, 0.0015, 0.0050),
    Damage("roll", "name", "pinyin", 0, 0, 0.0005, 0.0020),
    Damage("roll", "name", "spaced", 0.020, 0.020, 0.020, 0.040),
    Damage("roll", "name", "dotted", 0.600, 0.600, 0.600, 0.800),
    Damage("roll", "citizen_id", "sibling_id", 0, 0, 0, 0.0100),
    Damage("roll", "citizen_id", "digit_wrong", 0, 0, 0.0050, 0.0175),
    Damage("roll", "citizen_id", "neighbors_swapped", 0, 0, 0.0025, 0.0090),
    Damage("roll", "citizen_id", "excel_cut", 0, 0.0025, 0.0065, 0.0230),
    Damage("roll", "citizen_id", "scientific", 0, 0, 0.0010, 0.0040),
    Damage("roll", "citizen_id", "fifteen_digits", 0, 0, 0.0010, 0.0035),
    Damage("roll", "citizen_id", "guardian_id", 0, 0, 0.0030, 0.0100),
    Damage("roll", "citizen_id", "temporary", 0, 0, 0.0030, 0.0100),
    Damage("roll", "citizen_id", "masked", 0, 0, 0, 0.0050),
    Damage("roll", "citizen_id", "blank", 0, 0.0025, 0.0150, 0.0500),
    Damage("roll", "citizen_id", "x_written", 0.100, 0.100, 0.100, 0.200),
    Damage("roll", "citizen_id", "id_spaced", 0.0050, 0.0050, 0.0050, 0.0100),
    Damage("roll", "citizen_id", "id_full_width", 0.0020, 0.0020, 0.0020, 0.0050),
    Damage("roll", "dob", "day_off", 0, 0, 0.0010, 0.0035),
    Damage("roll", "dob", "month_day_swapped", 0, 0, 0.0020, 0.0070),
    Damage("roll", "dob", "lunar_date", 0, 0, 0.0015, 0.0060),
    Damage("roll", "dob", "first_of_january", 0, 0, 0.0015, 0.0050),
    Damage("roll", "dob", "year_off", 0, 0, 0.0010, 0.0035),
    Damage("roll", "dob", "month_only", 0, 0, 0.0005, 0.0030),
    Damage("roll", "dob", "date_form", 0.0300, 0.0300, 0.0300, 0.1000),
    Damage("roll", "sex", "other_sex", 0, 0, 0.0030, 0.0100),
    Damage("roll", "guardian_name", "other_parent", 0, 0, 0.0800, 0.2500),
    Damage("roll", "guardian_name", "homophone", 0, 0, 0.0050, 0.0200),
    Damage("roll", "guardian_phone", "other_phone", 0, 0, 0.0800, 0.2500),
    Damage("roll", "guardian_phone", "changed_phone", 0, 0, 0.0600, 0.2000),
    Damage("roll", "guardian_phone", "blank", 0, 0, 0.0300, 0.1200),
    Damage("roll", "guardian_phone", "phone_spaced", 0.0100, 0.0100, 0.0100, 0.0300),
    Damage("roll", "guardian_id", "blank", 0, 0, 0.3000, 0.6000),
    Damage("roll", "home_address", "address_form", 0, 0, 0.3000, 0.6000),
    Damage("roll", "home_address", "blank", 0, 0, 0.0500, 0.1500),
    Damage("roll", "school_name", "alias", 0.0200, 0.0200, 0.0600, 0.1500),
    Damage("roll", "school_code", "blank", 0, 0, 0.0050, 0.0200),
    Damage("roll", "school_code", "zero_lost", 0, 0, 0, 0.0200),
    Damage("poverty", "name", "homophone", 0, 0, 0.0080, 0.0280),
    Damage("poverty", "name", "look_alike", 0, 0, 0.0040, 0.0140),
    Damage("poverty", "name", "traditional", 0, 0, 0.0030, 0.0100),
    Damage("poverty", "name", "wrong_character", 0, 0, 0.0020, 0.0070),
    Damage("poverty", "name", "dotted", 0.600, 0.600, 0.600, 0.800),
    Damage("poverty", "name", "spaced", 0.020, 0.020, 0.020, 0.040),
    Damage("poverty", "citizen_id", "digit_wrong", 0, 0, 0.0040, 0.0140),
    Damage("poverty", "citizen_id", "neighbors_swapped", 0, 0, 0.0010, 0.0040),
    Damage("poverty", "citizen_id", "excel_cut", 0, 0.0020, 0.0100, 0.0350),
    Damage("poverty", "citizen_id", "disability_number", 0.0200, 0.0200, 0.0200, 0.0200),
    Damage("poverty", "citizen_id", "blank", 0, 0, 0.0020, 0.0070),
    Damage("poverty", "citizen_id", "x_written", 0.100, 0.100, 0.100, 0.200),
    Damage("poverty", "dob", "blank", 0, 0, 0.1000, 0.3000),
    Damage("poverty", "dob", "month_day_swapped", 0, 0, 0.0020, 0.0070),
    Damage("poverty", "dob", "date_form", 0.0200, 0.0200, 0.0200, 0.1000),
    Damage("poverty", "sex", "other_sex", 0, 0, 0.0030, 0.0100),
    Damage("poverty", "phone", "other_phone", 0, 0, 0.1000, 0.3000),
    Damage("poverty", "phone", "blank", 0, 0, 0.0500, 0.1500),
    Damage("evidence", "name", "homophone", 0, 0, 0.0030, 0.0100),
    Damage("evidence", "name", "look_alike", 0, 0, 0.0010, 0.0035),
    Damage("evidence", "name", "traditional", 0, 0, 0.0030, 0.0100),
    Damage("evidence", "name", "dotted", 0.500, 0.500, 0.500, 0.700),
    Damage("evidence", "name", "spaced", 0.020, 0.020, 0.020, 0.040),
    Damage("evidence", "citizen_id", "digit_wrong", 0, 0, 0.0030, 0.0100),
    Damage("evidence", "citizen_id", "neighbors_swapped", 0, 0, 0.0010, 0.0035),
    Damage("evidence", "citizen_id", "excel_cut", 0, 0, 0.0040, 0.0140),
    Damage("evidence", "citizen_id", "x_written", 0.100, 0.100, 0.100, 0.200),
    Damage("evidence", "citizen_id", "id_spaced", 0.0050, 0.0050, 0.0050, 0.0200),
    Damage("evidence", "evidence_date", "date_form", 0.0500, 0.0500, 0.0500, 0.1000),
    Damage("approvals", "name", "homophone", 0, 0, 0.0030, 0.0100),
    Damage("approvals", "citizen_id", "digit_wrong", 0, 0, 0.0030, 0.0100),
    Damage("approvals", "citizen_id", "excel_cut", 0, 0, 0.0040, 0.0140),
    Damage("approvals", "valid_until", "date_form", 0.0500, 0.0500, 0.0500, 0.1000),
    Damage("roster", "name", "homophone", 0, 0, 0.0030, 0.0100),
    Damage("roster", "name", "look_alike", 0, 0, 0.0010, 0.0035),
    Damage("roster", "citizen_id", "blank", 0, 0, 0.0200, 0.0700),
    Damage("roster", "citizen_id", "digit_wrong", 0, 0, 0.0030, 0.0100),
    Damage("roster", "citizen_id", "excel_cut", 0, 0, 0.0200, 0.0700),
    Damage("disability", "name", "homophone", 0, 0, 0.0030, 0.0100),
    Damage("disability", "certificate_no", "id_spaced", 0.0050, 0.0050, 0.0050, 0.0200),
)


def damaged(rng: np.random.Generator, register: Register, level: Level) -> tuple[pl.DataFrame, list[list[str]]]:
    """The register's cells after damage, and for each row what was done to it as ``column:kind``."""
    rows, done = register.rows, [[] for _ in range(len(register.rows))]
    for column in dict.fromkeys(damage.column for damage in DAMAGES if damage.register == register.name):
        cells = rows[column].to_list()
        for damage in DAMAGES:
            if (damage.register, damage.column) == (register.name, column):
                for row in _strike(rng, register, damage, level, cells):
                    done[row].append(f"{column}:{damage.kind}")
        rows = rows.with_columns(pl.Series(column, cells, dtype=pl.String))
    return rows, done


def _strike(
    rng: np.random.Generator, register: Register, damage: Damage, level: Level, cells: list[str | None]
) -> list[int]:
    """Damages cells in place; returns the rows where something changed."""
    weight = np.where(register.pressed & (damage.column == "citizen_id"), _PRESSED, 1.0)
    rows = np.flatnonzero(rng.random(len(cells)) < damage.rate(level) * weight).tolist()
    dice = rng.integers(0, 2**31, len(rows)).tolist()
    wrong = _way(register, damage.kind)
    changed = []
    for row, die in zip(rows, dice, strict=True):
        right = cells[row]
        made = wrong(row, right, die) if right else right
        if made is not None and made != right:
            cells[row] = made or None
            changed.append(row)
    return changed


def _way(register: Register, kind: str) -> Callable[[int, str, int], str | None]:
    if kind in register.swaps:
        values = register.swaps[kind].to_list()
        return lambda row, right, die: values[row]
    garble = getattr(garbling, kind)
    return lambda row, right, die: garble(right, die)
