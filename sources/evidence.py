"""就学佐证: what came back from the doors, and the certificates and filings already on file."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.grades import grade_cohort, graded, stage_of_school
from sources.identity import ADULT, Notes, Pupils, Telling, conformed, last_day, noted_codes, noted_dates, persons
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import EVIDENCE_RESULT, EVIDENCE_TYPE, NON_CLOSING_RESULTS

#: The rest of our own visit list, which comes back as it went out, in Chinese or in English.
_LISTED = tuple((heading, Kind.TEXT, (english,)) for heading, english in {
    "优先级": "Priority", "类别": "List", "原因": "Reason", "性别": "Sex", "年龄": "Age", "乡镇": "Town",
    "村(居)": "Village", "地址": "Address", "户主或监护人": "Householder or guardian", "联系电话": "Telephone",
    "最后就读学校": "Last school", "最后年级": "Last grade", "脱贫/监测户": "Poor household", "需取材料": "To be obtained",
    "责任人": "In charge", "首次列入": "First listed", "已列天数": "Nights listed", "期限": "Due", "标记": "Mark",
}.items())
CONTRACT = Contract(
    register="evidence",
    title="取证与核查结果",
    english="Evidence and visit results",
    required=False,
    note="填写后的核查清单，或既有证明、备案台账。以“任务编号”或“姓名＋身份证号”对应到儿童。",
    columns=(
        Column("case_token", "任务编号", required=True, unless=("name",), also=("案件编号", "任务号", "Task no.")),
        Column("name", "姓名", Kind.NAME, required=True, unless=("case_token",), also=("XM", "学生姓名", "儿童姓名", "Name")),
        Column("citizen_id", "身份证号", Kind.CITIZEN_ID, required=True, unless=("case_token",),
               also=("SFZJH", "公民身份号码", "身份证号码", "身份证件号", "证件号码", "ID number")),
        Column("result", "核查结果", Kind.CODE, codes=EVIDENCE_RESULT, required=True, also=("结果", "核实结果", "Result")),
        Column("evidence_type", "证据类型", also=("佐证类型", "证明类型", "Kind of proof")),
        Column("evidence_no", "证据编号", also=("佐证编号", "备案编号", "证明编号", "Number of proof")),
        Column("located_school", "就读学校", also=("School attended",)),
        Column("located_grade", "就读年级", Kind.GRADE, also=("Grade attended",)),
        Column("located_place", "就读学校所在地", also=("学校所在地", "Place of school")),
        Column("evidence_date", "取证日期", Kind.DATE, also=("核查日期", "备案日期", "Date of proof")),
        Column("valid_until", "有效期至", Kind.DATE, also=("有效期", "Valid until")),
        Column("verifier", "核查人", also=("取证人", "Visitors")),
        Column("remark", "备注", also=("Remarks",)),
        *(Column(f"listed_{place}", *both, use=Use.DROP) for place, both in enumerate(_LISTED)),
    ),
)

_OWN = (
    "case_token", "result", "evidence_type", "evidence_no", "located_school", "located_grade", "located_place", "evidence_date",
    "valid_until", "verifier", "remark", "as_of",
)  # fmt: skip
#: What a visitor fills in; a row with none of it is a task still to be done.
_ANSWER = ("result", "evidence_type", "evidence_no", "located_school", "located_grade", "evidence_date")

#: Words offered for 证据类型 in English → in Chinese; whatever else is written there is taken as it stands.
_TYPES = {label: EVIDENCE_TYPE.labels[code] for code, label in EVIDENCE_TYPE.english.items()}
#: Why a date cell tells no day → reason for setting the row aside.
_NO_DAY = {"two_digit_year": "evidence_date_two_digit", "unreadable": "evidence_date_unreadable"}


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """What was found of each child. Rows that cannot be told of a child, or close nothing they claim to, are set aside.

    A visit that closes nothing and bears no date counts from the date of its file: it must not be lost, and lists
    the child either way. ``valid_until`` includes its last day.
    """
    notes = Notes("evidence", cells)
    nobody = pl.Series("hint", [None], dtype=pl.String).new_from_index(0, cells.height)
    adult = pl.Series("adult_from", [ADULT], dtype=pl.Int32).new_from_index(0, cells.height)
    result = noted_codes(cells, "result", EVIDENCE_RESULT, notes)
    grade = _located_grade(cells, notes)
    dated, undated = _evidence_date(cells, result, notes)
    until = noted_dates(cells, "valid_until", notes)
    person = persons(cells, Telling(), terms, notes, Pupils(adult, nobody))
    rows = pl.DataFrame([
        *person.with_columns(grade_cohort(grade, dated)).get_columns(),
        cells["case_token"].str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase().replace("", None),
        result,
        cells["evidence_type"].replace(_TYPES),
        *cells.select("evidence_no", "located_school", "located_place", "verifier", "remark", "as_of"),
        grade,
        dated,
        last_day(until).alias("valid_until"),
        undated.alias("undated"),
        until["trouble"].is_not_null().alias("until_unreadable"),
    ])
    return conformed(rows.select(*PERSON, *_OWN), _rejected(rows, cells), notes)


def _located_grade(cells: pl.DataFrame, notes: Notes) -> pl.Series:
    stage = cells.select(stage_of_school(pl.col("located_school"))).to_series()
    grade = graded(cells["located_grade"], stage, cells["as_of"])
    notes.rows(grade.is_null() & cells["located_grade"].is_not_null(), "grade_unreadable", "located_grade")
    return grade.alias("located_grade")


def _evidence_date(cells: pl.DataFrame, result: pl.Series, notes: Notes) -> tuple[pl.Series, pl.Series]:
    """The day of each row's evidence, and why there is none (a code of QUARANTINED)."""
    found = noted_dates(cells, "evidence_date", notes)
    assumed = found["date"].is_null() & result.is_in(NON_CLOSING_RESULTS)
    notes.rows(assumed, "evidence_date_assumed", "evidence_date")
    day = pl.when(assumed).then(cells["as_of"]).otherwise(found["date"])
    why = found["trouble"].replace_strict(_NO_DAY, default="no_evidence_date", return_dtype=pl.String)
    dated = pl.select(day.alias("evidence_date")).to_series()
    return dated, pl.select(pl.when(dated.is_null()).then(why)).to_series()


def _rejected(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """``record_id, reason`` of the rows that are no evidence; the first reason that holds (contract.md §4.1)."""
    unanswered = cells.select(pl.all_horizontal(pl.col(_ANSWER).is_null())).to_series()
    unnamed = pl.col("name_key").is_null() | pl.col("citizen_id").is_null()
    closing = ~pl.col("result").is_in(NON_CLOSING_RESULTS)
    reason = (
        pl.when(unanswered).then(pl.lit("unanswered"))
        .when(pl.col("case_token").is_null() & unnamed).then(pl.lit("no_child_key"))
        .when(pl.col("result").is_null()).then(pl.lit("unknown_result"))
        .when(closing & pl.col("evidence_no").is_null()).then(pl.lit("no_evidence_ref"))
        .when(pl.col("undated").is_not_null()).then("undated")
        # A certificate whose end nobody can read would else count for a whole term.
        .when(closing & pl.col("until_unreadable")).then(pl.lit("valid_until_unreadable"))
        .when(closing & (pl.col("valid_until") < pl.col("evidence_date"))).then(pl.lit("valid_before_evidence"))
    )  # fmt: skip
    return rows.select("record_id", reason.alias("reason")).drop_nulls("reason")
