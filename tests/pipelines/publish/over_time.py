"""The marts of time by hand: thirty nights, their cases week by week, proofs that run out, who has how much to do."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from sources.vocabulary import LIST_OF_STATUS

AS_OF = date(2026, 9, 1)


def marts(children: pl.DataFrame, tasks: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """``ledger_history, ledger_flow, case_life, case_week, expiring, workload, visits_made`` of those children."""
    return {
        "ledger_history": _history(children), "ledger_flow": _flow(children), **_cases(tasks),
        "expiring": _expiring(children), "workload": _workload(tasks),
        "visits_made": pl.DataFrame({
            "day": [AS_OF - timedelta(days) for days in (2, 3, 9)], "visitor": ["A1", "A2", "A1"], "town": ["甲溪镇"] * 3,
            "visits": [4, 1, 2], "children": [4, 1, 2], "closing": [3, 0, 2], "out_of_school": [1, 0, 0], "open": [0, 1, 0]}),
    }


def _history(children: pl.DataFrame) -> pl.DataFrame:
    now = children.group_by("town", "status").agg(children=pl.len().cast(pl.Int64))
    whole = now.group_by("status").agg(pl.col("children").sum()).with_columns(town=pl.lit("*"))
    lines = pl.concat([now, whole.select(now.columns)])
    open_ones = pl.col("status").replace_strict(LIST_OF_STATUS, default="none") != "none"
    nights = [
        lines.with_columns(as_of=pl.lit(AS_OF - timedelta(back)), children=pl.when(open_ones)
                           .then(pl.col("children") + back * back % 11).otherwise("children"))
        for back in range(30)
    ]
    return pl.concat(nights).select("as_of", "town", "status", "children")


def _flow(children: pl.DataFrame) -> pl.DataFrame:
    counts = children.group_by("status").agg(children=pl.len().cast(pl.Int64))
    stayed = counts.select(town=pl.lit("*"), from_status="status", to_status="status", children=pl.col("children") - 2)
    came = counts.select(town=pl.lit("*"), from_status=pl.lit("entered"), to_status="status", children=pl.lit(1, pl.Int64))
    moved = counts.select(town=pl.lit("*"), from_status=pl.lit("out_of_school"), to_status="status", children=pl.lit(1, pl.Int64))
    left = pl.DataFrame({"town": ["*"], "from_status": ["not_found"], "to_status": ["left"], "children": [3]})
    return pl.concat([stayed.filter(pl.col("children") > 0), came, moved.filter(pl.col("to_status") != "out_of_school"), left])


def _cases(tasks: pl.DataFrame) -> dict[str, pl.DataFrame]:
    life = tasks.select(
        "case_token", "child_id", "list", "reason", "town", closed=pl.lit(None, pl.Date),
        escalated_since=pl.when(pl.col("n") % 7 == 0).then(pl.lit(AS_OF - timedelta(4))))
    weeks = [AS_OF - timedelta(AS_OF.weekday() + 7 * back) for back in range(10)]
    week = pl.DataFrame({
        "week": weeks, "town": "甲溪镇", "school_name": "", "opened": [9, 12, 7, 30, 4, 5, 8, 6, 3, 2], "reopened": [1, 0] * 5,
        "late": [2] * 10, "escalated": [0, 1] * 5, "closed": [4, 6, 9, 11, 12, 3, 5, 9, 7, 8], "proven": [3] * 10})
    return {"case_life": life, "case_week": week}


def _expiring(children: pl.DataFrame) -> pl.DataFrame:
    away = children.filter(pl.col("status") == "enrolled_outside").head(60).with_row_index("n")
    return away.select(
        "child_id", "town", "status", "poverty", kind=pl.lit("enrolled_outside"), status_after=pl.lit("outside_unevidenced"),
        last_day=AS_OF + pl.duration(days=pl.col("n") % 31), days_left=(pl.col("n") % 31).cast(pl.Int32),
        stated=pl.col("n") % 3 == 0, list_after=pl.lit("certificate"), responsible=pl.when(pl.col("n") % 4 == 0).then(pl.lit("")).otherwise(pl.lit("A1"))
    ).with_columns(pl.col("last_day").cast(pl.Date))


def _workload(tasks: pl.DataFrame) -> pl.DataFrame:
    out = tasks.filter(pl.col("list") != "data_desk").with_columns(responsible=pl.when(pl.col("n") % 3 == 0).then(pl.lit("")).otherwise(pl.lit("A1")))
    return out.group_by("town", "responsible").agg(tasks=pl.len().cast(pl.Int64)).with_columns(
        doors=pl.col("tasks"), days=(pl.col("tasks") // 12 + 1).cast(pl.Int32))
