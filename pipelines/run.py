"""One run of a night: its name, its date, what was chosen for it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version

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


@cache
def product_version() -> str:
    """The installed version of rollcall."""
    return version("rollcall")
