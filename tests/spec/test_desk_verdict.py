"""A pair on the data desk's list says what was decided of it before, and why it is asked again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.spec.county import County

EARLY, LATE = date(2026, 10, 1), date(2026, 10, 5)


@pytest.mark.parametrize(("verdicts", "told"), [
    ([], ""),
    ([("unsure", EARLY, None)], "（此前判定：不确定，王一 2026-10-01）"),
    ([("same", EARLY, None), ("unsure", LATE, None)], "（此前判定：不确定，王一 2026-10-05）"),
    ([("unsure", LATE, None), ("same", EARLY, None)], "（此前判定：不确定，王一 2026-10-05）"),
    ([("same", EARLY, "unsure")], "（此前判定：同一人，王一 2026-10-01；此后记录有改动，请重新判定）"),
    ([("different", EARLY, "unsure")], "（此前判定：不是同一人，王一 2026-10-01；此后记录有改动，请重新判定）"),
])  # fmt: skip
def test_what_was_decided_stands_beside_the_pair(verdicts, told, tmp_path: Path):
    county = County()
    child = county.child("甲")
    pupil = county.roll("甲", child, review=True)
    for place, (said, on, decision) in enumerate(verdicts):
        # Either record may have been named first.
        county.decided(*((child, pupil) if place % 2 else (pupil, child)), said, on, decision=decision)
    with county.opened(tmp_path) as workspace:
        (problem,) = workspace.frame("SELECT problem FROM data_desk WHERE kind = 'pair'")["problem"]
    assert problem.startswith("是否为同一人") and problem.endswith(told) and ("此前" in problem) == bool(told)


def test_verdicts_of_one_day_that_contradict_each_other_are_all_told(tmp_path: Path):
    county = County()
    child = county.child("甲")
    pupil = county.roll("甲", child, review=True)
    county.decided(child, pupil, "different", EARLY)
    for place, said in enumerate(("same", "different")):
        county.decided(child, pupil, said, LATE, decision="unsure", contested=True, decided_by="王李"[place])
    with county.opened(tmp_path) as workspace:
        (problem,) = workspace.frame("SELECT problem FROM data_desk WHERE kind = 'pair'")["problem"]
    assert problem.endswith("（2026-10-05 的判定互相矛盾：同一人（王）、不是同一人（李）；请核实后重新判定）")


@pytest.mark.parametrize(("file_name", "shown"), [("casebook", 0), ("data_desk.csv", 1)])
def test_a_verdict_on_file_whose_records_left_is_no_work_for_the_desk(file_name: str, shown: int, tmp_path: Path):
    county = County()
    county.quarantined.append({"record_id": "decisions-aaaaaaaaaa-2", "source": "decisions", "file_name": file_name, "sheet": "",
                               "row_no": 2, "outcome": "quarantined", "reason": "pair_gone"})
    with county.opened(tmp_path) as workspace:
        assert workspace.table("data_desk").height == shown
