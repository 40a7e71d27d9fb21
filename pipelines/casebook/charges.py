"""Persons in charge under codes of ours, so that open tables can say who answers without naming anybody."""

from __future__ import annotations

import polars as pl

from pipelines.casebook.tokens import keyed, person_code

#: Column → type of what ``charges`` returns.
CHARGE = {"record_id": pl.String, "level": pl.String, "name": pl.String, "code": pl.String}


def charges(assignment: pl.DataFrame, leads: tuple[str, ...], key: bytes) -> pl.DataFrame:
    """``record_id, level, name, code`` of everybody named in the assignment register, one row a name.

    ``leads`` are its columns of names. One name in one town is one person, and so is one name of the county's own:
    such a person has one code wherever it stands, the same every night.
    """
    long = assignment.unpivot(
        leads, index=["record_id", "town", "school_key"], variable_name="level", value_name="name")
    home = pl.when(pl.col("level") != "county_lead").then(pl.coalesce("town", "school_key")).fill_null("")
    people = long.drop_nulls("name").select("record_id", "level", "name", home.alias("home"))
    codes = [person_code(keyed(key, "charge", *one)) for one in people.select("name", "home").rows()]
    return people.with_columns(code=pl.Series(codes, dtype=pl.String)).select(*CHARGE)
