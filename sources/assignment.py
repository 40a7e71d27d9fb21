"""包保责任分工: who answers for a town, a village, a school or a class."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import Notes, conformed, named, school_codes, school_keys, towns_named
from sources.person import Conformed, Terms

CONTRACT = Contract(
    register="assignment",
    title="包保责任分工",
    english="Who answers for whom",
    required=False,
    note="一行一个乡镇、村（居）、学校或班级；责任人各列按实际填写，至少填一列。任务交给最具体的一级：教师、学校、村、乡镇、县。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("town", "乡镇", required=True, unless=("school_name", "school_code"),
               also=("乡(镇)", "镇(街道)", "所属乡镇", "街道", "包保乡镇")),
        Column("village", "村(居)", also=("行政村", "村", "社区", "村委会", "包保村")),
        Column("school_code", "学校标识码", Kind.NUMBER_TEXT, also=("XXBSM", "学校代码", "学校编码")),
        Column("school_name", "学校名称", also=("学校", "包保学校")),
        Column("class_name", "班级", also=("班级名称", "班号")),
        Column("county_lead", "县级责任人", Kind.NAME, also=("包保县领导", "县领导", "县级领导", "县级包保责任人")),
        Column("town_lead", "乡镇责任人", Kind.NAME, also=("乡镇干部", "包保乡镇干部", "乡镇领导", "乡镇包保责任人")),
        Column("village_lead", "村级责任人", Kind.NAME, also=("村干部", "包保村干部", "村(居)干部", "村级包保责任人")),
        Column("school_lead", "学校责任人", Kind.NAME, also=("校长", "校级责任人", "学校包保责任人")),
        Column("teacher", "责任教师", Kind.NAME, also=("包保教师", "教师", "班主任")),
        Column("phone", "联系电话", Kind.PHONE, also=("电话", "责任人电话"), use=Use.DROP),
        Column("duty", "职务", also=("责任人职务",), use=Use.DROP),
        Column("remark", "备注", use=Use.DROP),
    ),
)

#: Who may answer, nearest to the child first.
LEADS = ("teacher", "school_lead", "village_lead", "town_lead", "county_lead")


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """Places and who answers for them; ``LEADS`` hold names. A row without a place or without a name is set aside."""
    notes = Notes("assignment", cells)
    towns = towns_named(cells["town"], terms.towns)
    notes.rows(towns["unknown"], "unknown_town", "town")
    rows = pl.DataFrame([
        cells["record_id"], towns["town"], cells["village"], school_codes(cells), cells["school_name"],
        school_keys(cells["school_name"]).alias("school_key"), cells["class_name"],
        *(named(cells[lead])["display"].alias(lead) for lead in LEADS),
    ])
    return conformed(rows, _rejected(rows), notes)


def _rejected(rows: pl.DataFrame) -> pl.DataFrame:
    nowhere = pl.all_horizontal(pl.col("town", "school_code", "school_key").is_null())
    reason = (
        pl.when(nowhere).then(pl.lit("no_place"))
        .when(pl.all_horizontal(pl.col(LEADS).is_null())).then(pl.lit("no_responsible"))
    )  # fmt: skip
    return rows.select("record_id", reason.alias("reason")).drop_nulls("reason")
