"""Prints the model by which rollcall links the invented million, as JSON.

    .venv/bin/python benchmarks/models/million.py > benchmarks/models/million.json

The comparisons are the county's. The first six blocking rules are those that Splink is given on the same registers;
the others find records by what one slip leaves whole of a number or a date.
"""

from __future__ import annotations

from pipelines.linkage import Model
from pipelines.linkage.county import COMPARISONS
from pipelines.linkage.model import Ground, Rule

RULES = (
    Rule("id", ("id18",), any_age=True),
    Rule("name_dob", ("name", "dob")),
    Rule("dob_district", ("dob", "town")),
    Rule("name_district", ("name", "town")),
    Rule("guardian_district", ("guardians", "town")),
    Rule("name_guardian", ("name", "guardians")),
    Rule("id_tail", ("number_tail",), ("wrong_tail",)),
    Rule("id_front_surname", ("number_front", "surname"), ("wrong_front", "surname")),
    Rule("id_ends", ("number_ends",), ("wrong_ends",)),
    Rule("id_cut_surname", ("front15", "surname"), ("cut15", "surname")),
    Rule("sound_dob", ("sound", "dob")),
    Rule("name_month", ("name", "birth_month")),
    Rule("name_month_day", ("name", "month_day")),
)
#: Any pair may link, by its probability alone; nobody is there to review the rest.
GROUNDS = (Ground("weight", "匹配概率足够", {}),)

MODEL = Model("left", "right", COMPARISONS, RULES, GROUNDS, (), link_probability=0.9, margin=1.0)

if __name__ == "__main__":
    print(MODEL.to_json())
