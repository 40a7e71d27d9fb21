"""残联持证名单: who holds a disability certificate, and where the child is placed.

A place in a school is a claim that the roll must bear out; teaching at home is on no roll and stands here.
"""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import Notes, Telling, conformed, no_name, normalized, noted_codes, persons
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import DISABILITY_LEVEL, DISABILITY_TYPE, PLACEMENT, SEX

CONTRACT = Contract(
    register="disability",
    title="残联持证名单",
    english="Disability list",
    required=False,
    note="残联提供的持证残疾人（可含成年人）与适龄残疾儿童的安置方式。安置方式为空的，按未安置处理。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("name", "姓名", Kind.NAME, required=True, also=("残疾人姓名", "儿童姓名")),
        Column("certificate_no", "残疾人证号", Kind.CITIZEN_ID, required=True, unless=("citizen_id",),
               also=("残疾证号", "残疾人证号码", "残疾证号码", "残疾证编号", "证号"),
               note="20位：身份证号、残疾类别、残疾等级"),
        Column("citizen_id", "身份证号", Kind.CITIZEN_ID, required=True, unless=("certificate_no",),
               also=("身份证号码", "公民身份号码", "身份证件号", "证件号码")),
        Column("sex", "性别", Kind.CODE, codes=SEX),
        Column("dob", "出生日期", Kind.DATE, also=("出生年月",)),
        Column("disability_type", "残疾类别", Kind.CODE, codes=DISABILITY_TYPE, also=("残疾类型",), use=Use.RESTRICTED),
        Column("disability_level", "残疾等级", Kind.CODE, codes=DISABILITY_LEVEL, also=("残疾级别",),
               use=Use.RESTRICTED),
        Column("placement", "安置方式", Kind.CODE, codes=PLACEMENT, required=True,
               also=("安置情况", "安置形式", "教育安置", "教育安置方式", "就学安置")),
        Column("school_name", "安置学校", also=("就读学校", "学校名称", "学校")),
        Column("town", "乡镇", also=("乡(镇)", "镇(街道)", "所属乡镇", "街道")),
        Column("village", "村(居)", also=("行政村", "村", "社区", "村委会")),
        Column("as_of", "数据日期", Kind.DATE, note="有此列时，以各行日期代替文件的数据日期"),
        Column("guardian_name", "监护人姓名", Kind.NAME, also=("监护人",), use=Use.DROP),
        Column("phone", "联系电话", Kind.PHONE, also=("电话",), use=Use.DROP),
        Column("address", "住址", also=("家庭住址", "户籍地址", "现住址"), use=Use.DROP),
        Column("cause", "致残原因", use=Use.DROP),
        Column("allowance", "补贴情况", also=("两项补贴",), use=Use.DROP),
        Column("remark", "备注", use=Use.DROP),
    ),
)

_TELLS = Telling(town="town", village="village")
_OWN = ("disability_type", "disability_level", "placement", "school_name", "as_of")
_CERTIFICATE = r"^[0-9]{17}[0-9X]([1-7])([1-4])"


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The certificate holders as persons of every age. ``placement`` is null where the words are on no list.

    Type and level are the certificate number's where the columns do not say; they tell severe disability, no more.
    """
    notes = Notes("disability", cells)
    cells = _with_one_number(cells)
    empty = cells["placement"].is_null()
    placed = noted_codes(cells, "placement", PLACEMENT, notes)
    rows = pl.DataFrame([
        *persons(cells, _TELLS, terms, notes).get_columns(),
        _of_certificate(cells, noted_codes(cells, "disability_type", DISABILITY_TYPE, notes), 1),
        _of_certificate(cells, noted_codes(cells, "disability_level", DISABILITY_LEVEL, notes), 2),
        pl.select(pl.when(empty).then(pl.lit("unplaced")).otherwise(placed).alias("placement")).to_series(),
        *cells.select("school_name", "as_of"),
    ])
    return conformed(rows.select(*PERSON, *_OWN), no_name(rows), notes)


def _with_one_number(cells: pl.DataFrame) -> pl.DataFrame:
    """``citizen_id`` is the ID where the list has one, else the certificate number, which begins with the ID."""
    own = pl.col("citizen_id").is_not_null()
    taken = [
        pl.when(own).then(name).otherwise(name.replace("citizen_id", "certificate_no")).alias(name)
        for name in ("citizen_id", "citizen_id__numeric")
    ]
    return cells.with_columns(taken)


def _of_certificate(cells: pl.DataFrame, told: pl.Series, place: int) -> pl.Series:
    inside = normalized(cells["certificate_no"]).str.extract(_CERTIFICATE, place)
    return told.fill_null(inside).alias(told.name)
