"""学籍库: the school roll. An active record in it is the usual proof that a child is being schooled."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.grades import grade_cohort, graded, is_special, stage_of_school
from sources.identity import (
    ADULT,
    Notes,
    Pupils,
    Telling,
    conformed,
    no_name,
    normalized,
    noted_codes,
    noted_dates,
    persons,
    school_codes,
    school_keys,
    town_inside,
)
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import ATTENDANCE, ROLL_STATUS, SEX, YES_NO

CONTRACT = Contract(
    register="roll",
    title="中小学生学籍",
    english="School roll",
    required=True,
    note="县内学校的学籍数据，可为一个文件，也可一校一表。",
    columns=(
        Column("serial", "序号", also=("编号", "序"), use=Use.DROP),
        Column("roll_no", "学籍号", Kind.ROLL_NUMBER, required=True, unless=("citizen_id",),
               also=("XJH", "XH", "全国学籍号", "国家学籍号")),
        Column("roll_aux_no", "学籍辅号", Kind.ROLL_NUMBER, also=("学籍副号", "省学籍号", "学籍主号")),
        Column("citizen_id", "身份证件号", Kind.CITIZEN_ID, required=True, unless=("roll_no",),
               also=("SFZJH", "身份证号", "身份证号码", "证件号码", "证件号", "公民身份号码", "学生身份证号")),
        Column("id_doc_type", "身份证件类型", also=("SFZJLXM", "证件类型")),
        Column("name", "姓名", Kind.NAME, required=True, also=("XM", "学生姓名")),
        Column("former_name", "曾用名", Kind.NAME, also=("CYM",)),
        Column("sex", "性别", Kind.CODE, codes=SEX, also=("XBM", "XB")),
        Column("dob", "出生日期", Kind.DATE, required=True, unless=("citizen_id",), also=("CSRQ", "出生年月日", "出生年月")),
        Column("school_code", "学校标识码", Kind.NUMBER_TEXT, required=True, unless=("school_name",),
               also=("XXDM", "XXBSM", "学校代码", "学校编码")),
        Column("school_name", "学校名称", required=True, unless=("school_code",), also=("XXMC", "学校", "就读学校", "所在学校")),
        Column("grade", "年级", Kind.GRADE, required=True, also=("NJ", "SZNJ", "所在年级", "就读年级")),
        Column("class_name", "班级", also=("BH", "BJMC", "班级名称", "班号")),
        Column("status", "学籍状态", Kind.CODE, codes=ROLL_STATUS, required=True,
               also=("XSDQZTM", "学生状态", "当前状态", "学生当前状态", "在籍状态")),
        Column("entry_month", "入学年月", Kind.MONTH, also=("RXNY",)),
        Column("attendance", "就读方式", Kind.CODE, codes=ATTENDANCE, also=("JDFSM", "是否住校", "住宿情况")),
        Column("change_type", "异动类别", also=("YDLBM",)),
        Column("change_date", "异动日期", Kind.DATE, also=("YDRQ",)),
        Column("to_school", "转入学校", also=("YDQXXXM",)),
        Column("registered_place", "户口所在地", also=("HKSZD", "户籍地")),
        Column("home_address", "现住址", also=("XZZ", "家庭地址", "通信地址", "家庭住址")),
        Column("guardian_name", "监护人姓名", Kind.NAME, also=("成员1姓名", "家长姓名", "监护人", "联系人姓名", "LXRXM")),
        Column("guardian_phone", "成员1联系电话", Kind.PHONE, also=("监护人电话", "家长电话", "监护人联系电话")),
        Column("guardian_id", "成员1身份证件号", Kind.CITIZEN_ID, also=("监护人身份证号", "监护人身份证件号"), use=Use.MATCH_ONLY),
        Column("guardian2_name", "成员2姓名", Kind.NAME),
        Column("guardian2_phone", "成员2联系电话", Kind.PHONE),
        Column("guardian2_id", "成员2身份证件号", Kind.CITIZEN_ID, use=Use.MATCH_ONLY),
        Column("father_name", "父亲姓名", Kind.NAME),
        Column("mother_name", "母亲姓名", Kind.NAME),
        Column("phone", "联系电话", Kind.PHONE, also=("LXDH", "DH", "电话")),
        Column("left_behind", "是否留守儿童", Kind.YES_NO, codes=YES_NO, use=Use.RESTRICTED),
        Column("migrant", "是否进城务工人员随迁子女", Kind.YES_NO, codes=YES_NO, use=Use.RESTRICTED),
        Column("orphan", "是否孤儿", Kind.YES_NO, codes=YES_NO, use=Use.RESTRICTED),
        Column("in_class_sen", "是否随班就读", Kind.YES_NO, codes=YES_NO, use=Use.RESTRICTED),
        Column("disability", "残疾类型", also=("残疾人类型",), use=Use.RESTRICTED),
        Column("ethnicity", "民族", also=("MZM",), use=Use.DROP),
        Column("politics", "政治面貌", also=("ZZMMM",), use=Use.DROP),
        Column("health", "健康状况", also=("JKZKM",), use=Use.DROP),
        Column("photo", "照片", use=Use.DROP),
        Column("mail", "电子信箱", also=("邮箱",), use=Use.DROP),
    ),
)

_TELLS = Telling(
    guardians=("guardian_name", "guardian2_name", "father_name", "mother_name"),
    guardian_numbers=("guardian_id", "guardian2_id"),
    phones=("phone", "guardian_phone", "guardian2_phone"),
    addresses=("home_address", "registered_place"),
    document="id_doc_type",
)
_OWN = (
    "roll_no", "roll_no_class", "id_doc_type", "school_code", "school_name", "school_key", "grade", "grade_text", "special",
    "class_name", "status", "attendance", "change_type", "change_date", "entry_month", "to_school", "guardian_name", "phone",
    "left_behind", "migrant", "orphan", "in_class_sen", "disability", "as_of",
)  # fmt: skip
#: Senior and vocational pupils of 18 to 24 are grown up and still write their own number.
_GROWN_SENIOR = 25


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The roll's rows as pupils. An unknown status is null and so proves nothing; an unknown grade is null."""
    cells = _with_numbers_in_place(cells)
    notes = Notes("roll", cells)
    grade = _grade(cells, notes)
    adult_from = pl.select(pl.when(grade >= 10).then(_GROWN_SENIOR).otherwise(ADULT)).to_series()
    pupils = Pupils(adult_from, cells["roll_no"].str.extract(r"^G([0-9]{17}[0-9X])$", 1))
    standing, changed = _standing(cells, notes), noted_dates(cells, "change_date", notes)["date"]
    special = is_special(cells["grade"])
    person = persons(cells, _TELLS, terms, notes, pupils).with_columns(
        _home_town(cells, terms.towns),
        grade_cohort(grade, _in_grade_on(standing["status"], special, changed, cells["as_of"])))
    rows = pl.DataFrame([
        *person.get_columns(),
        cells["roll_no"],
        _roll_number_class(cells["roll_no"]),
        *cells.select("id_doc_type", "school_name", "class_name", "change_type", "to_school", "disability", "as_of"),
        school_codes(cells),
        school_keys(cells["school_name"]).alias("school_key"),
        grade,
        cells["grade"].alias("grade_text"),
        special.alias("special"),
        *standing.get_columns(),
        changed.alias("change_date"),
        noted_dates(cells, "entry_month", notes)["date"].dt.month_start().alias("entry_month"),
        *(noted_codes(cells, name, YES_NO, notes) for name in ("left_behind", "migrant", "orphan", "in_class_sen")),
    ])
    _note_double_enrollment(rows, notes)
    return conformed(rows.select(*PERSON, *_OWN), no_name(rows), notes)


def _with_numbers_in_place(cells: pl.DataFrame) -> pl.DataFrame:
    """Numbers under the columns they belong to: a roll number out of the ID column, an ID out of 学籍主号.

    ``roll_no`` is normalized; ``citizen_id`` keeps a roll number, so that it is told what stands there.
    """
    own, aux, roll_no = (pl.lit(normalized(cells[name])) for name in ("citizen_id", "roll_aux_no", "roll_no"))
    aux_is_id = own.is_null() & aux.str.contains(r"^[0-9]{17}[0-9X]$").fill_null(False)
    misplaced = pl.when(own.str.contains(r"^([LJG][0-9]|999)")).then(own)
    return cells.with_columns(
        pl.when(aux_is_id).then("roll_aux_no").otherwise("citizen_id").alias("citizen_id"),
        pl.when(aux_is_id).then("roll_aux_no__numeric").otherwise("citizen_id__numeric").alias("citizen_id__numeric"),
        pl.coalesce(roll_no, misplaced, pl.when(~aux_is_id).then(aux)).alias("roll_no"),
    )


def _roll_number_class(roll_no: pl.Series) -> pl.Series:
    """``G`` (the ID, as it was), ``L``, ``J`` and ``999`` (temporary), ``other``; null without a number."""
    known = roll_no.str.extract(r"^(G|L|J|999)", 1).fill_null("other")
    return pl.select(pl.when(roll_no.is_not_null()).then(known).alias("roll_no_class")).to_series()


def _grade(cells: pl.DataFrame, notes: Notes) -> pl.Series:
    stage = cells.select(stage_of_school(pl.col("school_name"))).to_series()
    grade = graded(cells["grade"], stage, cells["as_of"])
    notes.rows(grade.is_null(), "grade_unreadable", "grade")
    return grade.alias("grade")


def _home_town(cells: pl.DataFrame, towns: tuple[str, ...]) -> pl.Series:
    """The county's town in the registered place, else in the home address; the roll has no town of the pupil's own."""
    named = (town_inside(pl.col(name), towns) for name in ("registered_place", "home_address"))
    return cells.with_columns(pl.coalesce(named).alias("town"))["town"]


def _standing(cells: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """``status`` and ``attendance``; teaching at home (送教) written as a status is an active roll, taught at home."""
    at_home = cells["status"].str.contains("送教").fill_null(False)
    told = cells.with_columns(pl.when(at_home).then(pl.lit("active")).otherwise("status").alias("status"))
    status = noted_codes(told, "status", ROLL_STATUS, notes)
    attendance = noted_codes(told, "attendance", ATTENDANCE, notes)
    notes.rows(told["status"].is_null(), "unknown_code", "status", "空白")
    standing = pl.DataFrame([status, attendance])
    return standing.with_columns(pl.when(at_home).then(pl.lit("home")).otherwise("attendance").alias("attendance"))


def _in_grade_on(status: pl.Series, special: pl.Series, changed: pl.Series, as_of: pl.Series) -> pl.Series:
    """A day on which the pupil was in the grade that the row names: a closed record keeps the grade of its last day.

    Null where there is no such day, and for special schooling, whose grades say nothing of the age.
    """
    day = pl.when(status == "active").then(as_of).otherwise(changed)
    return pl.select(pl.when(~special).then(day).alias("on")).to_series()


def _note_double_enrollment(rows: pl.DataFrame, notes: Notes) -> None:
    active = pl.when(pl.col("status") == "active").then("id18")
    twice = rows.select(active.is_not_null() & (pl.len().over(active) > 1)).to_series()
    notes.rows(twice, "roll_duplicate", "citizen_id")
