"""What people brought back, as one more source of the registers it belongs to: evidence, and verdicts on pairs.

The casebook stands among a register's files under the name ``casebook``: its rows are conformed, accounted for, linked
and published as any file's, with the place at which they were taken in as their row number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

import sources
from pipelines.casebook import Memory
from pipelines.casebook.doubts import LETTER
from pipelines.casebook.tokens import as_issued, keyed
from sources.identity import coded, dated, identified
from sources.person import FILE, FINDING, RECORD
from sources.reading import Reading, cell_schema
from sources.vocabulary import EVIDENCE_RESULT, VERDICT

#: What the casebook is called among the files.
FILE_NAME = "casebook"
_ITEM = ["who", "code", "evidence_no"]


@dataclass(frozen=True)
class Remembered:
    """The casebook's part of the registers, and what tells whose a piece of evidence is."""

    readings: Mapping[str, Reading]
    tokens: pl.DataFrame  # case_token, child_id
    numbers: pl.DataFrame  # id_key, child_id
    key: bytes

    @classmethod
    def of(cls, memory: Memory) -> Remembered:
        """What is to be remembered of that memory."""
        numbers = memory.children.select("id_key", "child_id").drop_nulls().filter(pl.len().over("id_key") == 1)
        readings = {"evidence": _evidence(memory), "decisions": _decisions(memory)}
        return cls(readings, memory.tokens, numbers, memory.key)

    def with_register(self, name: str, found: Reading) -> Reading:
        """What was read of the register's files, and what the casebook has of it, each piece of evidence once.

        One certificate of one child with one result is one item in both: its newest date counts, and of one date the
        shorter validity. What is left out of either is excluded as a repeated row.
        """
        more = self.readings.get(name)
        if more is None or more.cells.is_empty():
            return found
        parts = ((getattr(found, part), getattr(more, part)) for part in ("cells", "records", "findings", "files"))
        both = Reading(*map(pl.concat, parts), places=found.places)
        return both if name != "evidence" else _each_once(both, self._twice(both.cells))

    def _twice(self, cells: pl.DataFrame) -> pl.Series:
        """The records of items that are in the inbox and in the casebook, all but the one that counts."""
        in_casebook = pl.col("file_name") == FILE_NAME
        items = self._items(cells).drop_nulls(_ITEM)
        shared = items.filter(in_casebook.any().over(_ITEM) & ~in_casebook.all().over(_ITEM))
        ordered = shared.sort(
            pl.col("day"), pl.col("until"), in_casebook, descending=[True, False, True], nulls_last=True,
            maintain_order=True)
        return ordered.filter(~ordered.select(pl.struct(_ITEM).is_first_distinct()).to_series())["record_id"]

    def _items(self, cells: pl.DataFrame) -> pl.DataFrame:
        rows = cells.with_columns(
            as_issued(pl.col("case_token")), coded(cells["result"], EVIDENCE_RESULT).alias("code"),
            day=dated(cells["evidence_date"])["date"], until=dated(cells["valid_until"])["date"])
        of_token = rows.join(self.tokens, on="case_token", how="left", maintain_order="left")
        newest = max(cells["as_of"].to_list())
        numbers = identified(cells["citizen_id"], newest, numeric=cells["citizen_id__numeric"])["id18"]
        digests = [None if one is None else keyed(self.key, "id", one) for one in numbers]
        named = of_token.with_columns(id_key=pl.Series(digests, dtype=pl.String)).join(
            self.numbers.rename({"child_id": "numbered"}), on="id_key", how="left", maintain_order="left")
        return named.select(
            "record_id", "file_name", "code", "evidence_no", "day", "until",
            who=pl.coalesce("child_id", "numbered", "id_key"))


def is_remembered(record: pl.Expr, register: str, key: bytes) -> pl.Expr:
    """True for the record ids of rows that the casebook has added to the register."""
    return record.str.starts_with(remembered_record(register, key).format(""))


def remembered_record(register: str, key: bytes) -> str:
    """The record id of a row that the casebook adds to the register, ``{}`` for the place at which it was taken in."""
    return f"{register}-{_token(register, key)}-{{}}"


def _token(register: str, key: bytes) -> str:
    return keyed(key, FILE_NAME, register)[:10]


def _each_once(found: Reading, twice: pl.Series) -> Reading:
    if twice.is_empty():
        return found
    again = pl.col("record_id").is_in(twice.implode())
    records = found.records.with_columns(
        pl.when(again).then(pl.lit("excluded")).otherwise("outcome").alias("outcome"),
        pl.when(again).then(pl.lit("duplicate_row")).otherwise("reason").alias("reason"))
    sheet = ["file_name", "sheet"]
    moved = records.filter(again).group_by(sheet).agg(pl.len().cast(pl.Int64).alias("moved"))
    files = found.files.join(moved, on=sheet, how="left", maintain_order="left").with_columns(
        pl.col("moved").fill_null(0))
    files = files.with_columns(pl.col("loaded") - pl.col("moved"), pl.col("excluded") + pl.col("moved"))
    return Reading(found.cells.filter(~again), records, found.findings, files.select(*FILE), found.places)


def _evidence(memory: Memory) -> Reading:
    pieces = memory.pieces.join(_places(memory, "piece", "piece_id"), on="piece_id").sort("place")
    # Of one number the piece taken in last is its correction: it stands for those before it.
    item = pl.struct(pl.coalesce("child_id", "case_token", "citizen_id"), "result", "evidence_no", "evidence_date")
    kept = pieces.filter(pl.col("evidence_no").is_null() | item.is_last_distinct())
    return _reading("evidence", kept, memory.key)


def _decisions(memory: Memory) -> Reading:
    of_pairs = memory.verdicts.filter(~pl.col("pair_token").str.starts_with(LETTER))
    verdicts = of_pairs.join(_places(memory, "verdict", "verdict_id"), on="verdict_id")
    last = verdicts.sort("decided_on", "place").unique("pair_token", keep="last", maintain_order=True).sort("place")
    told = last.with_columns(
        pl.col("decision").replace_strict(VERDICT.labels, return_dtype=pl.String),
        pl.col("decided_on").dt.to_string("%Y-%m-%d"))
    # The records are found by the pair, as they are called tonight.
    nowhere = pl.lit(None, dtype=pl.String)
    return _reading("decisions", told.with_columns(left_record=nowhere, right_record=nowhere), memory.key)


def _places(memory: Memory, table: str, item: str) -> pl.DataFrame:
    """``<item>, place``: the how-manieth thing taken in it was, withdrawn ones counted, so that it stays so.

    What was taken in at once goes by its rows.
    """
    order = memory.tables[table].sort("recorded_at", "sheet", "row_no", item)
    return order.select(item, place=pl.int_range(1, pl.len() + 1, dtype=pl.Int32))


def _reading(register: str, items: pl.DataFrame, key: bytes) -> Reading:
    schema = cell_schema(sources.register_named(register).CONTRACT)
    made = {
        "record_id": pl.format(remembered_record(register, key), "place"), "row_no": pl.col("place"),
        "file_name": pl.lit(FILE_NAME), "sheet": pl.lit(""), "as_of": pl.col("recorded_at").dt.date(),
    } | {name: pl.lit(False) for name, kind in schema.items() if kind == pl.Boolean}
    cells = items.select(made.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in schema.items())
    records = cells.with_columns(
        source=pl.lit(register), outcome=pl.lit("loaded"), reason=pl.lit(None, pl.String)
    ).select(*RECORD).cast(pl.Schema(RECORD))
    return Reading(cells, records, pl.DataFrame(schema=FINDING), _file(register, cells))


def _file(register: str, cells: pl.DataFrame) -> pl.DataFrame:
    if cells.is_empty():
        return pl.DataFrame(schema=FILE)
    row = {
        "source": register, "file_name": FILE_NAME, "sheet": "", "codec": "utf-8", "as_of": cells["as_of"].max(),
        "file_sha256": sha256(cells.write_csv().encode()).hexdigest(), "header_row": 0, "rows_read": cells.height,
        "loaded": cells.height, "quarantined": 0, "excluded": 0,
    }  # fmt: skip
    return pl.DataFrame([row], schema=FILE)
