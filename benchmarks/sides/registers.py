"""An invented county's registers, taken in as a night does, for the sides that begin behind the reading."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import polars as pl

from sources.person import Loaded


def registers_of(county: Path) -> tuple[dict[str, Loaded], date]:
    """Register → what was read of it, and the day it is read for."""
    from pipelines.arrival.intake import read_registers
    from pipelines.settings import load

    as_of = tomllib.loads((county / "county.toml").read_text("utf-8"))["night"]["as_of"]
    nobody = pl.DataFrame(schema={"case_token": pl.String})
    return read_registers(load(county / "county.toml"), as_of, b"benchmark", nobody), as_of
