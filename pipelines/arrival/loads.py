"""Each register as it was last read, kept in ``state/loads``: what stands in for a source that cannot be reached.

A night's loads lie together under its run, so that the night can be replayed. Nothing is written twice: a register
that has not changed is linked to the load before it. The folder holds whole rows of persons, so that every folder
is 0700 and every file 0600, and days decide how long they stay.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.store import secure, sync
from sources.contract import Contract
from sources.person import nowhere
from sources.reading import Reading, cell_schema

_PARTS = ("cells", "records", "findings", "files", "places")
_ABOUT = "load.json"
#: Beside the registers: what else a night hung on, its run and its settings.
_NIGHT, _RUN = "night", "run.json"


@dataclass(frozen=True, slots=True)
class Load:
    """One register as read on the night of ``night`` (its as-of date); ``digest`` is of its sources' content.

    ``instead`` is what was said where it stood in for a register that could not be reached; ``content`` is what its
    files were (``sources.content_of``), where they tell.
    """

    folder: Path
    night: date
    rows: int
    digest: str
    instead: str | None = None
    content: str | None = None

    def reading(self, contract: Contract) -> Reading:
        """What was read then, under the contract's columns of today: new ones blank, given-up ones gone."""
        cells, records, findings, files, places = (self._part(part) for part in _PARTS)
        schema = cell_schema(contract)
        known = set(cells.columns)
        here = (
            pl.col(name) if name in known else pl.lit(False if kind == pl.Boolean else None, kind).alias(name)
            for name, kind in schema.items()
        )
        return Reading(cells.select(here), records, findings, files, places)

    def _part(self, name: str) -> pl.DataFrame:
        path = self.folder / f"{name}.parquet"
        return nowhere() if name == "places" and not path.exists() else pl.read_parquet(path)


@dataclass(frozen=True, slots=True)
class Loads:
    """The loads under ``folder`` (``state/loads``). ``staging`` is where a night lays its own until they are good."""

    folder: Path
    staging: Path | None = None

    def newest(self, register: str, until: date) -> Load | None:
        """The newest load of a night no later than ``until``; None when there is none that can be read."""
        found = [load for load in self._of(register) if load.night <= until]
        return max(found, key=_newest, default=None)

    def unchanged(self, register: str, content: str | None, contract: Contract) -> tuple[Load, Reading] | None:
        """The newest load of files of that content, and what was read of them; None where it is to be read."""
        if self.staging is None or content is None:
            return None
        load = max((one for one in self._of(register) if one.content == content), key=_newest, default=None)
        try:
            return load and (load, load.reading(contract))
        except (OSError, pl.exceptions.PolarsError):  # damaged: as if it were not there
            return None

    def stage(
        self, register: str, reading: Reading, night: date, *, terms: str = "", content: str | None = None
    ) -> None:
        """Lay a register aside that was read now; ``terms`` is whatever else than its sources shaped the reading."""
        if self.staging is None:
            return
        digest = hashlib.sha256((reading.files.write_csv() + terms).encode()).hexdigest()
        before = self.newest(register, night)
        if before and before.digest == digest:
            folder = self._linked(register, before)
        else:
            folder = self._room(register)
            for part in _PARTS:
                getattr(reading, part).write_parquet(folder / f"{part}.parquet", compression_level=1)
        about = {"night": night.isoformat(), "rows": reading.cells.height, "digest": digest, "content": content}
        (folder / _ABOUT).write_text(json.dumps(about), "utf-8")

    def stage_unchanged(self, register: str, load: Load, night: date) -> None:
        """Lay an earlier load aside as this night's: its files were not opened, as they are what they were."""
        about = {"night": night.isoformat(), "rows": load.rows, "digest": load.digest, "content": load.content}
        (self._linked(register, load) / _ABOUT).write_text(json.dumps(about), "utf-8")

    def stage_again(self, register: str, load: Load, instead: str) -> None:
        """Lay an earlier load aside as this night's, with what the operator is told. It does not grow younger."""
        if self.staging is not None:
            about = json.loads((load.folder / _ABOUT).read_text("utf-8")) | {"instead": instead}
            (self._linked(register, load) / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), "utf-8")

    def stage_run(self, about: Mapping[str, object]) -> None:
        """Lay aside what a run was, so that it can be told again."""
        if self.staging is not None:
            (self._room(_NIGHT) / _RUN).write_text(json.dumps(about, ensure_ascii=False), "utf-8")

    def of_run(self, register: str, run_id: str) -> Load | None:
        """The load of that run; None when it was let go, or cannot be read."""
        return next((load for load in self._of(register, run_id)), None)

    def run(self, run_id: str) -> dict[str, Any] | None:
        """What ``stage_run`` laid aside for that run; None when it was let go."""
        path = self.folder / _NIGHT / run_id / _RUN
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def keep(self, run_id: str, days: int, now: datetime) -> None:
        """Keep what was staged as that run's, each register at once; let go of what is older than ``days``."""
        for staged in sorted(self.staging.iterdir()) if self.staging and self.staging.exists() else ():
            secure(staged)
            home = self.folder / staged.name
            for folder in (self.folder, home):
                folder.mkdir(mode=0o700, exist_ok=True)
            os.replace(staged, home / run_id)
            sync(home)
            self._let_go(staged.name, f"{now - timedelta(days=days):%Y%m%dT%H%M%S}")

    def _of(self, register: str, run_id: str = "*") -> Iterator[Load]:
        for about in (self.folder / register).glob(f"{run_id}/{_ABOUT}"):
            try:
                told = json.loads(about.read_text("utf-8"))
                night = date.fromisoformat(told["night"])
                yield Load(about.parent, night, told["rows"], told["digest"], told.get("instead"),
                           told.get("content"))  # fmt: skip
            except (OSError, ValueError, KeyError):  # damaged: as if it were not there
                continue

    def _room(self, register: str) -> Path:
        """An empty folder for the register's load of this night; a step that is tried again begins anew."""
        assert self.staging is not None
        folder = self.staging / register
        shutil.rmtree(folder, ignore_errors=True)
        self.staging.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
        return folder

    def _linked(self, register: str, load: Load) -> Path:
        folder = self._room(register)
        for path in load.folder.glob("*.parquet"):
            os.link(path, folder / path.name)
        return folder

    def _let_go(self, register: str, before: str) -> None:
        """Remove the loads of runs begun before; never the newest, which may have to stand in tomorrow."""
        runs = sorted(path for path in (self.folder / register).iterdir() if path.is_dir())
        for run in runs[:-1]:
            if run.name < before:
                shutil.rmtree(run, ignore_errors=True)


def _newest(load: Load) -> tuple[date, str]:
    return load.night, load.folder.name
