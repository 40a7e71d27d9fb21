"""What a roll record is called while it is counted from night to night, in whichever file and row it stands."""

from __future__ import annotations

import polars as pl

from pipelines.casebook.tokens import each_keyed

#: The first of these that a record has is what it is known again by.
_OF = (("roll_no",), ("id18",), ("name_key", "dob", "sex", "school_name"))


def roll_members(roll: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``record_id, member`` of each roll record: a keyed digest of its roll number, else its ID number, else its name,
    birth date, sex and school; of several records that are alike in that, each has its own."""
    said = [
        pl.when(pl.col(columns[0]).is_not_null()).then(pl.concat_str(
            pl.lit(columns[0]), *(pl.col(name).cast(pl.String).fill_null("") for name in columns), separator="|"))
        for columns in _OF
    ]
    told = roll.select("record_id", said=pl.coalesce(*said).fill_null(""))
    alike = told.filter(pl.col("said").is_duplicated()).sort("said", "record_id").select(
        "record_id", nth=pl.int_range(pl.len()).over("said"))
    counted = told.join(alike, on="record_id", how="left", maintain_order="left")
    texts = counted.select(pl.format("{}#{}", "said", pl.col("nth").fill_null(0))).to_series()
    members = [digest[:20] for digest in each_keyed(key, "counted", texts.to_list())]
    return told.select("record_id", pl.Series("member", members, dtype=pl.String))
