"""A child whom nothing found is found by way of a brother or sister, and shown to a person, never linked."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.linkage import link_registers
from tests.pipelines.linkage.people import as_roll, families, frame, number, person

DAY, OTHER = date(2014, 3, 15), date(2016, 8, 9)
HOME = {"guardian_keys": ["秦玉珍"], "phones": ["16100000001"], "household_no": "x1", "town": "甲镇", "village": "甲1村"}
#: What the school wrote of the family: the grandfather, whom the registry does not name, and his telephone.
AT_SCHOOL = {"guardian_keys": ["孟广志"], "phones": ["16100000009"], "address": None}
CHILD, SISTER = person("pA", "孟子涵", DAY, number(DAY, 121), **HOME), person("pB", "孟若兰", OTHER, number(OTHER, 57), **HOME)
UNNUMBERED = {"citizen_id": None, "id18": None, "id_class": "blank"}

#: what the school says of the child → whether the two are shown to a person
CASES = [
    ("a milk name and the mother's surname, the very day", {"name_key": "秦小宝"}, True),
    ("a milk name, another telephone but the grandfather", {"name_key": "秦小宝", "phones": []}, True),
    ("a character off, a day off", {"name_key": "孟子豪", "dob": date(2014, 3, 16)}, True),
    ("a milk name, another day", {"name_key": "秦小宝", "dob": OTHER}, False),
    ("another family", {"name_key": "秦小宝", "guardian_keys": ["孙大海"], "phones": ["16199999999"]}, False),
    ("the other sex", {"name_key": "秦小宝", "sex": "2"}, False),
    ("a valid number of another", {"name_key": "秦小宝", "citizen_id": number(DAY, 345, "669901"), "id18": number(DAY, 345, "669901"), "id_class": "ok18"}, False),
]


@pytest.mark.parametrize(("changes", "shown"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_a_child_is_found_by_way_of_its_sister(changes: dict[str, object], shown: bool) -> None:
    crowd = families(250, 7)
    roll = [as_roll(one, f"rc{one['record_id'][1:]}") for one in crowd]
    roll += [as_roll(SISTER, "rB", **AT_SCHOOL), as_roll(CHILD, "rA", **(AT_SCHOOL | UNNUMBERED | changes))]
    found = link_registers(
        {"population": frame([*crowd, CHILD, SISTER]), "roll": frame(roll), "poverty": frame([]), "evidence": frame([])},
        as_of=date(2026, 9, 1))
    pairs = {(row["left_record"], row["right_record"]): f"{row['decision']}:{row['why']}" for row in found.pairs.to_dicts()}
    assert ("pA", "rA") not in set(found.links.select("left_record", "right_record").rows())
    assert (pairs.get(("pA", "rA")) == "review:household") is shown
