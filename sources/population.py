"""公安户籍库: the public-security population registry. It is the denominator: every child counted is a row of it."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import Notes, Telling, coded, conformed, named, no_name, noted_codes, noted_dates, persons
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import CANCELLATION, SEX, YES_NO

CONTRACT = Contract(
    register="population",
    title="公安户籍人口",
    english="Public-security population registry",
    required=True,
    note="公安机关常住人口登记。应含全部年龄，至少 3–22 周岁。",
    columns=(
        Column("serial", "序号", also=("编号", "序"), use=Use.DROP),
        Column("citizen_id", "公民身份号码", Kind.CITIZEN_ID, required=True,
               also=("GMSFHM", "身份证号", "身份证号码", "居民身份证号", "居民身份证号码", "公民身份证件编号", "身份证", "证件号码", "sfzh")),
        Column("name", "姓名", Kind.NAME, required=True, also=("XM", "人员姓名", "常住人口姓名")),
        Column("former_name", "曾用名", Kind.NAME, also=("CYM", "别名", "原名")),
        Column("sex", "性别", Kind.CODE, codes=SEX, also=("XBDM", "XB", "性别代码")),
        Column("dob", "出生日期", Kind.DATE, also=("CSRQ", "出生年月日", "出生年月", "生日")),
        Column("ethnicity", "民族", also=("MZDM",), use=Use.DROP, note="不需要，不读取"),
        Column("household_no", "户号", Kind.NUMBER_TEXT, also=("HH", "户口号", "户口簿号", "家庭户号")),
        Column("relation_to_head", "与户主关系", also=("YHZGXDM", "户主或与户主关系", "关系")),
        Column("head_name", "户主姓名", Kind.NAME, also=("HZXM", "户主")),
        Column("guardian_name", "监护人姓名", Kind.NAME, also=("JHR_XM", "监护人")),
        Column("guardian_id", "监护人身份证号", Kind.CITIZEN_ID, also=("JHR_GMSFHM", "监护人公民身份号码"), use=Use.MATCH_ONLY),
        Column("father_name", "父亲姓名", Kind.NAME, also=("FQ_XM", "FQXM")),
        Column("father_id", "父亲身份证号", Kind.CITIZEN_ID, also=("FQ_GMSFHM", "父亲公民身份号码"), use=Use.MATCH_ONLY),
        Column("mother_name", "母亲姓名", Kind.NAME, also=("MQ_XM", "MQXM")),
        Column("mother_id", "母亲身份证号", Kind.CITIZEN_ID, also=("MQ_GMSFHM", "母亲公民身份号码"), use=Use.MATCH_ONLY),
        Column("registered_county", "户籍县", Kind.NUMBER_TEXT, also=("HJDZ_SSXQDM", "省市县", "省市县(区)", "省市县区")),
        Column("town", "乡镇", required=True, also=("镇(街道)", "镇街道", "乡(镇)", "所属乡镇", "街道", "乡镇街道")),
        Column("village", "村(居)", also=("村居", "行政村", "社区", "村委会", "村(社区)", "村居委会", "村")),
        Column("registered_address", "户籍地址", required=True, unless=("village",),
               also=("HJD_DZXZ", "户籍地", "户口所在地", "住址", "家庭住址")),
        Column("residence_address", "现住址", also=("JZD_DZXZ", "MLPXZ", "居住地", "现居住地")),
        Column("same_place", "人户一致", Kind.YES_NO, codes=YES_NO, also=("SFRHYZDM", "是否人户一致")),
        Column("registration_type", "户口性质", also=("HKXZFLDM", "户别", "户类型")),
        Column("police_station", "派出所", also=("PCSDM", "户口登记机关")),
        Column("cancel_type", "注销类别", Kind.CODE, codes=CANCELLATION, also=("RKGLZXLBDM", "是否注销", "人员状态")),
        Column("cancel_date", "注销日期", Kind.DATE, also=("ZXRQ", "注销日期和原因")),
        Column("phone", "联系电话", Kind.PHONE, also=("LXDH", "电话", "手机号", "手机号码")),
        Column("remark", "备注"),
    ),
)

_TELLS = Telling(
    guardians=("guardian_name", "father_name", "mother_name", "head_name"),
    guardian_numbers=("guardian_id", "father_id", "mother_id"),
    phones=("phone",),
    addresses=("registered_address", "residence_address"),
    town="town",
    village="village",
    household_no="household_no",
)
_OWN = (
    "relation_to_head", "head_name", "guardian_name", "registered_address", "residence_address", "same_place",
    "registration_type", "cancel_kind", "cancel_date", "phone", "remark_claim", "as_of",
)  # fmt: skip
#: By these words an office says in free text that a registration is no living child's: a claim, never a status.
_CLAIMS = "空挂|死亡|失踪|重复"
#: 注销日期和原因 puts both into one cell; the reason is one of these.
_REASONS = "死亡|失踪|迁出|迁往市县外|出国|重户|重复户口"


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The registry's rows as persons of every age, with how and when a registration was cancelled.

    Rows without any birth date stay, as the ledger counts them as of unknown age; rows that name nobody do not.
    """
    notes = Notes("population", cells)
    person = persons(cells, _TELLS, terms, notes)
    rows = pl.DataFrame([
        *person.get_columns(),
        *cells.select("relation_to_head", "registered_address", "residence_address", "registration_type", "as_of"),
        named(cells["head_name"])["display"].alias("head_name"),
        noted_codes(cells, "same_place", YES_NO, notes),
        *_cancellation(cells, notes).get_columns(),
        _remark_claims(cells, person["name_note"]),
    ])
    _note_claims_and_duplicates(rows, notes)
    return conformed(rows.select(*PERSON, *_OWN), no_name(rows), notes)


def _cancellation(cells: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """``cancel_kind`` (null for a live registration) and ``cancel_date``; the date's cell may hold the reason too."""
    reason = cells["cancel_date"].str.extract(f"({_REASONS})", 1)
    inside = pl.col("cancel_date").str.extract(r"(\d[\d年月/.\-]*\d日?)", 1)
    day = pl.when(reason.is_null()).then("cancel_date").otherwise(inside).alias("cancel_date")
    when = noted_dates(cells.with_columns(day), "cancel_date", notes)["date"]
    kind = noted_codes(cells, "cancel_type", CANCELLATION, notes).fill_null(coded(reason, CANCELLATION))
    notes.rows(kind.is_null() & when.is_not_null() & cells["cancel_type"].is_null(), "unknown_code", "cancel_type")
    gone = pl.DataFrame([kind.alias("cancel_kind"), when.alias("cancel_date")])
    return gone.with_columns(pl.when(pl.col("cancel_kind") != "live").then("cancel_kind").alias("cancel_kind"))


def _remark_claims(cells: pl.DataFrame, note: pl.Series) -> pl.Series:
    """True where the remark or a note behind the name says that the registration is no living child's."""
    said = [text.str.contains(_CLAIMS).fill_null(False) for text in (cells["remark"], note)]
    return (said[0] | said[1]).alias("remark_claim")


def _note_claims_and_duplicates(rows: pl.DataFrame, notes: Notes) -> None:
    notes.rows(rows["remark_claim"], "remark_claim", "remark")
    live = pl.when(pl.col("cancel_kind").is_null()).then("id18")
    shared = rows.select(live.is_not_null() & (pl.len().over(live) > 1)).to_series()
    notes.rows(shared, "population_duplicate_id", "citizen_id")
