"""Every row that was read, accounted for: loaded, quarantined or excluded, and no row lost on the way."""

from __future__ import annotations

import polars as pl

from sources.person import FILE, FINDING, RECORD, Conformed, Loaded, SourceRefusedError
from sources.reading import Reading
from sources.sentence import Sentence, listed
from sources.vocabulary import FINDINGS, QUARANTINED

#: Files of one name may lie in several folders; the how-manieth of its name a sheet is tells them apart.
_SHEET = ("file_name", "sheet", "nth")


def joined(register: str, found: Reading, made: Conformed) -> Loaded:
    """What was read and what was made of it, with the rows that conforming set aside as quarantined."""
    records, files = _set_aside(found.records, found.files, made.quarantined)
    told = _told_of_quarantined(register, found.records, made.quarantined)
    return Loaded(register, made.rows, records, pl.concat([found.findings, made.findings, told]), files, found.places)


def without(loaded: Loaded, quarantined: pl.DataFrame) -> Loaded:
    """The register with those loaded rows (``record_id, reason``) quarantined, and still accounted for."""
    records, files = _set_aside(loaded.records, loaded.files, quarantined)
    told = _told_of_quarantined(loaded.register, loaded.records, quarantined)
    rows = loaded.rows.join(quarantined, on="record_id", how="anti", maintain_order="left")
    findings = pl.concat([loaded.findings, told])
    return accounted(Loaded(loaded.register, rows, records, findings, files, loaded.places))


def accounted(loaded: Loaded) -> Loaded:
    """The same, once its rows add up: per sheet, rows read = loaded + quarantined + excluded, and as recorded.

    Raises SourceRefusedError otherwise, so that no row can be lost in silence.
    """
    outcomes = ("loaded", "quarantined", "excluded")
    counts = [(pl.col("outcome") == outcome).sum().cast(pl.Int64).alias(f"{outcome}_rows") for outcome in outcomes]
    both = _numbered(loaded.files).join(_per_sheet(loaded.records, counts), on=_SHEET, how="full", coalesce=True)
    both = both.with_columns(pl.col("rows_read", *outcomes, "^.*_rows$").fill_null(0))
    sums = pl.col("rows_read") == pl.sum_horizontal(outcomes)
    agree = pl.all_horizontal([pl.col(outcome) == pl.col(f"{outcome}_rows") for outcome in outcomes])
    wrong = both.filter(~(sums & agree))
    if wrong.height:
        where = listed(dict.fromkeys(wrong["file_name"]))
        told = "{where} 的行数对不上账（读入≠采用＋隔离＋不计入）：请重新导出该文件；如仍出现，请报告程序错误。"
        raise SourceRefusedError(loaded.register, Sentence(told, where=where))
    if not _the_same(loaded.records.filter(pl.col("outcome") == "loaded")["record_id"], loaded.rows["record_id"]):
        raise SourceRefusedError(
            loaded.register, "采用的行与登记的记录不一致：请重新导出该数据源；如仍出现，请报告程序错误。"
        )
    return loaded


def _the_same(some: pl.Series, others: pl.Series) -> bool:
    """Whether both hold the same ids, in whatever order; mostly in one, and then nothing is sorted."""
    return some.equals(others) or some.sort().equals(others.sort())


def _set_aside(
    records: pl.DataFrame, files: pl.DataFrame, quarantined: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records and file counts with those rows as quarantined instead of loaded."""
    if quarantined.is_empty():
        return records.select(*RECORD), files.select(*FILE)
    marked = records.join(quarantined.rename({"reason": "because"}), on="record_id", how="left", maintain_order="left")
    moved = pl.col("because").is_not_null() & (pl.col("outcome") == "loaded")
    records = marked.with_columns(
        pl.when(moved).then(pl.lit("quarantined")).otherwise("outcome").alias("outcome"),
        pl.when(moved).then("because").otherwise("reason").alias("reason"),
    )
    counts = _per_sheet(records, [(pl.col("because").is_not_null()).sum().cast(pl.Int64).alias("moved")])
    joined = (
        _numbered(files)
        .join(counts, on=_SHEET, how="left", maintain_order="left")
        .with_columns(pl.col("moved").fill_null(0))
    )
    shifted = joined.with_columns(pl.col("loaded") - pl.col("moved"), pl.col("quarantined") + pl.col("moved"))
    return records.select(*RECORD), shifted.select(*FILE)


def _numbered(files: pl.DataFrame) -> pl.DataFrame:
    """The files with ``nth``; sheets without rows, of which there is no record, count apart."""
    filled = pl.col("rows_read") > 0
    nth = pl.int_range(pl.len()).over("file_name", "sheet", filled)
    return files.with_columns(pl.when(filled).then(nth).otherwise(-1 - nth).alias("nth"))


def _per_sheet(records: pl.DataFrame, counts: list[pl.Expr]) -> pl.DataFrame:
    """Those counts per sheet, numbered as the sheets were read; a record id without its row number is its sheet's."""
    sheet = pl.col("record_id").str.replace(r"-\d+$", "").alias("token")
    per_sheet = records.group_by("file_name", "sheet", sheet, maintain_order=True).agg(counts)
    return per_sheet.with_columns(pl.int_range(pl.len()).over("file_name", "sheet").alias("nth")).drop("token")


def _told_of_quarantined(register: str, records: pl.DataFrame, quarantined: pl.DataFrame) -> pl.DataFrame:
    """A finding for each row that is set aside; its detail is the reason's label."""
    files = records.select("record_id", "file_name")
    return quarantined.join(files, on="record_id", how="left", maintain_order="left").select(
        pl.lit(register).alias("source"),
        "record_id",
        "file_name",
        pl.lit(None, dtype=pl.String).alias("column_name"),
        pl.lit("row_quarantined").alias("code"),
        pl.lit(FINDINGS["row_quarantined"].severity).alias("severity"),
        pl.col("reason").replace_strict(QUARANTINED.labels, default=None, return_dtype=pl.String).alias("detail"),
    ).select(*FINDING)  # fmt: skip
