"""在校班级花名册: who really sits in which class, month by month."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.grades import graded, stage_of_school
from sources.identity import (
    ADULT,
    Notes,
    Pupils,
    Telling,
    conformed,
    no_name,
    normalized,
    noted_dates,
    persons,
    school_codes,
    school_keys,
)
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import SEX

CONTRACT = Contract(
    register="roster",
    title="在校班级花名册",
    english="Class rosters",
    required=False,
    note="学校按班级填报的实际在校学生，可一校一表。没有花名册的，只核对学籍，不核对在校情况。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("month", "月份", Kind.MONTH, required=True, also=("统计月份", "所属月份", "花名册月份")),
        Column("school_code", "学校标识码", Kind.NUMBER_TEXT, required=True, unless=("school_name",),
               also=("XXDM", "XXBSM", "学校代码", "学校编码")),
        Column("school_name", "学校名称", required=True, unless=("school_code",), also=("XXMC", "学校", "所在学校")),
        Column("grade", "年级", Kind.GRADE, required=True, also=("NJ", "所在年级")),
        Column("class_name", "班级", required=True, also=("BJMC", "班级名称", "班号")),
        Column("name", "姓名", Kind.NAME, required=True, also=("XM", "学生姓名")),
        Column("citizen_id", "身份证号", Kind.CITIZEN_ID, required=True, unless=("dob", "roll_no"),
               also=("SFZJH", "身份证件号", "身份证号码", "证件号码", "公民身份号码")),
        Column("roll_no", "学籍号", Kind.ROLL_NUMBER, also=("XJH", "全国学籍号", "国家学籍号")),
        Column("sex", "性别", Kind.CODE, codes=SEX, also=("XBM",)),
        Column("dob", "出生日期", Kind.DATE, also=("CSRQ", "出生年月")),
        Column("head_teacher", "班主任", also=("班主任姓名",), use=Use.DROP),
        Column("phone", "联系电话", Kind.PHONE, use=Use.DROP),
        Column("remark", "备注", use=Use.DROP),
    ),
)

_OWN = ("roll_no", "school_code", "school_name", "school_key", "grade", "class_name", "month", "as_of")


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The pupils who were in class; ``month`` is its first day. A row without a month says nothing and is set aside."""
    notes = Notes("roster", cells)
    adult = pl.Series("adult_from", [ADULT], dtype=pl.Int32).new_from_index(0, cells.height)
    roll_no = normalized(cells["roll_no"])
    stage = cells.select(stage_of_school(pl.col("school_name"))).to_series()
    grade = graded(cells["grade"], stage, cells["as_of"])
    notes.rows(grade.is_null(), "grade_unreadable", "grade")
    rows = pl.DataFrame([
        *persons(cells, Telling(), terms, notes, Pupils(adult, roll_no.str.extract(r"^G([0-9]{17}[0-9X])$", 1))),
        roll_no.alias("roll_no"),
        school_codes(cells),
        *cells.select("school_name", "class_name", "as_of"),
        school_keys(cells["school_name"]).alias("school_key"),
        grade.alias("grade"),
        noted_dates(cells, "month", notes)["date"].dt.month_start().alias("month"),
    ])
    undated = rows.filter(pl.col("month").is_null()).select("record_id", pl.lit("no_month").alias("reason"))
    aside = pl.concat([no_name(rows), undated]).unique("record_id", keep="first", maintain_order=True)
    return conformed(rows.select(*PERSON, *_OWN), aside, notes)
