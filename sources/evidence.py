"""就学佐证: what came back from the doors, and the certificates and filings already on file."""

from __future__ import annotations

from sources.contract import Column, Contract, Kind
from sources.vocabulary import EVIDENCE_RESULT

CONTRACT = Contract(
    register="evidence",
    title="取证与核查结果",
    required=False,
    note="填写后的核查清单，或既有证明、备案台账。以“任务编号”或“姓名＋身份证号”对应到儿童。",
    columns=(
        Column("case_token", "任务编号", required=True, unless=("name",), also=("案件编号", "任务号")),
        Column("name", "姓名", Kind.NAME, required=True, unless=("case_token",), also=("XM", "学生姓名", "儿童姓名")),
        Column("citizen_id", "身份证号", Kind.CITIZEN_ID, required=True, unless=("case_token",),
               also=("SFZJH", "公民身份号码", "身份证号码", "身份证件号", "证件号码")),
        Column("result", "核查结果", Kind.CODE, codes=EVIDENCE_RESULT, required=True, also=("结果", "核实结果")),
        Column("evidence_type", "证据类型", also=("佐证类型", "证明类型")),
        Column("evidence_no", "证据编号", also=("佐证编号", "备案编号", "证明编号")),
        Column("located_school", "就读学校"),
        Column("located_grade", "就读年级", Kind.GRADE),
        Column("located_place", "就读学校所在地", also=("学校所在地",)),
        Column("evidence_date", "取证日期", Kind.DATE, also=("核查日期", "备案日期")),
        Column("valid_until", "有效期至", Kind.DATE, also=("有效期",)),
        Column("verifier", "核查人", also=("取证人",)),
        Column("remark", "备注"),
    ),
)
