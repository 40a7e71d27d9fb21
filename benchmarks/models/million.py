"""Prints the model by which rollcall links the invented million, as JSON.

    .venv/bin/python benchmarks/models/million.py > benchmarks/models/million.json

The levels are those that Splink is given on the same registers, the blocking rules as well: two of them also for
records that contest what number, name and birth date settle, the others among the records that are left over.
"""

from __future__ import annotations

from pipelines.linkage import Model
from pipelines.linkage.county import BIRTH, NAME, NUMBER, PLACE, SEX
from pipelines.linkage.model import Comparison, Ground, Rule, Weighed

GUARDIAN = Comparison("guardian", kind="same", columns=("guardian",), levels=(
    Weighed("exact", 0.7, 1e-4), Weighed("different", 0.3, 0.9999)))  # fmt: skip
RULES = (
    Rule("id", ("id18",), any_age=True),
    Rule("name_dob", ("name", "dob")),
    Rule("dob_district", ("dob", "town"), both_open=True),
    Rule("name_district", ("name", "town"), both_open=True),
    Rule("guardian_district", ("guardian", "town"), both_open=True),
    Rule("name_guardian", ("name", "guardian"), both_open=True),
)
#: Any pair may link, by its probability alone; nobody is there to review the rest, and the best of rivals is taken.
#: A wrong link is worse than a missing one: nine in ten, where Splink is given the half at which it is best.
GROUNDS = (Ground("weight", "匹配概率足够", {}),)

MODEL = Model(
    "left", "right", (NAME, NUMBER, BIRTH, SEX, PLACE, GUARDIAN), RULES, GROUNDS, (),
    link_probability=0.9, margin=-1000.0, kin_ratio=0.0, expected_matches=0.9)  # fmt: skip

if __name__ == "__main__":
    print(MODEL.to_json())
