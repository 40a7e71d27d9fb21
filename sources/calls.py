"""电话核实结果: what came of telephoning families whose certificates were drawn; no register of the night, but a list
that goes out and comes back."""

from __future__ import annotations

import polars as pl

from sources.contract import Column, Contract, Kind, Use
from sources.identity import Notes, conformed, named, noted_codes, noted_dates
from sources.person import Conformed, Terms
from sources.vocabulary import CALL_RESULT

CONTRACT = Contract(
    register="calls",
    title="证明的电话核实",
    english="Telephone checks of certificates",
    required=False,
    note="填好核实结果的电话核实名单（phone_checks.csv）。",
    columns=(
        Column("draw_id", "抽查编号", required=True, note="以 D 开头"),
        Column("result", "核实结果", Kind.CODE, codes=CALL_RESULT, required=True),
        Column("called_on", "核实日期", Kind.DATE),
        Column("called_by", "核实人"),
        Column("remark", "备注"),
        # The rest of our own list, which comes back as it went out.
        *(Column(f"listed_{place}", heading, use=Use.DROP) for place, heading in enumerate((
            "抽查学校", "姓名", "性别", "年龄", "乡镇", "村(居)", "户主或监护人", "联系电话", "就读学校", "就读年级",
            "证据编号", "取证日期", "有效期至", "核查人", "未接通次数"))),
    ),
)


def to_persons(cells: pl.DataFrame, terms: Terms) -> Conformed:
    """What each call came to, no persons among them; rows without a result or a number of the draw are set aside.

    ``called_on`` is null where the cell names no day.
    """
    notes = Notes("calls", cells)
    rows = pl.DataFrame([
        cells["record_id"],
        cells["draw_id"].str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase().replace("", None),
        noted_codes(cells, "result", CALL_RESULT, notes),
        noted_dates(cells, "called_on", notes)["date"].alias("called_on"),
        named(cells["called_by"])["display"].alias("called_by"),
        cells["remark"],
    ])
    return conformed(rows, _rejected(rows, cells), notes)


def _rejected(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    reason = (
        pl.when(pl.lit(cells["result"]).is_null()).then(pl.lit("uncalled"))
        .when(pl.col("draw_id").is_null()).then(pl.lit("no_draw"))
        .when(pl.col("result").is_null()).then(pl.lit("unknown_call"))
    )  # fmt: skip
    return rows.select("record_id", reason.alias("reason")).drop_nulls("reason")
