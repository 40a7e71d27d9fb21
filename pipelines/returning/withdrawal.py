"""Taking back what a list had said. Nothing is erased: a reversal is written beside it."""

from __future__ import annotations

import polars as pl

from pipelines.casebook import Casebook, Memory
from pipelines.returning.answers import ANSWER, Answered
from pipelines.returning.file import Returned
from pipelines.returning.wording import ABSENT, IGNORED, UNANSWERED, WITHDRAWN

_TABLES = {"piece": "piece_id", "verdict": "verdict_id", "phone_call": "call_id"}


def taken_back(
    casebook: Casebook, memory: Memory, file: Returned, answered: Answered, what: str, by: str, why: str
) -> pl.DataFrame:
    """Withdraw what the file's rows say, or said when it was taken in; what is answered to each (ANSWER)."""
    items = _items(memory, file, answered, what)
    casebook.withdraw(what, items["item"].unique(maintain_order=True).to_list(), by, why)
    gone = pl.col("record_id").is_in(items["record_id"].implode())
    untouched = pl.col("outcome").is_in([UNANSWERED, IGNORED]) | (pl.col("code") == "duplicate_row").fill_null(False)
    outcome = pl.when(gone).then(pl.lit(WITHDRAWN)).when(untouched).then("outcome").otherwise(pl.lit(ABSENT))
    code = pl.when(untouched & ~gone).then("code")
    made = answered.answers.with_columns(outcome.alias("outcome"), code.alias("code"))
    absent = pl.when(pl.col("outcome") == ABSENT).then(pl.lit(["此行没有收过，或已撤回"]))
    return made.with_columns(said=absent.otherwise(pl.lit([], dtype=pl.List(pl.String)))).select(*ANSWER)


def _items(memory: Memory, file: Returned, answered: Answered, what: str) -> pl.DataFrame:
    """``record_id, item``: by what a row says, and by the place at which it stood when this file was taken in."""
    name = _TABLES[what]
    items = {"piece": memory.pieces, "verdict": memory.verdicts, "phone_call": memory.calls}[what]
    in_force = items.filter(file_digest=file.digest)
    rows = file.loaded.records.select("record_id", "sheet", pl.col("row_no").cast(pl.Int64))
    placed = rows.join(in_force.select(name, "sheet", pl.col("row_no").cast(pl.Int64)), on=["sheet", "row_no"])
    return pl.concat([answered.withdrawable, placed.select("record_id", item=name)]).unique(maintain_order=True)
