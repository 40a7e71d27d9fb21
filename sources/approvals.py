"""延缓入学与休学审批: who may stay out of school, by whose leave, until when."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import (
    ADULT,
    Notes,
    Pupils,
    Telling,
    conformed,
    last_day,
    normalized,
    noted_codes,
    noted_dates,
    persons,
)
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import APPROVAL, SEX

CONTRACT = Contract(
    register="approvals",
    title="延缓入学和休学审批",
    english="Approvals of deferral and suspension",
    required=False,
    note="已批准的延缓入学、休学。以“姓名＋身份证号”或“姓名＋学籍号”对应到儿童；"
    "没有审批单位或起止日期的不能生效。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("name", "姓名", Kind.NAME, required=True, also=("XM", "学生姓名", "儿童姓名")),
        Column("citizen_id", "身份证号", Kind.CITIZEN_ID, required=True, unless=("roll_no",),
               also=("SFZJH", "身份证号码", "身份证件号", "公民身份号码", "证件号码")),
        Column("roll_no", "学籍号", Kind.ROLL_NUMBER, required=True, unless=("citizen_id",),
               also=("XJH", "全国学籍号", "国家学籍号")),
        Column("sex", "性别", Kind.CODE, codes=SEX, also=("XBM",)),
        Column("dob", "出生日期", Kind.DATE, also=("CSRQ", "出生年月日")),
        Column("kind", "审批类型", Kind.CODE, codes=APPROVAL, required=True,
               also=("审批事项", "申请类型", "申请事项", "类型")),
        Column("approved_by", "审批单位", required=True, also=("批准单位", "审批机关", "批准机关", "审批人", "批准人")),
        Column("approval_no", "审批文号", also=("批准文号", "审批编号", "文号")),
        Column("valid_from", "起始日期", Kind.DATE, required=True, also=("开始日期", "起始时间", "开始时间")),
        Column("valid_until", "截止日期", Kind.DATE, required=True,
               also=("结束日期", "终止日期", "截止时间", "结束时间", "有效期至")),
        Column("school_name", "学校名称", also=("就读学校", "所在学校", "学校")),
        Column("grade", "年级", Kind.GRADE, use=Use.DROP),
        # Why a child stays at home is often an illness: the status needs the approval, not its cause.
        Column("cause", "申请原因", also=("事由", "休学原因", "延缓入学原因"), use=Use.DROP),
        Column("phone", "联系电话", Kind.PHONE, use=Use.DROP),
        Column("remark", "备注", use=Use.DROP),
    ),
)

_OWN = ("roll_no", "kind", "approved_by", "approval_no", "valid_from", "valid_until", "school_name", "as_of")


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The approvals, each of one child. ``valid_until`` includes its last day.

    Rows without an approver, without both days, or of no known kind are set aside: they excuse nobody
    (domain.md: "approval with approver and end date, not run out").
    """
    notes = Notes("approvals", cells)
    adult = pl.Series("adult_from", [ADULT], dtype=pl.Int32).new_from_index(0, cells.height)
    roll_no = normalized(cells["roll_no"])
    # A roll number of G and an ID is a weaker ID; the others lead to the child by way of the roll.
    hint = roll_no.str.extract(r"^G([0-9]{17}[0-9X])$", 1)
    person = persons(cells, Telling(), terms, notes, Pupils(adult, hint))
    rows = pl.DataFrame([
        *person.get_columns(),
        roll_no.alias("roll_no"),
        noted_codes(cells, "kind", APPROVAL, notes),
        *cells.select("approved_by", "approval_no", "school_name", "as_of"),
        noted_dates(cells, "valid_from", notes)["date"].alias("valid_from"),
        last_day(noted_dates(cells, "valid_until", notes)).alias("valid_until"),
    ])
    return conformed(rows.select(*PERSON, *_OWN), _rejected(rows), notes)


def _rejected(rows: pl.DataFrame) -> pl.DataFrame:
    """``record_id, reason`` of the rows that excuse nobody; the first reason that holds."""
    unnamed = pl.col("name_key").is_null() | (pl.col("citizen_id").is_null() & pl.col("roll_no").is_null())
    reason = (
        pl.when(unnamed).then(pl.lit("no_person_key"))
        .when(pl.col("kind").is_null()).then(pl.lit("unknown_approval"))
        .when(pl.col("approved_by").is_null()).then(pl.lit("no_approver"))
        .when(pl.any_horizontal(pl.col("valid_from", "valid_until").is_null())).then(pl.lit("no_period"))
        .when(pl.col("valid_until") < pl.col("valid_from")).then(pl.lit("period_reversed"))
    )  # fmt: skip
    return rows.select("record_id", reason.alias("reason")).drop_nulls("reason")
