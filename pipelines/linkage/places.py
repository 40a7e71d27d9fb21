"""Town and village of a person, read from the address where a register has no columns for them."""

from __future__ import annotations

import polars as pl

_VILLAGE_SUFFIX = r"(?:村委会|社区居委会|居委会|社区|村)$"


def placed(persons: pl.DataFrame) -> pl.DataFrame:
    """The persons without ``address``: ``town`` filled from it where null, ``village`` as town and village in one.

    Only towns and villages that other persons' columns name are looked for in addresses.
    """
    if not {"village", "address"} <= set(persons.columns):
        return persons
    frame = persons.with_columns(pl.col("village").str.replace(_VILLAGE_SUFFIX, "").alias("village"))
    told = frame.filter(pl.col("town").is_not_null() & (pl.col("village").str.len_chars() >= 2))
    known = told.select("town", "village").unique().sort("town", "village")
    frame = frame.join(_read(frame, known), on="address", how="left", maintain_order="left")
    town, village = pl.coalesce("town", "town_read"), pl.coalesce("village", "village_read")
    placed_ones = (town.alias("town"), pl.concat_str(town, village, separator="|").alias("village"))
    return frame.with_columns(*placed_ones).drop("address", "town_read", "village_read")


def _read(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Per distinct address of a row without town or village: ``town_read``, ``village_read``."""
    silent = pl.col("town").is_null() | pl.col("village").is_null()
    addresses = frame.filter(silent & pl.col("address").is_not_null()).select("address").unique().sort("address")
    towns, villages = known["town"].unique().sort().to_list(), known["village"].unique().sort().to_list()
    if not towns or addresses.is_empty():
        return addresses.with_columns(
            *(pl.lit(None, dtype=pl.String).alias(name) for name in ("town_read", "village_read"))
        )
    found = addresses.with_columns(
        pl.col("address").str.extract_many(towns).list.first().alias("town_read"),
        pl.col("address").str.extract_many(villages, overlapping=True).alias("village"),
    )
    inside = found.explode("village").drop_nulls("village").join(known, on="village")
    inside = inside.filter(pl.col("town_read").is_null() | (pl.col("town_read") == pl.col("town")))
    # The longest village name wins (李庄 stands in 小李庄); a village whose town is not written must be the only one.
    inside = inside.with_columns(pl.col("village").str.len_chars().alias("length"))
    longest = inside.filter(pl.col("length") == pl.col("length").max().over("address")).unique(
        ["address", "town", "village"]
    )
    single = longest.filter(pl.len().over("address") == 1).select("address", pl.col("town").alias("town_of"), "village")
    read = found.select("address", "town_read").join(single, on="address", how="left")
    return read.select(
        "address", pl.coalesce("town_read", "town_of").alias("town_read"), pl.col("village").alias("village_read")
    )
