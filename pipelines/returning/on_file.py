"""What is on file, gathered for the answering: from the casebook of now, and from what the last night published."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipelines.arrival.remembered import is_remembered
from pipelines.casebook import Memory
from pipelines.returning.known import CALLS, CASES, CHILDREN, DRAWS, NAMES, ON_FILE, PAIRS, PIECES, VERDICTS, Known
from sources.identity import coded, dated, name_key
from sources.vocabulary import EVIDENCE_RESULT

_INBOX = "SELECT evidence_record, child_id, result, evidence_date FROM restricted.evidence_of_subject"
_ASKED = "SELECT task_no AS pair_token FROM restricted.data_desk WHERE kind IN ('pair', 'identity')"


def known_of(memory: Memory, personal: Path) -> Known:
    """All that returned rows are held against. ``personal`` is the restricted file of the last night, if any."""
    pieces = _pieces(memory)
    asked = _frame(personal, _ASKED, {"pair_token": pl.String})
    doubts = memory.doubts.select(
        left_record=pl.lit(None, pl.String), right_record=pl.lit(None, pl.String), pair_token="doubt_token")
    shown = pl.concat([memory.shown.select("pair_token", "left_record", "right_record"), doubts], how="diagonal")
    pairs = shown.select(
        "pair_token", "left_record", "right_record", open=pl.col("pair_token").is_in(asked["pair_token"].implode()))
    return Known(
        cases=memory.cases.select(*CASES),
        children=memory.children.filter(pl.col("became").is_null()).select(*CHILDREN),
        names=_names(memory),
        pieces=pieces.select(*PIECES),
        on_file=_on_file(pieces, _inbox(personal, memory.key)),
        pairs=pairs.select(*PAIRS),
        verdicts=memory.verdicts.sort("recorded_at", "sheet", "row_no", "verdict_id").select(*VERDICTS),
        draws=memory.draws.select("draw_id", drawn=pl.lit(True)).unique("draw_id").select(*DRAWS),
        calls=memory.calls.select(*CALLS),
    )


def _names(memory: Memory) -> pl.DataFrame:
    """Every name that a child has had, under the child's id of now: a list may be older than a mended name."""
    became = memory.children.select("child_id", "became")
    named = memory.identity_events.select("child_id", "name_key").drop_nulls().unique()
    return named.join(became, on="child_id", how="left").select(
        pl.coalesce("became", "child_id").alias("child_id"), "name_key").unique().sort(*NAMES)


def _pieces(memory: Memory) -> pl.DataFrame:
    """The pieces with ``who`` each is about: the child whose case it is now, else by name and number."""
    became = memory.children.select("child_id", "became")
    of_token = memory.tokens.rename({"child_id": "owner"})
    placed = memory.pieces.join(of_token, on="case_token", how="left", maintain_order="left").join(
        became, on="child_id", how="left", maintain_order="left")
    keys = pl.Series([None if name is None else name_key(name) for name in placed["name"]], dtype=pl.String)
    child = pl.coalesce("owner", "became", "child_id")
    return placed.with_columns(child_id=child, who=pl.coalesce(child, pl.concat_str(keys, pl.lit("|"), "citizen_id")))


def _on_file(pieces: pl.DataFrame, inbox: pl.DataFrame) -> pl.DataFrame:
    """``child_id, result, evidence_date`` of what was returned, and of what the last night had beside it."""
    returned = pieces.select(
        "child_id", coded(pieces["result"], EVIDENCE_RESULT).alias("result"),
        evidence_date=pl.coalesce(dated(pieces["evidence_date"])["date"], pl.col("recorded_at").dt.date()))
    return pl.concat([returned.drop_nulls(), inbox]).unique().sort(*ON_FILE)


def _inbox(personal: Path, key: bytes) -> pl.DataFrame:
    """ON_FILE of the last night without what it had from the casebook, some of which may since be withdrawn."""
    found = _frame(personal, _INBOX, {"evidence_record": pl.String, **ON_FILE})
    return found.filter(~is_remembered(pl.col("evidence_record"), "evidence", key)).select(*ON_FILE)


def _frame(personal: Path, query: str, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """The answer of the restricted file; empty where no night has made one yet, or an older program did."""
    if not personal.exists():
        return pl.DataFrame(schema=schema)
    with duckdb.connect(str(personal), read_only=True) as con:
        try:
            return con.sql(query).pl().cast(pl.Schema(schema))
        except duckdb.CatalogException:
            return pl.DataFrame(schema=schema)
