"""匹配复核: what people decided of pairs in review; it outranks every weight."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import Notes, coded, conformed, named, noted_codes, noted_dates
from sources.person import Conformed, Terms
from sources.vocabulary import VERDICT

#: The rest of our own list, which comes back as it went out, in Chinese or in English.
_LISTED = tuple((heading, Kind.TEXT, (english,)) for heading, english in {
    "类型": "Kind", "乡镇": "Town", "问题": "Problem", "处理办法": "What to do", "来源": "Source", "文件": "File",
    "工作表": "Sheet", "行号": "Row", "列": "Column",
    "甲来源": "A: source", "甲文件": "A: file", "甲行号": "A: row", "甲姓名": "A: name", "甲证件号码": "A: ID number",
    "甲性别": "A: sex", "甲出生日期": "A: date of birth", "甲学校": "A: school",
    "乙来源": "B: source", "乙文件": "B: file", "乙行号": "B: row", "乙姓名": "B: name", "乙证件号码": "B: ID number",
    "乙性别": "B: sex", "乙出生日期": "B: date of birth", "乙学校": "B: school",
    "相似概率": "Chance of one person", "不同之处": "Differences", "甲工作表": "A: sheet", "乙工作表": "B: sheet",
    "单元格": "Cell", "内容": "Content", "建议值": "Suggested value", "把握": "How sure", "依据": "Grounds",
}.items())
CONTRACT = Contract(
    register="decisions",
    title="匹配复核判定",
    english="Verdicts on pairs",
    required=False,
    note="填好“判定”和“判定人”的数据核对清单（data_desk.csv），可原样放入；没有判定的行不起作用。",
    columns=(
        Column("pair_token", "编号", required=True, unless=("left_record",),
               also=("候选对编号", "复核编号", "Entry no."), note="数据核对清单上以 P 开头的编号"),
        Column("left_record", "甲记录编号", required=True, unless=("pair_token",), also=("左记录编号", "left_uid")),
        Column("right_record", "乙记录编号", required=True, unless=("pair_token",), also=("右记录编号", "right_uid")),
        Column("decision", "判定", Kind.CODE, codes=VERDICT, required=True, also=("判定结果", "复核结果", "Verdict")),
        Column("decided_by", "判定人", required=True, also=("复核人", "Decided by")),
        Column("decided_on", "判定日期", Kind.DATE, also=("复核日期", "判定时间", "Decided on")),
        Column("remark", "备注", also=("Remarks",), use=Use.DROP),
        *(Column(f"listed_{place}", *both, use=Use.DROP) for place, both in enumerate(_LISTED)),
    ),
)


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """The decisions, no persons among them; a row without a verdict, a pair or a name under it is set aside.

    A decision without a day counts from the date of its file. ``said`` stays what was decided, should the night find
    that ``decision`` can no longer stand. ``place`` is the order in which they were read; ``contested`` is for the
    night to say: whether others say otherwise of the same pair and day.
    """
    notes = Notes("decisions", cells)
    written = noted_dates(cells, "decided_on", notes)["date"]
    rows = pl.DataFrame([
        cells["record_id"],
        cells["pair_token"].str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase().replace("", None),
        *cells.select(pl.col("left_record", "right_record").str.strip_chars()),
        noted_codes(cells, "decision", VERDICT, notes),
        coded(cells["decision"], VERDICT).alias("said"),
        named(cells["decided_by"])["display"].alias("decided_by"),
        written.fill_null(cells["as_of"]).alias("decided_on"),
        pl.int_range(1, cells.height + 1, dtype=pl.Int32, eager=True).alias("place"),
        pl.Series("contested", [False] * cells.height, dtype=pl.Boolean),
    ])
    return conformed(rows, _rejected(rows, cells), notes)


def _rejected(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    no_records = pl.any_horizontal(pl.col("left_record", "right_record").is_null())
    reason = (
        pl.when(pl.lit(cells["decision"]).is_null()).then(pl.lit("undecided"))
        .when(pl.col("pair_token").is_null() & no_records).then(pl.lit("no_pair_key"))
        .when(pl.col("decision").is_null()).then(pl.lit("unknown_verdict"))
        .when(pl.col("decided_by").is_null()).then(pl.lit("no_decider"))
    )  # fmt: skip
    return rows.select("record_id", reason.alias("reason")).drop_nulls("reason")
