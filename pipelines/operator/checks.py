"""One thing looked at: what the doctor's and the status's lines are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line: ``ok`` is None where there is nothing to judge; ``mend`` says what to do."""

    name: str
    ok: bool | None
    detail: str
    mend: str = ""
