"""What is answered to a row: the table of answers, each refusal with the mend, and how a sentence is put."""

from __future__ import annotations

from dataclasses import dataclass

from sources.vocabulary import EXCLUDED, MENDED_IN, QUARANTINED

TAKEN, KNOWN, REFUSED, UNANSWERED, IGNORED = "taken", "known", "refused", "unanswered", "ignored"
#: The same where a list is taken back.
WITHDRAWN, ABSENT = "withdrawn", "absent"
#: Outcome of a row → what stands beside it.
OUTCOMES = {
    TAKEN: "已收", KNOWN: "已在案", REFUSED: "拒收", UNANSWERED: "未填写", IGNORED: "不计入",
    WITHDRAWN: "已撤回", ABSENT: "不在案，无可撤回",
}
#: Reasons that say only that nobody has filled the row in yet.
BLANK = ("unanswered", "undecided", "uncalled")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is refused: what a person reads, what to do, and our column in which it is done ('' for the row)."""

    label: str
    mend: str
    column: str = ""


#: Refusals that only what is on file can tell; the others are the registers' own reasons for setting a row aside.
_ON_RETURN = {
    "bad_token": Refusal("任务编号有误（校验不符）", "请对照清单更正任务编号", "case_token"),
    "unknown_token": Refusal("任务编号不在案", "请核对是否为本县发出的清单", "case_token"),
    "token_of_another": Refusal(
        "身份证号属于另一名儿童，不是该任务的儿童", "请核对任务编号与身份证号是否同一行", "citizen_id"),
    "name_of_another": Refusal(
        "姓名与该任务的儿童不同", "请核对任务编号与姓名是否错行；姓名要更正的写在备注栏，姓名栏照清单填写", "name"),
    "id_unusable": Refusal(
        "身份证号不能使用（位数、校验码有误或被表格截断）", "请对照户口簿更正，或改填任务编号", "citizen_id"),
    "evidence_in_future": Refusal("取证日期晚于今天", "请更正取证日期", "evidence_date"),
    "unknown_pair": Refusal("编号不在案", "请核对是否为本县发出的数据核对清单", "pair_token"),
    "unknown_records": Refusal(
        "这两条记录没有作为候选对列出过", "请照数据核对清单填写以 P 开头的编号，或核对两个记录编号", "left_record"),
    "records_of_another": Refusal(
        "编号与两个记录编号不是同一对", "请照清单更正，或只填以 P 开头的编号", "pair_token"),
    "decided_in_future": Refusal("判定日期晚于今天", "请更正判定日期", "decided_on"),
    "decided_on_unreadable": Refusal("判定日期无法识别", "改为 YYYY-MM-DD，年份四位", "decided_on"),
    "unknown_draw": Refusal("抽查编号不在案", "请核对是否为本县发出的电话核实名单", "draw_id"),
    "called_in_future": Refusal("核实日期晚于今天", "请更正核实日期", "called_on"),
    "called_on_unreadable": Refusal("核实日期无法识别", "改为 YYYY-MM-DD，年份四位", "called_on"),
    "not_a_pair": Refusal(
        "这一行不是候选对，无法判定", "请按“处理办法”更正数据，判定只填在编号以 P 或 S 开头的行", "pair_token"),
}
#: Reason for setting a row aside → what to do.
_MENDS = {
    "unknown_result": "请从核查结果的下拉列表中选一项",
    "no_evidence_ref": "请填写证据编号；没有取得材料的，结果改填“已找到学校未取证”或“暂不在校”",
    "no_evidence_date": "请填写取证日期（YYYY-MM-DD）",
    "evidence_date_two_digit": "年份写四位，如 2026-09-01",
    "evidence_date_unreadable": "改为 YYYY-MM-DD，如 2026-09-01",
    "valid_until_unreadable": "改为 YYYY-MM-DD；材料没有写明的留空",
    "valid_before_evidence": "请核对两个日期",
    "no_child_key": "请填写任务编号，或同时填写姓名和身份证号",
    "no_pair_key": "请填写以 P 或 S 开头的编号",
    "unknown_verdict": "请填：同一人、不是同一人或不确定",
    "no_decider": "请填写判定人",
    "no_draw": "请填写以 D 开头的抽查编号",
    "unknown_call": "请填：属实、不属实或未接通",
    "ragged_row": "请把多出的单元格删去，内容放回各自的列",
}
_IN_COLUMN = {
    "no_draw": "draw_id", "unknown_call": "result", "uncalled": "result", "no_pair_key": "pair_token",
    "unknown_verdict": "decision", "no_decider": "decided_by", "undecided": "decision",
} | MENDED_IN
#: Code → refusal.
REFUSALS: dict[str, Refusal] = {
    code: Refusal(label, _MENDS.get(code, "请更正后再交"), _IN_COLUMN.get(code, ""))
    for code, label in QUARANTINED.labels.items() if code not in BLANK
} | _ON_RETURN


def label_of(code: str) -> str:
    """What a person reads for a refusal, or for a row that does not count."""
    return REFUSALS[code].label if code in REFUSALS else (EXCLUDED.labels | QUARANTINED.labels)[code]
