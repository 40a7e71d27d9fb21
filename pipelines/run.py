"""One run of a night: its name, its date, what was chosen for it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """What the operator chose for this one run; recorded with it."""

    accepted: frozenset[str] = frozenset()  # registers whose shrinking or age is accepted this once


AS_USUAL = Choices()


@dataclass(frozen=True, slots=True)
class Run:
    """A run in progress. ``run_id`` starts with the time, so that folders of nights sort."""

    run_id: str
    as_of: date
    started: datetime
    version: str
    settings: Settings
    settings_hash: str
    choices: Choices

    @classmethod
    def begun(cls, settings: Settings, as_of: date, choices: Choices) -> Run:
        """A run that starts now."""
        started = datetime.now().replace(microsecond=0)
        return cls(
            run_id=f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
            as_of=as_of,
            started=started,
            version=product_version(),
            settings=settings,
            settings_hash=hashlib.sha256(settings.model_dump_json(exclude={"home"}).encode()).hexdigest(),
            choices=choices,
        )


    def told(self) -> dict[str, object]:
        """The run in words that ``again`` understands. Settings hold no password."""
        return {
            "run_id": self.run_id, "as_of": self.as_of.isoformat(), "started": self.started.isoformat(),
            "version": self.version, "settings_hash": self.settings_hash, "accepted": sorted(self.choices.accepted),
            "settings": self.settings.model_dump(mode="json", exclude={"home"}, exclude_unset=True),
        }  # fmt: skip

    @classmethod
    def again(cls, told: Mapping[str, Any], home: Path) -> Run:
        """The run that ``told`` tells of, under its settings as of then, read from ``home``."""
        return cls(
            told["run_id"], date.fromisoformat(told["as_of"]), datetime.fromisoformat(told["started"]),
            told["version"], Settings(**told["settings"], home=home), told["settings_hash"],
            Choices(frozenset(told["accepted"])))


@cache
def product_version() -> str:
    """The installed version of rollcall."""
    return version("rollcall")
