"""学校名录: which schools there are, in which town, of which stage, and whether they lie in the county."""

from __future__ import annotations

from sources.contract import Column, Contract, Kind
from sources.vocabulary import STAGE, YES_NO

CONTRACT = Contract(
    register="schools",
    title="学校名录",
    required=True,
    note="县内学校全部列入；县外学校可列入，“县内”填“否”。",
    columns=(
        Column("school_code", "学校标识码", Kind.NUMBER_TEXT, required=True, unless=("school_name",),
               also=("XXDM", "XXBSM", "学校代码", "学校编码")),
        Column("school_name", "学校名称", required=True, also=("XXMC", "学校")),
        Column("aliases", "别名", also=("曾用名", "简称"), note="多个别名用“、”隔开"),
        Column("town", "所属乡镇", required=True, also=("乡镇", "乡(镇)", "镇(街道)", "街道")),
        Column("stage", "学段", Kind.CODE, codes=STAGE, also=("办学类型", "学校类型")),
        Column("in_county", "县内", Kind.YES_NO, codes=YES_NO, also=("是否县内", "县内学校")),
    ),
)
