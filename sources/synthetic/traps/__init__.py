"""A county's traps: missing children beside pupils who could pass for them, each kind as often as asked.

``staged`` adds the people, ``forced`` says what stands of them in the registers, ``imposed`` writes it there.
"""

from __future__ import annotations

from sources.synthetic.traps.cells import forced, imposed, on_poverty_list
from sources.synthetic.traps.kinds import TRAPS, registered_children
from sources.synthetic.traps.stage import SHEETS, Sheet, sheet_of, staged
from sources.synthetic.traps.trap import Trap

__all__ = [
    "SHEETS", "TRAPS", "Sheet", "Trap", "forced", "imposed", "on_poverty_list", "registered_children", "sheet_of",
    "staged",
]
