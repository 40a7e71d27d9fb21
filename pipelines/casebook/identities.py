"""Who is who from night to night: a child keeps its id while its number or its name is mended, not both at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.casebook.presence import KEYS
from pipelines.casebook.tokens import child_id, keyed

#: Column → type of what happened to who is who, but its run.
EVENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "as_of": pl.Date, "child_id": pl.String, "kind": pl.String, "other_id": pl.String, "sure": pl.Boolean,
    **dict.fromkeys(KEYS, pl.String),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who tonight's persons are: ``identities`` (``record_id, child_id`` and KEYS) and what that changes (EVENT)."""

    identities: pl.DataFrame
    events: pl.DataFrame

    def now(self, cases: pl.DataFrame) -> pl.DataFrame:
        """The same rows, each ``child_id`` that was merged tonight replaced by the one that lives on."""
        merged = self.events.filter(pl.col("kind") == "merged").select("child_id", "other_id")
        return cases.join(merged, on="child_id", how="left", maintain_order="left").with_columns(
            pl.coalesce("other_id", "child_id").alias("child_id")).drop("other_id")


def recognized(persons: pl.DataFrame, known: pl.DataFrame, key: bytes, as_of: date) -> Recognition:
    """Who each of tonight's persons is, one row per person, child ids distinct.

    ``persons`` has the columns of ``sources.person.PERSON``; ``known`` are the casebook's children. A person is
    recognized by number and person together, else by a number that is one person's tonight and in the casebook, else
    by name, birth date, sex and village likewise. Whoever is left is new. Two rows that would be recognized as one
    child never are: the second is new.
    """
    tonight = _with_keys(persons, key)
    living = known.filter(pl.col("became").is_null())
    claims = [
        _claims(tonight, living, ["id_key", "person_key"]),
        _claims(tonight, living, ["id_key"]),
        _claims(tonight, living, ["person_key"]),
    ]
    first_claims = pl.concat(
        [claim.with_columns(rank=pl.lit(rank)) for rank, claim in enumerate(claims)]
    ).sort("rank", "record_id").unique("record_id", keep="first", maintain_order=True
    ).unique("child_id", keep="first", maintain_order=True)
    found = tonight.join(first_claims.select("record_id", "child_id"), on="record_id", how="left")
    identities = _with_new_children(found, set(known["child_id"].to_list()), key).sort("record_id")
    return Recognition(identities, _events(identities, living, as_of))


def _with_keys(persons: pl.DataFrame, key: bytes) -> pl.DataFrame:
    def told(word: str, *names: str) -> pl.Series:
        parts = persons.select(pl.col(name).cast(pl.String).fill_null("") for name in names)
        joined = parts.select(pl.concat_str(pl.all(), separator="|")).to_series()
        blank = parts.select(pl.all_horizontal(pl.all() == "")).to_series()
        digests = [None if none else keyed(key, word, text) for text, none in zip(joined, blank, strict=True)]
        return pl.Series(digests, dtype=pl.String)

    kin = persons.select(
        pl.when(pl.col("guardian_ids").list.len() > 0).then("guardian_ids").otherwise("guardian_keys")
        .cast(pl.List(pl.String)).list.join("|").alias("kin"))
    persons = persons.with_columns(kin.to_series())
    return pl.DataFrame({
        "record_id": persons["record_id"],
        "id_key": told("id", "id18"),
        "person_key": told("person", "name_key", "dob", "sex", "town", "village"),
        "name_key": told("name", "name_key"),
        "birth_key": told("birth", "dob", "sex"),
        "place_key": told("place", "town", "village"),
        "home_key": told("home", "household_no"),
        "kin_key": told("kin", "kin"),
    })


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
    return pl.concat([found.filter(pl.col("child_id").is_not_null()), fresh]).select("record_id", "child_id", *KEYS)


def _events(identities: pl.DataFrame, known: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Who is new, back, mended or gone, in this order, each by its id."""
    before = known.select("child_id", "left", was=pl.struct(KEYS))
    here = identities.drop("record_id").join(before, on="child_id", how="left").sort("child_id")
    kind = (
        pl.when(pl.col("was").is_null()).then(pl.lit("new"))
        .when(pl.col("left").is_not_null()).then(pl.lit("back"))
        .when(pl.struct(KEYS).ne_missing(pl.col("was"))).then(pl.lit("mended"))
    )
    told = here.with_columns(kind=kind).drop_nulls("kind")
    gone = known.filter(pl.col("left").is_null()).join(identities, on="child_id", how="anti").select(
        "child_id", kind=pl.lit("left")).sort("child_id")
    return pl.concat([told, gone], how="diagonal").with_columns(
        as_of=pl.lit(as_of), other_id=pl.lit(None, pl.String), sure=pl.lit(None, pl.Boolean)).select(*EVENT)
