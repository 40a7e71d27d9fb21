"""Who is who from night to night: a child keeps its id while its number or its name is mended, not both at once."""

from __future__ import annotations

import polars as pl

from pipelines.casebook.tokens import child_id, keyed


def recognized(persons: pl.DataFrame, known: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``record_id, child_id, id_key, person_key``, one row per person, child ids distinct.

    ``known`` is the casebook's ``child_id, id_key, person_key``. A person is recognized by number and person
    together, else by a number that is one person's tonight and in the casebook, else by name, birth date, sex and
    village likewise. Whoever is left is new. Two rows that would be recognized as one child never are: the second
    is new.
    """
    tonight = _with_keys(persons, key)
    claims = [
        _claims(tonight, known, ["id_key", "person_key"]),
        _claims(tonight, known, ["id_key"]),
        _claims(tonight, known, ["person_key"]),
    ]
    first_claims = pl.concat(
        [claim.with_columns(rank=pl.lit(rank)) for rank, claim in enumerate(claims)]
    ).sort("rank", "record_id").unique("record_id", keep="first", maintain_order=True
    ).unique("child_id", keep="first", maintain_order=True)
    found = tonight.join(first_claims.select("record_id", "child_id"), on="record_id", how="left")
    return _with_new_children(found, set(known["child_id"].to_list()), key).sort("record_id")


def _with_keys(persons: pl.DataFrame, key: bytes) -> pl.DataFrame:
    about = persons.select(
        "record_id", "id18",
        person=pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null("") for name in ("name_key", "dob", "sex", "town", "village")],
            separator="|",
        ),
    )
    return pl.DataFrame({
        "record_id": about["record_id"],
        "id_key": [None if number is None else keyed(key, "id", number) for number in about["id18"].to_list()],
        "person_key": [keyed(key, "person", person) for person in about["person"].to_list()],
    }, schema={"record_id": pl.String, "id_key": pl.String, "person_key": pl.String})


def _claims(tonight: pl.DataFrame, known: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """``record_id, child_id`` where the key is one person's on both sides."""
    single = pl.len().over(on) == 1
    return (
        tonight.drop_nulls(on).filter(single)
        .join(known.drop_nulls(on).filter(single).select("child_id", *on), on=on)
        .select("record_id", "child_id")
    )


def _with_new_children(found: pl.DataFrame, taken: set[str], key: bytes) -> pl.DataFrame:
    new = found.filter(pl.col("child_id").is_null()).sort("id_key", "person_key", "record_id")
    ids = []
    for number, person in new.select("id_key", "person_key").rows():
        attempt = 0
        # Derived, not drawn: the same register and secret give the same ids, whoever runs the night.
        while (name := child_id(keyed(key, "child", number or "", person, attempt))) in taken:
            attempt += 1
        taken.add(name)
        ids.append(name)
    fresh = new.with_columns(child_id=pl.Series(ids, dtype=pl.String))
    return pl.concat([found.filter(pl.col("child_id").is_not_null()), fresh]).select(
        "record_id", "child_id", "id_key", "person_key")
