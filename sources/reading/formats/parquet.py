"""Parquet files → one sheet, by polars."""

from __future__ import annotations

import io

import polars as pl

from sources.reading.book import NOT_TEXT, Book, Sheet, UnreadableError
from sources.reading.formats.document import Document
from sources.reading.formats.grid import Grid, doubles
from sources.sentence import Sentence

_MARK = b"PAR1"


def is_parquet(data: bytes) -> bool:
    """True for bytes that begin as a Parquet file does."""
    return data.startswith(_MARK)


def open_parquet(document: Document) -> Book:
    """The file as one sheet. Raises UnreadableError for lists and structures, and for what is damaged."""
    if not document.data.endswith(_MARK):
        raise UnreadableError("已损坏，Parquet 文件不完整：请重新导出或重新复制。")
    schema = pl.read_parquet_schema(io.BytesIO(document.data))
    for name, kind in schema.items():
        if kind.is_nested() or kind == pl.Object:
            told = "的列“{name}”是列表或结构，不是一个值：请在导出时去掉该列，或展开成几列。"
            raise UnreadableError(Sentence(told, name=name))
    rows = pl.scan_parquet(io.BytesIO(document.data)).select(pl.len()).collect().item()
    document.access.limits.refuse_cells(rows + 1, len(schema))
    frame = pl.read_parquet(io.BytesIO(document.data))
    columns = tuple(_texts(column) for column in frame)
    numbers: dict[int, pl.Series | bool] = {at: True for at, kind in enumerate(frame.dtypes) if kind.is_numeric()}
    return Book("parquet", (Sheet("", (Grid(columns, numbers, (tuple(schema),)),)),))


def _texts(column: pl.Series) -> pl.Series:
    """A column as text. Whole numbers keep all their digits: the file has them."""
    match column.dtype:
        case pl.Float32 | pl.Float64:
            return doubles(column)
        case pl.Decimal:
            return column.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
        case pl.Datetime(time_zone=zone):
            # An instant is told as China's clocks show it: midnight there is the afternoon before in UTC.
            here = column.dt.convert_time_zone("Asia/Shanghai") if zone else column
            return here.dt.to_string("%Y-%m-%d")
        case pl.Boolean:
            return column.cast(pl.String).str.to_uppercase()
        case pl.Binary:
            return _decoded(column)
        case _:
            return column.cast(pl.String)


def _decoded(column: pl.Series) -> pl.Series:
    """Texts that the file does not call texts; NOT_TEXT where they are none."""
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        return column.to_frame("c").select(pl.when(pl.col("c").is_not_null()).then(pl.lit(NOT_TEXT))).to_series()
