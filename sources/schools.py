"""学校名录: which schools there are, in which town, of which stage, and whether they lie in the county."""

from __future__ import annotations

import re

import polars as pl

from sources.contract import Column, Contract, Kind
from sources.identity import Notes, conformed, noted_codes, school_codes, school_key, school_keys, towns_named
from sources.person import Conformed, Terms
from sources.vocabulary import STAGE, YES_NO

CONTRACT = Contract(
    register="schools",
    title="学校名录",
    english="School list",
    required=True,
    note="县内学校全部列入；县外学校可列入，“县内”填“否”。",
    columns=(
        Column("school_code", "学校标识码", Kind.NUMBER_TEXT, required=True, unless=("school_name",),
               also=("XXDM", "XXBSM", "学校代码", "学校编码")),
        Column("school_name", "学校名称", required=True, also=("XXMC", "学校")),
        Column("aliases", "别名", also=("曾用名", "简称"), note="多个别名用“、”隔开"),
        Column("town", "所属乡镇", required=True, also=("乡镇", "乡(镇)", "镇(街道)", "街道")),
        Column("stage", "学段", Kind.CODE, codes=STAGE, also=("办学类型", "学校类型")),
        Column("in_county", "县内", Kind.YES_NO, codes=YES_NO, also=("是否县内", "县内学校")),
    ),
)

_SEPARATORS = r"[、;；,，|/\n]"


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The schools, no persons among them; a roll row's school is looked up by ``school_key`` and ``alias_keys``."""
    notes = Notes("schools", cells)
    within = noted_codes(cells, "in_county", YES_NO, notes).eq_missing("0").not_().alias("in_county")
    towns = towns_named(cells["town"], terms.towns)
    notes.rows(towns["unknown"] & within, "unknown_town", "town")
    rows = pl.DataFrame([
        cells["record_id"],
        school_codes(cells),
        cells["school_name"],
        school_keys(cells["school_name"]).alias("school_key"),
        _alias_keys(cells["aliases"]),
        towns["town"],
        noted_codes(cells, "stage", STAGE, notes),
        within,
    ])
    nothing = pl.col("school_code").is_null() & pl.col("school_key").is_null()
    return conformed(rows, rows.filter(nothing).select("record_id", pl.lit("no_school_key").alias("reason")), notes)


def _alias_keys(aliases: pl.Series) -> pl.Series:
    """Every other name of a school as a key; an empty list where there is none."""
    split = (re.split(_SEPARATORS, text or "") for text in aliases)
    keys = [sorted({key for part in parts if (key := school_key(part))}) for parts in split]
    return pl.Series("alias_keys", keys, dtype=pl.List(pl.String))
