"""The plans: a county of any size, and the township whose year-end ledger is known to the child."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from sources.synthetic.places import town_names
from sources.synthetic.plan import FATES, Level, Plan
from sources.synthetic.traps import registered_children

#: The township's report (domain.md), line by line; what is not named here attends in the town: 9,351.
TOWN = "谢桥镇"
TOWN_AS_OF = date(2026, 11, 2)
TOWN_CHILDREN = 14_563
TOWN_IN_COUNTY = 1_713
TOWN_FATES = {
    "outside": 2_640, "outside_moved": 450, "located": 5,
    "kindergarten": 20, "senior": 21, "vocational": 12, "senior_elsewhere": 8,
    "graduated": 203, "graduated_elsewhere": 50,
    "vacant": 52, "deceased": 12, "missing": 5,
    "disabled_unplaced": 10, "out_of_school": 11,
}
#: With more, a day would have more births than an area has order numbers; this many cost 3.5 GiB.
CHILDREN_OF_A_PART = 1_000_000
_CHILDREN_OF_A_TOWN = 8_000
_IN_COUNTY = 0.10
_ORDINARY_BESIDE_TRAPS = 1  # ordinary children for each of a scene: chances are learned from what is usual


def county_plan(children: int, seed: int, level: Level, as_of: date, traps: int = 0) -> Plan:
    """A county with the usual mix of fates, and that many scenes of each kind of trap.

    With traps it has at least as many ordinary children as the scenes have: more than ``children``, if need be. Raises
    ValueError, one sentence in Chinese, for fewer than 100 children.
    """
    if children < 100:
        raise ValueError("儿童人数太少，少见的情形无从出现：请给出不少于 100 的人数。")
    needed = registered_children(traps)
    children = max(children, _ORDINARY_BESIDE_TRAPS * needed + needed)
    towns = town_names(np.random.Generator(np.random.PCG64([seed, 1])), max(2, round(children / _CHILDREN_OF_A_TOWN)))
    counts = {fate.name: round(fate.share * (children - needed)) for fate in FATES}
    return Plan(
        children, seed, level, as_of, county="云川县", division="349901", towns=towns, peopled=towns, fates=counts,
        in_county=round(_IN_COUNTY * children), early=0.35, elsewhere=0.01, traps=0.8,
        staged=traps,
    )


def county_parts(
    children: int, seed: int, level: Level, as_of: date, traps: int = 0, *, most: int = CHILDREN_OF_A_PART
) -> tuple[Plan, ...]:
    """The county of ``county_plan`` in parts of at most that many children, so that any size fits into memory.

    The scenes of traps are in the first part, which is larger if they need it.
    """
    whole = county_plan(children, seed, level, as_of, traps)
    number = -(-whole.children // most)
    if number == 1:
        return (whole,)
    sizes = [whole.children // number + (part < whole.children % number) for part in range(number)]
    return tuple(
        replace(county_plan(size, seed, level, as_of, 0 if part else traps), part=part, towns=whole.towns,
                peopled=whole.towns)
        for part, size in enumerate(sizes)
    )


def town_plan() -> Plan:
    """谢桥镇 of 颍上县: only its own people are registered; the other towns have schools."""
    towns = ("慎城镇", TOWN, "十八里铺镇", "夏桥镇", "江口镇", "润河镇", "迪沟镇", "杨湖镇")
    return Plan(
        TOWN_CHILDREN, 341226101, "mild", TOWN_AS_OF, county="颍上县", division="341226101", towns=towns,
        peopled=(TOWN,),
        fates=TOWN_FATES, in_county=TOWN_IN_COUNTY, early=1.0, elsewhere=0.0205, oddities=False, minority_villages=0.03,
    )
