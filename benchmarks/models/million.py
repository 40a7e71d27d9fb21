"""Prints the model by which rollcall links the invented million, as JSON.

    .venv/bin/python benchmarks/models/million.py > benchmarks/models/million.json

The comparisons are the county's. The blocking rules are those that Splink is given on the same registers.
"""

from __future__ import annotations

from pipelines.linkage import Model
from pipelines.linkage.county import COMPARISONS, GUARDS
from pipelines.linkage.model import Ground, Rule

RULES = (
    Rule("id", ("id18",), any_age=True),
    Rule("name_dob", ("name", "dob")),
    Rule("dob_district", ("dob", "town")),
    Rule("name_district", ("name", "town")),
    Rule("guardian_district", ("guardians", "town")),
    Rule("name_guardian", ("name", "guardians")),
)
#: Every pair may link, by its probability alone: there is nobody to review the rest.
GROUNDS = (Ground("weight", "匹配概率足够", {}),)

MODEL = Model("left", "right", COMPARISONS, RULES, GROUNDS, GUARDS[:2], link_probability=0.99, margin=4.0)

if __name__ == "__main__":
    print(MODEL.to_json())
