"""各项数据统一: the counts that school, county bureau and poverty office have declared, to be held against ours."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import Notes, conformed, noted_codes, towns_named
from sources.person import Conformed, Terms
from sources.vocabulary import TOTAL_ITEM

CONTRACT = Contract(
    register="control_totals",
    title="各项数据统一",
    english="Declared totals",
    required=False,
    note="各单位上报的数。一行一个乡镇（全县的填“全县”）的一个项目；同一项目可有几个单位上报。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("town", "乡镇", required=True, also=("乡(镇)", "镇(街道)", "所属乡镇", "街道", "单位")),
        Column("item", "项目", Kind.CODE, codes=TOTAL_ITEM, required=True, also=("指标", "统计项目", "项目名称")),
        Column("declared", "上报数", required=True, also=("人数", "数量", "上报人数", "数值"), note="整数"),
        Column("declared_by", "上报单位", also=("填报单位", "数据来源", "报送单位")),
        Column("as_of", "数据日期", Kind.DATE, note="有此列时，以各行日期代替文件的数据日期"),
        Column("reporter", "填报人", also=("联系人",), use=Use.DROP),
        Column("phone", "联系电话", Kind.PHONE, use=Use.DROP),
        Column("remark", "备注", use=Use.DROP),
    ),
)

_WHOLE_COUNTY = r"^(全县|全市|全区|全旗|县|\*)$"
_COUNT = r"^([0-9]{1,7})(?:\.0+)?[人名]?$"


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The declared counts, no persons among them: ``town`` (``*`` for the county), ``item``, ``declared``, by whom.

    What is no whole number, or is counted of nothing on the list, is set aside.
    """
    notes = Notes("control_totals", cells)
    whole = cells["town"].str.contains(_WHOLE_COUNTY).fill_null(False)
    towns = towns_named(cells["town"], terms.towns)
    notes.rows(towns["unknown"] & ~whole, "unknown_town", "town")
    written = cells["declared"].str.normalize("NFKC").str.replace_all(r"[\s,]", "")
    rows = pl.DataFrame([
        cells["record_id"],
        pl.select(pl.when(whole).then(pl.lit("*")).otherwise(towns["town"]).alias("town")).to_series(),
        noted_codes(cells, "item", TOTAL_ITEM, notes),
        written.str.extract(_COUNT, 1).cast(pl.Int64).alias("declared"),
        *cells.select("declared_by", "as_of"),
    ])
    return conformed(rows, _rejected(rows), notes)


def _rejected(rows: pl.DataFrame) -> pl.DataFrame:
    reason = (
        pl.when(pl.col("town").is_null()).then(pl.lit("no_town"))
        .when(pl.col("item").is_null()).then(pl.lit("unknown_item"))
        .when(pl.col("declared").is_null()).then(pl.lit("not_a_count"))
    )  # fmt: skip
    return rows.select("record_id", reason.alias("reason")).drop_nulls("reason")
