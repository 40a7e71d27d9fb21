"""An invented county in the formats of the contracts, with the truth beside it.

Nobody in it lives: names are drawn, area codes and telephone prefixes are assigned to nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from sources.synthetic.county import Invented, invented
from sources.synthetic.town import county_parts, town_plan

__all__ = ["Invented", "built_in_town", "synthesize"]


def synthesize(
    out: Path, *, children: int, seed: int, level: Literal["clean", "ordinary", "hostile"] = "ordinary",
    as_of: date = date(2026, 11, 2), traps: int = 0, rosters: bool = False
) -> Invented:
    """Writes an invented county of that many children aged 6–15 into ``out``: county.toml, inbox/ and truth/.

    The same arguments write the same bytes. ``level`` is how damaged the registers are (see ``damage.DAMAGES``).
    With ``traps`` every kind of trap (see ``traps.kinds.TRAPS``) stands in it at least that often, flagged by its code
    in truth/persons.csv, and the county grows to twice the children of the traps, if it is smaller.
    With ``rosters`` there are class rosters, too, and pupils on the roll who are not on them: truly out of school.
    More than a million children come in parts, each in files of its own.
    Returns what was written; prints as one line of Chinese. Raises ValueError for fewer than 100 children.
    """
    parts = county_parts(children, seed, level, as_of, traps)
    return invented(tuple(replace(part, rosters=rosters) for part in parts), out)


def built_in_town(out: Path) -> Invented:
    """Writes the real township's ledger of 14,563 children, line by line, with invented people (always the same)."""
    return invented((town_plan(),), out)
