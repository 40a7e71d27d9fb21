"""监测名单: the poverty-registration and anti-relapse list. Its claims on schooling are claims, never proof."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.grades import grade_cohort
from sources.identity import Notes, Telling, age_on, conformed, named, no_name, noted_codes, persons
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import SCHOOLING_CLAIM, SEX, YES_NO

CONTRACT = Contract(
    register="poverty",
    title="脱贫户和监测对象",
    english="Poverty registration and monitoring list",
    required=True,
    note="全国防返贫监测信息系统导出的家庭成员表。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("household_no", "户编号", Kind.NUMBER_TEXT, required=True, also=("家庭编号",)),
        Column("person_no", "人编号", Kind.NUMBER_TEXT, also=("人口编号",)),
        Column("name", "姓名", Kind.NAME, required=True, also=("成员姓名",)),
        Column("citizen_id", "证件号码", Kind.CITIZEN_ID, required=True,
               also=("公民身份号码", "身份证号", "身份证号码", "证件号")),
        Column("id_doc_type", "证件类型"),
        Column("sex", "性别", Kind.CODE, codes=SEX),
        Column("dob", "出生日期", Kind.DATE, also=("出生年月",)),
        Column("relation_to_head", "与户主关系"),
        Column("county", "县(市、区、旗)", also=("县", "县(区)", "县市区旗", "区县")),
        Column("town", "乡(镇)", required=True, also=("乡", "乡镇")),
        Column("village", "行政村", also=("村",)),
        Column("group", "自然村/组", also=("自然村", "组", "村民小组", "自然村(组)")),
        Column("schooling_claim", "在校生状况", Kind.CODE, codes=SCHOOLING_CLAIM, required=True,
               also=("在校生情况", "在校学生", "在校状况")),
        Column("education_level", "文化程度"),
        Column("not_in_school_reason", "失学或辍学原因", also=("义务教育阶段未上学原因", "未上学原因")),
        Column("dropout_flag", "是否义务教育阶段适龄儿童少年失学辍学", Kind.YES_NO, codes=YES_NO, also=("是否失学辍学",)),
        Column("household_type", "户类型", required=True, unless=("monitor_type",), also=("脱贫属性",)),
        Column("monitor_type", "监测对象类别", required=True, unless=("household_type",),
               also=("易返贫致贫户(监测对象)类型", "易返贫致贫户类型")),
        Column("risk_cleared", "风险是否已消除", Kind.YES_NO, codes=YES_NO, also=("风险是否消除",)),
        Column("phone", "联系电话", Kind.PHONE, also=("户联系电话", "人联系电话", "成员联系电话")),
        Column("head_name", "户主姓名", Kind.NAME),
        Column("health", "健康状况", use=Use.RESTRICTED),
        Column("disability_type", "残疾类别", use=Use.RESTRICTED),
        Column("disability_level", "残疾等级", use=Use.RESTRICTED),
        Column("as_of", "数据日期", Kind.DATE, note="有此列时，以各行日期代替文件的数据日期"),
        Column("ethnicity", "民族", use=Use.DROP),
        Column("politics", "政治面貌", use=Use.DROP),
        Column("poverty_cause", "主要致贫原因", also=("致贫原因",), use=Use.DROP),
        Column("income", "人均纯收入", also=("家庭人均纯收入", "年收入"), use=Use.DROP),
        Column("allowance", "是否低保", also=("低保",), use=Use.DROP),
        Column("labor", "劳动技能", also=("劳动能力",), use=Use.DROP),
        Column("insurance", "是否参加城乡居民基本医疗保险", use=Use.DROP),
        Column("head_id", "户主证件号码", Kind.CITIZEN_ID, use=Use.DROP),
    ),
)

_TELLS = Telling(
    guardians=("head_name",),
    phones=("phone",),
    addresses=("group", "village"),
    town="town",
    village="village",
    household_no="household_no",
    document="id_doc_type",
)
_OWN = (
    "person_no", "group", "schooling_claim", "education_level", "not_in_school_reason", "dropout_flag", "household_type",
    "monitor_type", "risk_cleared", "head_name", "phone", "relation_to_head", "health", "disability_type", "disability_level", "as_of",
)  # fmt: skip
#: Claims that name the very grade.
_GRADES = {"grade7": 7, "grade8": 8, "grade9": 9}
#: Compulsory schooling; the night's own band is a setting, but the list's columns are about this one.
_OF_AGE = (6, 15)


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The members of poor and monitored households as persons of every age, with what the list claims of schooling."""
    notes = Notes("poverty", cells)
    claim = noted_codes(cells, "schooling_claim", SCHOOLING_CLAIM, notes)
    grade = claim.replace_strict(_GRADES, default=None, return_dtype=pl.Int16)
    rows = pl.DataFrame([
        *persons(cells, _TELLS, terms, notes).with_columns(grade_cohort(grade, cells["as_of"])).get_columns(),
        *cells.select(
            "person_no", "group", "education_level", "not_in_school_reason", "household_type", "monitor_type",
            "relation_to_head", "health", "disability_type", "disability_level", "as_of",
        ).get_columns(),
        *(noted_codes(cells, name, YES_NO, notes) for name in ("dropout_flag", "risk_cleared")),
        claim,
        named(cells["head_name"])["display"].alias("head_name"),
    ])  # fmt: skip
    _note_schooling(rows, terms, notes)
    _note_repeated(rows, notes)
    return conformed(rows.select(*PERSON, *_OWN), no_name(rows), notes)


def _note_schooling(rows: pl.DataFrame, terms: Terms, notes: Notes) -> None:
    """Children of age without a claim or with an education level beside it; an illness that nobody recorded."""
    of_age = rows.select(age_on(pl.col("dob"), terms.as_of).is_between(*_OF_AGE)).to_series().fill_null(False)
    claim, level = rows["schooling_claim"].is_not_null(), rows["education_level"].is_not_null()
    notes.rows(of_age & ~claim, "poverty_no_schooling_claim", "schooling_claim")
    notes.rows(of_age & claim & level, "poverty_claim_and_level", "education_level")
    ill = rows["not_in_school_reason"].str.contains("因病|因残|残疾|疾病")
    notes.rows(ill & (rows["health"] == "健康"), "poverty_reason_health", "not_in_school_reason")


def _note_repeated(rows: pl.DataFrame, notes: Notes) -> None:
    """One ID or one person number on two rows; two heads in one household."""
    for key, column in (("id18", "citizen_id"), ("person_no", "person_no")):
        twice = rows.select(pl.col(key).is_not_null() & (pl.len().over(key) > 1)).to_series()
        notes.rows(twice, "poverty_duplicate_id", column)
    head = pl.when(pl.col("relation_to_head").is_in(["户主", "本人", "01", "1"])).then("household_no")
    second = rows.select(head.is_not_null() & (pl.len().over(head) > 1)).to_series()
    notes.rows(second, "poverty_multi_head", "relation_to_head")
