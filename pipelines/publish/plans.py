"""Lists for the days ahead, beside the lists of tasks: who goes where on which day, what runs out soon,
what the townships must be told, which certificates are checked by telephone.

All are written 0600: they hold names, addresses and telephone numbers.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.cells import guarded, telephone
from pipelines.publish.lists import Ask, material, write_list
from pipelines.publish.shown import labelled, sentence, town, yes_no
from pipelines.publish.words import GRADES, said
from sources.vocabulary import CHILD_STATUS, EVIDENCE_RESULT, LIST, REASON, SEX, TOTAL_ITEM, Vocabulary

#: Column of mart ``expiring_list`` → heading.
EXPIRING = {
    "last_day": "到期日", "days_left": "剩余天数", "kind": "佐证种类", "stated": "有效期已写明", "name": "姓名",
    "sex": "性别", "age": "年龄", "town": "乡镇", "village": "村(居)", "address": "地址", "guardian": "户主或监护人",
    "phone": "联系电话", "school_name": "就读学校", "grade": "就读年级", "poverty": "脱贫/监测户",
    "status_after": "到期后状态", "list_after": "到期后清单", "responsible": "责任人",
}
#: Column of mart ``visit_plan`` → heading.
PLAN = {
    "responsible": "走访人", "town": "乡镇", "day": "第几天", "stop": "第几户", "in_household": "同户任务数",
    "case_token": "任务编号", "category": "类别", "priority": "优先级", "due": "期限", "late": "已过期限",
    "reason": "原因", "name": "姓名", "village": "村(居)", "address": "地址", "guardian": "户主或监护人",
    "phone": "联系电话", "material": "需取材料", "answers": "本人责任人",
}
#: Column of mart ``escalated_list`` → heading.
ESCALATED = {
    "town": "乡镇", "since": "报告日期", "why": "报告原因", "case_token": "任务编号", "list": "类别",
    "reason": "列入原因", "name": "姓名", "sex": "性别", "age": "年龄", "village": "村(居)", "address": "地址",
    "guardian": "户主或监护人", "phone": "联系电话", "poverty": "脱贫/监测户", "opened": "首次列入", "due": "期限",
    "days": "已列天数", "responsible": "责任人",
}
#: Column of mart ``phone_check_list`` → heading.
PHONE_CHECKS = {
    "draw_id": "抽查编号", "school_name": "抽查学校", "name": "姓名", "sex": "性别", "age": "年龄", "town": "乡镇",
    "village": "村(居)", "guardian": "户主或监护人", "phone": "联系电话", "located_school": "就读学校",
    "located_grade": "就读年级", "evidence_no": "证据编号", "evidence_date": "取证日期", "valid_until": "有效期至",
    "verifier": "核查人", "tries": "未接通次数",
}
#: Column of mart ``control_difference_list`` → heading.
DIFFERENCES = {
    "town": "乡镇", "item": "项目", "declared_by": "上报单位", "declared": "上报数", "ours": "本夜的数",
    "difference": "差", "agreed_on": "最近一致", "why": "可能原因", "counted": "已计入本夜", "name": "姓名",
    "sex": "性别", "dob": "出生日期", "child_town": "儿童乡镇", "village": "村(居)", "school": "学校",
    "status": "本夜状态",
}
#: Why a child may explain that two totals differ → words.
WHY = {
    "entered_since": "上次一致后新计入", "left_since": "上次一致后不再计入", "duplicate": "疑似重复户籍，两行都计入",
    "age_mode": "按另一年龄口径（周岁、学年）则不同", "double_enrollment": "双学籍", "in_review": "待复核或信息冲突",
    "by_certificate": "只凭证明认定", "outside": "不在户籍库", "age_unknown": "出生日期不明",
    "school_unknown": "学校不在学校名录",
}
#: Headings that the caller fills in.
CALL = ("核实结果", "核实日期", "核实人", "备注")
#: How what is drawn of small schools is called (mart ``certificate``).
_TOGETHER = "其他学校（"
#: Columns whose codes are written in words.
_WORDS: dict[str, Vocabulary | dict[str, str]] = {
    "kind": EVIDENCE_RESULT, "sex": SEX, "grade": GRADES, "located_grade": GRADES,
    "status_after": CHILD_STATUS, "list_after": LIST, "category": LIST, "list": LIST, "reason": REASON,
    "why": {"out_of_school": "走访确认暂不在校", "late": "超过期限已久", **WHY},
    "item": TOTAL_ITEM, "status": CHILD_STATUS,
}


def write_plans(ask: Ask, folder: Path, say: Language = CHINESE) -> dict[str, int]:
    """Write every list of this page; file → how many children are on it."""
    return {
        "expiring.csv": write_expiring(ask, folder, say),
        "escalated.csv": write_escalated(ask, folder, say),
        "control_differences.csv": write_control_differences(ask, folder, say),
        "phone_checks.csv": write_phone_checks(ask, folder, say),
        "visit_plan.csv": write_visit_plan(ask, folder, say),
    }


def write_expiring(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``expiring.csv``, the proofs that run out soon, by day and place; the number of children on it."""
    rows = ask("SELECT * FROM expiring_list").sort(
        "last_day", "town", "village", "name", "child_id", nulls_last=True)
    return _written(rows, EXPIRING, folder / "expiring.csv", say)


def write_visit_plan(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``visit_plan.csv``: each person's way from door to door, day by day; the number of tasks on it.

    Tasks that nobody answers for come last, by town.
    """
    rows = ask("SELECT * FROM visit_plan").sort(
        pl.col("codes") == "", "responsible", "codes", pl.when(pl.col("codes") == "").then("town"), "day", "stop",
        "priority", "name", "case_token", nulls_last=True)
    return _written(rows, PLAN, folder / "visit_plan.csv", say)


def write_escalated(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``escalated.csv``: open cases that each township must be told of; the number of them."""
    rows = ask("SELECT * FROM escalated_list").sort("town", "why", "since", "village", "case_token", nulls_last=True)
    return _written(rows, ESCALATED, folder / "escalated.csv", say)


def write_phone_checks(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``phone_checks.csv``: certificates to be checked by telephone, by school; the number of them.

    The cells of CALL are empty; filled in, ``rollcall return`` takes the file.
    """
    rows = ask("SELECT * FROM phone_check_list").sort("school_name", "town", "name", "draw_id", nulls_last=True)
    return _written(rows, PHONE_CHECKS, folder / "phone_checks.csv", say, CALL)


def write_control_differences(ask: Ask, folder: Path, say: Language = CHINESE) -> int:
    """Write ``control_differences.csv``: for each declared total that is not ours, the children who may be why."""
    rows = ask("SELECT * FROM control_difference_list").sort(
        "town", "item", "declared_by", "record_id", "place", "why", "child_town", "name", "member", nulls_last=True)
    rows = rows.with_columns(pl.col("town").replace("*", say("全县")))
    return _written(rows, DIFFERENCES, folder / "control_differences.csv", say)


def _written(
    rows: pl.DataFrame, headings: dict[str, str], path: Path, say: Language, empty: tuple[str, ...] = ()
) -> int:
    cells = [_cell(rows, name, say).alias(heading) for name, heading in headings.items()]
    write_list(rows.select(*cells, *(pl.lit("").alias(heading) for heading in empty)), path)
    return rows.height


def _cell(rows: pl.DataFrame, name: str, say: Language) -> pl.Expr:
    """The cell as people read it: codes in words, yes and no, days, numbers as they are, texts that run nowhere."""
    column, kind = pl.col(name), rows.schema[name]
    if (words := _WORDS.get(name)) is not None:
        return labelled(name, words, say) if isinstance(words, Vocabulary) else (
            column.cast(pl.String).replace(said(words, say)))
    if name == "material":
        return guarded(material(say))
    if name in ("town", "child_town"):
        return guarded(town(name, say))
    if name == "school_name":  # some are the schools of a town together
        together = column.str.starts_with(_TOGETHER)
        return guarded(pl.when(together).then(sentence(name, say)).otherwise(column))
    if name == "phone":
        return telephone(column.cast(pl.String))
    if kind == pl.Boolean:
        return yes_no(name, say)
    if kind == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    return column if kind.is_numeric() else guarded(column.cast(pl.String))
