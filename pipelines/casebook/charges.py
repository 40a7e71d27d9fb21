"""Persons in charge, and who went to see, under codes of ours: open tables say who answers and name nobody."""

from __future__ import annotations

import polars as pl

from pipelines.casebook.tokens import keyed, person_code

#: Column → type of what ``charges`` returns.
CHARGE = {"record_id": pl.String, "level": pl.String, "name": pl.String, "code": pl.String}


#: Column → type of what ``verifiers`` returns.
VERIFIER = {"record_id": pl.String, "code": pl.String}


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


def verifiers(evidence: pl.DataFrame, charged: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``record_id, code`` of each piece of evidence that names who verified it.

    ``charged`` are CHARGE. A verifier has the code under which he answers for children, where one person alone in the
    county answers under that name; else a code made of the name.
    """
    name = pl.col("verifier").str.normalize("NFKC").str.replace_all(r"\s", "")
    told = evidence.select("record_id", name=name).filter(pl.col("name") != "")
    single = charged.group_by("name").agg(pl.col("code").unique()).filter(pl.col("code").list.len() == 1)
    known = dict(single.select("name", pl.col("code").list.first()).rows())
    names = told["name"].unique().to_list()
    codes = {one: known.get(one) or person_code(keyed(key, "verifier", one)) for one in names}
    return told.select("record_id", code=pl.col("name").replace_strict(codes, default=None, return_dtype=pl.String))
