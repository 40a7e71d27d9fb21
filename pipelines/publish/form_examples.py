"""The example row of a template: what cells look like, of nobody who lives."""

from __future__ import annotations

from sources.contract import Column, Kind

__all__ = ["EXAMPLE_MARK", "example"]

#: How the example row begins; the reader leaves such a row out as ``template_note``.
EXAMPLE_MARK = "示例"
# Invented: area code 349901 is assigned to no place; the number's check character is right all the same.
_OF_KIND = {
    Kind.CITIZEN_ID: "349901201803150014", Kind.NAME: "张某某", Kind.DATE: "2018-03-15", Kind.MONTH: "202409",
    Kind.PHONE: "13800000000", Kind.GRADE: "三年级", Kind.ROLL_NUMBER: "G349901201803150014",
}
_OF_COLUMN = {
    "town": "某某镇", "village": "某某村", "registered_address": "某某镇某某村1组1号",
    "school_name": "某某镇中心小学", "school_code": "0000000000", "household_no": "00012345",
    "household_type": "脱贫户", "evidence_no": "某教证〔2026〕1号", "case_token": "见核查名单",
    "aliases": "某某小学、某某完小", "located_school": "某某市第一小学",
}


def example(column: Column) -> str:
    """What that column's cell may hold, in the words that offices use; '' where there is nothing to show."""
    if column.codes is not None:
        return next(iter(column.codes.labels.values()))
    return _OF_COLUMN.get(column.name) or _OF_KIND.get(column.kind, "")
