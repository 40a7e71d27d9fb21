"""Lists for the weeks ahead, beside the lists of tasks: what runs out soon.

All are written 0600: they hold names, addresses and telephone numbers.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.publish.cells import guarded, telephone
from pipelines.publish.lists import Ask, write_list
from pipelines.publish.words import GRADES
from sources.vocabulary import CHILD_STATUS, EVIDENCE_RESULT, LIST, SEX

#: Column of mart ``expiring_list`` → heading.
EXPIRING = {
    "last_day": "到期日", "days_left": "剩余天数", "kind": "佐证种类", "stated": "有效期已写明", "name": "姓名",
    "sex": "性别", "age": "年龄", "town": "乡镇", "village": "村(居)", "address": "地址", "guardian": "户主或监护人",
    "phone": "联系电话", "school_name": "就读学校", "grade": "就读年级", "poverty": "脱贫/监测户",
    "status_after": "到期后状态", "list_after": "到期后清单", "responsible": "责任人",
}
#: Columns whose codes are written in words.
_WORDS = {
    "kind": EVIDENCE_RESULT.labels, "sex": SEX.labels, "grade": GRADES, "status_after": CHILD_STATUS.labels,
    "list_after": LIST.labels,
}


def write_expiring(ask: Ask, folder: Path) -> int:
    """Write ``expiring.csv``, the proofs that run out soon, by day and place; the number of children on it."""
    rows = ask("SELECT * FROM expiring_list").sort(
        "last_day", "town", "village", "name", "child_id", nulls_last=True)
    sheet = rows.select(_cell(rows, name).alias(heading) for name, heading in EXPIRING.items())
    write_list(sheet, folder / "expiring.csv")
    return rows.height


def _cell(rows: pl.DataFrame, name: str) -> pl.Expr:
    """The cell as people read it: codes in words, yes and no, days, numbers as they are, texts that run nowhere."""
    column, kind = pl.col(name), rows.schema[name]
    if name in _WORDS:
        return column.cast(pl.String).replace(_WORDS[name])
    if name == "phone":
        return telephone(column.cast(pl.String))
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("是")).when(column.not_()).then(pl.lit("否"))
    if kind == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    return column if kind.is_numeric() else guarded(column.cast(pl.String))
