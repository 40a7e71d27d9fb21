"""What a night changes in who is who: new, split off, back, mended, merged, gone."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.casebook.presence import KEYS

#: Column → type of what happened to who is who, but its run.
EVENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "as_of": pl.Date, "child_id": pl.String, "kind": pl.String, "other_id": pl.String, "sure": pl.Boolean,
    **dict.fromkeys(KEYS, pl.String),
}  # fmt: skip
_LIVES_ON = {"child_id": pl.String, "other_id": pl.String}


def changes(told: pl.DataFrame, living: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What happened (EVENT), in its order; and ``child_id, other_id``: who of those told lives on as whom.

    ``told`` has ``record_id, child_id, sure`` and KEYS of tonight's persons; ``living`` are the casebook's children
    as of before, those that left among them.
    """
    merged = _merged(told, living)
    # The id that was there first lives on, with the row that is here.
    lives_on = merged.select(child_id="gone", other_id="stays").join(told, on="child_id", how="semi")
    here = told.join(lives_on, on="child_id", how="left").with_columns(
        pl.coalesce("other_id", "child_id").alias("child_id")).drop("other_id")
    parts = [
        _met(here, living), merged.select(child_id="gone", other_id="stays", kind=pl.lit("merged")),
        _gone(here, living, merged),
    ]
    events = pl.concat(parts, how="diagonal").with_columns(as_of=pl.lit(as_of))
    return pl.concat([pl.DataFrame(schema=EVENT), events], how="diagonal").select(*EVENT), lives_on


def _met(here: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    before = living.select("child_id", "left", known=pl.lit(True), **{f"{key}_then": key for key in KEYS})
    met = here.join(before, on="child_id", how="left")
    otherwise = pl.any_horizontal(pl.col(key).ne_missing(pl.col(f"{key}_then")) for key in KEYS)
    kind = (
        pl.when(pl.col("known").is_null()).then(pl.lit("new"))
        .when(pl.col("left").is_not_null()).then(pl.lit("back"))
        .when(otherwise | ~pl.col("sure")).then(pl.lit("mended"))
    )
    told = met.with_columns(kind=kind).drop_nulls("kind").select(*here.columns, "kind").drop("record_id")
    return _split_off(told.sort("child_id"), here)


def _split_off(told: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """The same, a new child whose number, or whole person, another row kept tonight said to be split off from it."""
    new = told.filter(pl.col("kind") == "new").select("child_id", "id_key", "person_key")
    pairs = pl.concat([
        new.drop_nulls(key).join(here.select(key, other_id="child_id"), on=key).select("child_id", "other_id")
        for key in ("id_key", "person_key")])
    kept = pairs.join(new, left_on="other_id", right_on="child_id", how="anti")
    first = kept.sort("other_id").unique("child_id", keep="first", maintain_order=True)
    split = told.join(first, on="child_id", how="left", maintain_order="left")
    kind = pl.when(pl.col("other_id").is_not_null()).then(pl.lit("split")).otherwise("kind")
    return split.with_columns(kind=kind)


def _gone(here: pl.DataFrame, living: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    gone = living.filter(pl.col("left").is_null(), ~pl.col("child_id").is_in(merged["gone"].implode()))
    return gone.join(here, on="child_id", how="anti").select("child_id", kind=pl.lit("left")).sort("child_id")


def _merged(told: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    """``gone, stays``: two ids of the casebook that one row of tonight has shown to be one child, or that people have.

    Either both had its number and its name; or they never were there on the same night, and it is the one by its
    name, the other by its number, its birth date and one of village, household and guardians being the same.
    """
    sure = told.filter(pl.col("sure")).join(
        living.select("child_id", "strange", since="first_seen", until="left"), on="child_id")
    # Whom people have parted is not made one again by what they have in common.
    sure = sure.filter(~pl.col("strange"))
    absent = living.filter(~pl.col("strange")).join(told, on="child_id", how="anti").select(
        pl.col("child_id").alias("other"), "left", pl.col("first_seen").alias("other_since"),
        *(pl.col(key).alias(f"{key}_then") for key in KEYS))
    by_number = sure.drop_nulls("id_key").join(absent, left_on="id_key", right_on="id_key_then")
    by_name = sure.drop_nulls(["name_key", "birth_key"]).join(
        absent, left_on=["name_key", "birth_key"], right_on=["name_key_then", "birth_key_then"])
    around = [pl.col(key).eq(pl.col(f"{key}_then")).fill_null(False) for key in ("place_key", "home_key", "kin_key")]
    apart = (pl.col("left") <= pl.col("since")).fill_null(False) | (
        pl.col("until") <= pl.col("other_since")).fill_null(False)
    one_name, one_day = (pl.col(key).eq(pl.col(f"{key}_then")).fill_null(False) for key in ("name_key", "birth_key"))
    pairs = pl.concat([
        by_number.filter(one_name).select(_MERGING),
        by_name.filter(apart, pl.any_horizontal(around)).select(_MERGING),
        by_number.filter(apart, one_day, pl.any_horizontal(around)).select(_MERGING),
    ]).unique()
    # Each absent id goes to one row only, and a row takes one at a time: another night takes the next.
    single = [pl.len().over(side) == 1 for side in ("other", "child_id")]
    first, second = pl.col("other_since"), pl.col("since")
    older = (first < second) | (first == second) & (pl.col("other") < pl.col("child_id"))
    one, two = pl.col("child_id"), pl.col("other")
    found = pairs.filter(*single).select(
        gone=pl.when(older).then(one).otherwise(two), stays=pl.when(older).then(two).otherwise(one))
    again = living.drop_nulls("reunited").select(gone="child_id", stays="reunited")
    return pl.concat([again, found.join(again, on="gone", how="anti")]).sort("gone")


_MERGING = ("child_id", "since", "other", "other_since")
