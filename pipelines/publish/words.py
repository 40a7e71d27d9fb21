"""The Chinese words for what the tables hold as codes."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

import sources
from pipelines.language import CHINESE, Language
from sources.vocabulary import EXCLUDED, FINDINGS, QUARANTINED

CONTRACTS = tuple(register.CONTRACT for register in sources.REGISTERS)
#: Register → its title.
REGISTERS = {contract.register: contract.title for contract in CONTRACTS}
#: Register → the word it goes by where two are named together.
SHORT = {
    "population": "户籍", "roll": "学籍", "poverty": "监测名单", "schools": "学校", "evidence": "佐证",
    "approvals": "审批", "disability": "残联名单", "assignment": "包保",
    "control_totals": "上报数", "decisions": "判定", "roster": "花名册",
}
#: ``register.column`` → the customary heading, as the clerk sees it in the file.
HEADINGS = {f"{one.register}.{column.name}": column.heading for one in CONTRACTS for column in one.columns}
#: What a line of the data desk's list is about.
KINDS = {"pair": "疑似同一人", "identity": "存疑认定", "child": "儿童", "record": "记录", "file": "文件"}
#: Grade number (as text) → the words a grade is called by.
GRADES = {
    "0": "学前", "1": "一年级", "2": "二年级", "3": "三年级", "4": "四年级", "5": "五年级", "6": "六年级",
    "7": "七年级", "8": "八年级", "9": "九年级",
    "10": "高一", "11": "高二", "12": "高三", "13": "高中以上",
}
#: What a blocking rule holds two records to → its word.
TERMS = {
    "id18": "证件号码", "cut15": "截断号码前十五位", "front15": "号码前十五位", "number_tail": "号码末八位",
    "wrong_tail": "有误号码末八位", "number_ends": "号码前九位和末四位", "wrong_ends": "有误号码前九位和末四位",
    "number_front": "号码前十三位", "wrong_front": "有误号码前十三位", "name": "姓名", "former": "曾用名",
    "sound": "姓名读音", "surname": "姓", "given": "名", "given_chars": "名中一字", "dob": "出生日期",
    "birth_month": "出生年月", "birth_year": "出生年份", "month_day": "出生月日", "sex": "性别", "village": "村（居）",
    "guardians": "监护人姓名", "guardian_ids": "监护人号码", "phones": "电话", "household": "户号",
}
_OUTCOMES = {"loaded": "载入", "quarantined": "隔离", "excluded": "不计入"}


def row_reason(frame: pl.DataFrame, say: Language = CHINESE) -> pl.DataFrame:
    """The frame with ``source``, ``outcome`` and ``reason`` in words."""
    return frame.with_columns(
        pl.col("source").replace(said(REGISTERS, say)), pl.col("outcome").replace(said(_OUTCOMES, say)),
        pl.col("reason").replace(say.labels(EXCLUDED) | say.labels(QUARANTINED)))


def said(words: Mapping[str, str], say: Language) -> dict[str, str]:
    """Code → its word in that language."""
    return {code: say(word) for code, word in words.items()}


def finding_words(frame: pl.DataFrame, say: Language = CHINESE) -> pl.DataFrame:
    """The frame with ``source`` in words, and ``problem`` and ``mend`` of each ``code``."""
    return frame.with_columns(
        pl.col("source").replace(said(REGISTERS, say)),
        problem=pl.col("code").replace({code: say(term.label) for code, term in FINDINGS.items()}),
        mend=pl.col("code").replace_strict({code: say(term.mend) for code, term in FINDINGS.items()}, default=""))
