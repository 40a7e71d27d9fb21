"""What the registry knows of a roll record bounds whose it may be by way of the poverty list."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.linkage import link_registers
from tests.pipelines.linkage.people import as_roll, cut, families, frame, number, person

AS_OF = date(2026, 9, 1)
DAY = date(2014, 3, 15)
VILLAGE = {"town": "甲镇", "village": "甲1村"}
#: Two children of one clan, village and day, whose numbers begin alike; the one is poor.
POOR = person("pA", "孟子豪", DAY, number(DAY, 121), guardian_keys=["孟兆德"], household_no="x1", **VILLAGE)
OTHER = person("pB", "孟子涵", DAY, number(DAY, 125), guardian_keys=["孟广志", "秦玉珍"], household_no="x2", **VILLAGE)
#: The other's record: cut number, a character wrong; it is in review for its child, and the poor one's name is as near.
MISWRITTEN = as_roll(OTHER, "rX", name_key="孟子航", guardian_keys=["秦玉珍"], **cut(str(OTHER["id18"])))


@pytest.mark.parametrize(("registered", "surely"), [((POOR, OTHER), False), ((POOR,), True)])
def test_a_record_that_is_another_childs_in_the_registry_is_not_the_poor_childs(registered: tuple[dict[str, object], ...], surely: bool) -> None:
    rows = {"population": [*families(250, 7), *registered], "roll": [MISWRITTEN], "poverty": [POOR | {"record_id": "vA"}], "evidence": []}
    found = link_registers({name: frame(of) for name, of in rows.items()}, as_of=AS_OF)
    assert found.links.filter(left_record="rX").is_empty()
    told = found.pairs.filter(left_record="rX", right_record="vA")["probability"].to_list()
    assert told == [] or (told[0] > 0.5) == surely
