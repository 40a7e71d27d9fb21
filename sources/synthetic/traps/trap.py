"""What a trap is: a scene of one or two children, and the cells that say of one what is true of the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kin = Literal["", "twin", "brother", "cousin", "namesake"]
#: How the other is named beside the lead. ``poem``: surname and first character shared, the last another; ``sound``:
#: the last one sounds alike; ``same``: one name; ``swapped``: the two characters exchanged; ``part``: the last one
#: missing; ``given``: the given name under another surname; ``free``: nothing alike.
Naming = Literal["poem", "sound", "same", "swapped", "part", "given", "free"]


@dataclass(frozen=True, slots=True)
class Trap:
    """One kind of trap: who stands beside whom, and which cells say of one what is true of the other.

    ``kin`` is what the other is to the lead; the empty word leaves the lead alone. ``other``: ``enrolled`` (registered
    and on the roll), ``unregistered`` (on the roll, in no registry), ``certificate`` (registered, at a school outside
    the county), ``unregistered_certificate``. ``cells`` and ``lead_cells`` say, by ``register.column``, what stands
    there in place of the truth: ``lead`` or ``other`` (that child's own), ``own``, with ``.column`` for another column,
    with ``:damage`` for a damaged form, or ``=text``. ``sheet``: the spreadsheet that their school kept has ``cut`` its
    numbers to fifteen digits, or shown them as ``scientific``; as always, numbers ending in X stay whole there.
    ``gap`` of brothers: one to four years, ``far`` (at least two school years) or ``near`` (one at most).
    """

    code: str
    says: str
    kin: Kin
    naming: Naming = "poem"
    lead: Literal["missing", "enrolled"] = "missing"
    other: Literal["enrolled", "unregistered", "certificate", "unregistered_certificate"] = "enrolled"
    cells: Mapping[str, str] = field(default_factory=dict)
    lead_cells: Mapping[str, str] = field(default_factory=dict)
    village: Literal["same", "other"] = "same"
    sheet: Literal["", "cut", "scientific"] = ""
    gap: Literal["any", "far", "near"] = "any"
    minority: bool = False
    separable: bool = True  # false: the registers say of the other all that they could say of the lead

    @property
    def registered(self) -> int:
        """Children of the registry in one scene."""
        return 1 + (self.kin != "" and not self.other.startswith("unregistered"))
