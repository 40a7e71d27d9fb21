"""The rows of all sheets as one register: cells under our names, a record and a reason for every row, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from pathlib import PurePath

import polars as pl

from sources.contract import Contract
from sources.person import FILE, FINDING, RECORD
from sources.reading.book import cell, letter, number
from sources.reading.cells import cleaned, rewritten
from sources.reading.files import Source
from sources.reading.headings import Heading, Wanted
from sources.reading.meanings import speakable
from sources.reading.merged import spread
from sources.reading.rows import judged, shown_rows
from sources.reading.sheets import Found
from sources.reading.threads import by_pieces
from sources.reading.valueless import Wrong, blanked, errors
from sources.vocabulary import FINDINGS, QUARANTINED

#: Columns that tell where a row came from, before the register's own.
PROVENANCE: dict[str, type[pl.DataType]] = {
    "record_id": pl.String, "file_name": pl.String, "sheet": pl.String, "row_no": pl.Int32, "as_of": pl.Date,
}  # fmt: skip
#: Length of the part of a record id that stands for file and sheet.
_TOKEN = 10
#: So many of a register's first columns tell most of its rows apart.
_TELLING = 3
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet read: its data rows, what became of every row, what was noticed, its lines of FILE and PLACE."""

    cells: pl.DataFrame
    records: pl.DataFrame
    findings: list[dict[str, str | None]]
    file: dict[str, object]
    places: list[dict[str, str]]


def own_columns(contract: Contract) -> tuple[str, ...]:
    """The contract's columns in ``cells``. A column of the rows' own date is merged into ``as_of``."""
    return tuple(column.name for column in contract.kept if column.name not in PROVENANCE)


def cell_schema(contract: Contract) -> dict[str, type[pl.DataType]]:
    """Column → type of ``cells``."""
    flags = [f"{column.name}__numeric" for column in contract.kept if column.kind.digits_matter]
    return PROVENANCE | {name: pl.String for name in own_columns(contract)} | {name: pl.Boolean for name in flags}


def sheet_rows(found: Found, source: Source, token: str, wanted: Wanted) -> SheetRows:
    """Every row of a sheet below its headings. Raises UnreadableError."""
    contract, heading = wanted.contract, found.heading
    width = len(heading.texts)
    rows = found.table.below(heading.row, width)
    rows = by_pieces(lambda some: judged(shown_rows(cleaned(some, width), heading), heading), rows)
    rows = spread(rows, found.merged, heading)
    rows = rows.with_columns(
        pl.format(f"{contract.register}-{token}-{{}}", "row_no").alias("record_id"),
        pl.lit(source.name).alias("file_name"),
        pl.lit(found.sheet).alias("sheet"),
    )
    loaded = rows.filter(pl.col("reason").is_null())
    wrong = errors(loaded, heading, contract)
    loaded = blanked(loaded, heading, wrong)
    cells = loaded.select(
        "record_id", "file_name", "sheet", "row_no", _as_of(source, heading),
        *_named(_filled_in(wanted, found, source), heading, loaded.columns)
    )
    return SheetRows(cells, _records(rows, contract), _noticed(loaded, wrong, found, source, contract), {
        "token": token, "source": contract.register, "file_name": source.name, "sheet": found.sheet,
        "file_sha256": source.sha256, "codec": source.book.codec, "as_of": source.as_of, "header_row": heading.row,
        "rows_read": rows.height,
    }, _placed(found, source, contract))  # fmt: skip


def _placed(found: Found, source: Source, contract: Contract) -> list[dict[str, str]]:
    """Where each column stands; a heading that looks like a value gives way to the contract's own."""
    return [
        {
            "file_name": source.name, "sheet": found.sheet, "column_name": name, "letter": letter(place),
            "heading": speakable(found.heading.texts[place]) or contract[name].heading,
        }
        for name, place in sorted(found.heading.places.items(), key=lambda item: item[1])
    ]  # fmt: skip


def _filled_in(wanted: Wanted, found: Found, source: Source) -> Wanted:
    """The defaults with ``{sheet}`` and ``{file}`` as what the row's are called, for sheets named by school or town."""
    names = {"{sheet}": found.sheet, "{file}": PurePath(source.name).stem}
    defaults = {
        column: reduce(lambda text, word: text.replace(word, names[word]), names, default)
        for column, default in wanted.defaults.items()
    }
    return Wanted(wanted.contract, defaults, wanted.columns)


def _named(wanted: Wanted, heading: Heading, present: list[str]) -> Iterable[pl.Expr]:
    """The cells under our names; a default fills a column that the file lacks, never a blank cell of one it has."""
    for name in own_columns(wanted.contract):
        place = heading.places.get(name)
        yield (pl.lit(wanted.defaults.get(name), dtype=pl.String) if place is None else pl.col(cell(place))).alias(name)
    for column in wanted.contract.kept:
        if column.kind.digits_matter:
            yield _untrusted(heading.places.get(column.name), present).alias(f"{column.name}__numeric")


def _untrusted(place: int | None, present: list[str]) -> pl.Expr:
    """True where a cell with digits that matter was a number, or reads like one that a program rewrote."""
    if place is None:
        return pl.lit(False)
    text = pl.col(cell(place))
    was_number = pl.col(number(place)) & text.is_not_null() if number(place) in present else pl.lit(False)
    return was_number | rewritten(text)


def _as_of(source: Source, heading: Heading) -> pl.Expr:
    """The day the row speaks of: its own where it names one (数据日期), else the file's."""
    day = pl.lit(source.as_of)
    if (place := heading.places.get("as_of")) is None:
        return day.alias("as_of")
    told = [pl.col(cell(place)).str.to_date(pattern, strict=False) for pattern in _DATES]
    return pl.coalesce(*told, day).alias("as_of")


def _records(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    outcome = (
        pl.when(pl.col("reason").is_null()).then(pl.lit("loaded"))
        .when(pl.col("reason").is_in(QUARANTINED.codes)).then(pl.lit("quarantined"))
        .otherwise(pl.lit("excluded"))
    )  # fmt: skip
    return rows.select(
        "record_id", pl.lit(contract.register).alias("source"), "file_name", "sheet", "row_no",
        outcome.alias("outcome"), "reason",
    ).cast(pl.Schema(RECORD))  # fmt: skip


def _noticed(
    loaded: pl.DataFrame, wrong: list[Wrong], found: Found, source: Source, contract: Contract
) -> list[dict[str, str | None]]:
    notes = [
        noted(contract, source.name, "cell_error", one.detail) | {"record_id": one.record_id, "column_name": one.column}
        for one in wrong
    ] + [
        noted(contract, source.name, "unknown_column", shown)
        for place in found.heading.ignored
        if (shown := _ignored_heading(loaded, found.heading, place))
    ]
    if not loaded.height:
        notes.append(noted(contract, source.name, "empty_source", found.sheet or None))
    return notes


def _ignored_heading(loaded: pl.DataFrame, heading: Heading, place: int) -> str | None:
    """The heading of a column that is not read; None for a column without heading or content."""
    if heading.texts[place].strip():
        return speakable(heading.texts[place]) or f"{letter(place)} 列"
    return f"{letter(place)} 列（无标题）" if loaded[cell(place)].count() else None


def noted(contract: Contract, file_name: str, code: str, detail: str | None) -> dict[str, str | None]:
    """A finding about a whole file."""
    return dict.fromkeys(FINDING) | {
        "source": contract.register, "file_name": file_name, "code": code, "severity": FINDINGS[code].severity,
        "detail": detail,
    }  # fmt: skip


def with_duplicates_excluded(
    cells: pl.DataFrame, records: pl.DataFrame, contract: Contract
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``cells`` with each of identical rows once (the one of the newest date), and ``records`` saying so."""
    own = list(own_columns(contract))
    # Hashes first, of a few columns before all: only likely rows are compared, of which most registers have none.
    likely = cells
    for columns in (own[:_TELLING], own):
        likely = likely.filter(_recurring(likely.select(columns).hash_rows()))
    likely = likely.sort("as_of", descending=True, maintain_order=True)
    extra = likely.filter(~likely.select(pl.struct(own).is_first_distinct()).to_series()).select("record_id")
    if not extra.height:
        return cells, records
    repeated = pl.col("record_id").is_in(extra["record_id"].implode())
    told = records.with_columns(
        pl.when(repeated).then(pl.lit("excluded")).otherwise("outcome").alias("outcome"),
        pl.when(repeated).then(pl.lit("duplicate_row")).otherwise("reason").alias("reason"),
    )
    return cells.filter(~repeated), told


def _recurring(hashes: pl.Series) -> pl.Series:
    """True where another row has the same hash; four times as fast by their order as by counting them."""
    ordered = hashes.sort()
    return hashes.is_in(ordered.filter(ordered == ordered.shift(1)).implode())


def counted(sheets: Iterable[dict[str, object]], records: pl.DataFrame) -> pl.DataFrame:
    """One line of FILE per sheet, with what became of its rows."""
    token = pl.col("record_id").str.slice(pl.col("source").str.len_bytes() + 1, _TOKEN).alias("token")
    outcomes = records.group_by(token).agg(
        (pl.col("outcome") == outcome).sum().alias(outcome) for outcome in ("loaded", "quarantined", "excluded")
    )
    files = pl.DataFrame(list(sheets), schema={"token": pl.String, **FILE}).drop("loaded", "quarantined", "excluded")
    files = files.join(outcomes, on="token", how="left", maintain_order="left")
    return (
        files.with_columns(pl.col("loaded", "quarantined", "excluded").fill_null(0)).select(*FILE).cast(pl.Schema(FILE))
    )
