"""One register read from all its files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl

from sources.contract import Contract
from sources.person import FINDING, PLACE, RECORD, SourceRefusedError, SourceUnreachableError, nowhere
from sources.reading.access import OPEN, Access
from sources.reading.assembly import (
    SheetRows,
    cell_schema,
    counted,
    noted,
    own_columns,
    sheet_rows,
    with_duplicates_excluded,
)
from sources.reading.book import UnreadableError
from sources.reading.database import Database
from sources.reading.files import Asked, Source, data_files, opened, row_token, within
from sources.reading.headings import Wanted
from sources.reading.sheets import in_sheet, sheets_of
from sources.sentence import Sentence, listed
from sources.vocabulary import QUARANTINED

_NONE: Mapping[str, str] = MappingProxyType({})
#: What is told of a file or database that cannot be read.
_OF_FILE, _OF_DATABASE = "{title}的文件 {name} {error}", "{title}的数据库 {name} {error}"
Finding = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A register as its files have it.

    ``cells`` are the data rows: ``record_id``, ``file_name``, ``sheet``, ``row_no``, ``as_of`` (Date), then every
    column that the contract keeps as text (null when blank or absent) and, for columns whose digits matter,
    ``<column>__numeric`` (true where digits beyond the fifteenth are not to be trusted). ``records`` (RECORD) has
    every row below the headings that was not blank, ``findings`` (FINDING) what was noticed about files, ``files``
    (FILE) the counts per sheet, ``places`` (PLACE) where each column stands.
    """

    cells: pl.DataFrame
    records: pl.DataFrame
    findings: pl.DataFrame
    files: pl.DataFrame
    places: pl.DataFrame = field(default_factory=nowhere)


def read(
    contract: Contract,
    files: Sequence[Path | Database],
    *,
    key: bytes,
    defaults: Mapping[str, str] = _NONE,
    columns: Mapping[str, str] = _NONE,
    as_of: date | None = None,
    rivals: Sequence[Contract] = (),
    access: Access = OPEN,
) -> Reading:
    """The register that ``contract`` describes, from all its files; a database stands for a file.

    ``key`` is the secret that record ids are made with: equal files under one key give equal ids. ``defaults``: our
    column → what stands in it when a file lacks it. ``columns``: our column → the heading meant where several mean
    it. ``as_of``: the day the data speak of; else the one in each file's name, else the file's own time with a
    finding. ``rivals``: the other registers, so that one of their files is recognized. ``access``: the password of
    protected files, and how large files may be.

    A register that a night can do without is empty when it has no file. Raises SourceRefusedError, with one sentence
    for the operator, when any file or sheet cannot be read whole, or when the rows read are not all accounted for;
    SourceUnreachableError when a required register has no file, or a database cannot be reached.
    """
    _refuse_unknown_names(contract, "defaults", defaults, own_columns(contract))
    _refuse_unknown_names(contract, "columns", columns, [column.name for column in contract.kept])
    paths = data_files(one for one in files if isinstance(one, Path))
    databases = [one for one in files if isinstance(one, Database)]
    if not paths and not databases and contract.required:
        raise SourceUnreachableError(
            contract.register,
            Sentence(
                "{title}没有数据文件：请把文件放入 inbox/{register}/ 后再运行。",
                title=Sentence(contract.title), register=contract.register,
            ),
        )  # fmt: skip
    wanted = Wanted(contract, defaults, columns)
    sheets: list[SheetRows] = []
    findings: list[Finding] = []
    known = tuple(text for column in contract.columns for text in (column.heading, *column.also))
    asked = Asked(contract.register, known, as_of, access)
    opening = {(_OF_FILE, name): opened(name, path, asked) for name, path in paths.items()}
    opening |= {(_OF_DATABASE, place.name): _from_database(place, wanted, as_of) for place in databases}
    for place, found in opening.items():
        for part in _parts(place, found, wanted, tuple(rivals), key):
            if isinstance(part, SheetRows):
                sheets.append(part)
            else:
                findings.append(part)
    return _assembled(wanted.contract, sheets, findings)


def _from_database(place: Database, wanted: Wanted, as_of: date | None) -> Iterator[Source]:
    from sources.reading.database.opening import opened_database  # SQLAlchemy, only where there is a database

    yield opened_database(place, wanted, as_of)


def _parts(
    place: tuple[str, str], opening: Iterator[Source], wanted: Wanted, rivals: tuple[Contract, ...], key: bytes
) -> Iterator[SheetRows | Finding]:
    """The sheets of a file, of the files in an archive or of a database, and the findings about it.

    ``place`` is what is told where it cannot be read, and its name.
    """
    try:
        for source in opening:
            yield from _source_parts(source, wanted, rivals, key)
    except UnreadableError as error:
        title = Sentence(wanted.contract.title)
        told = Sentence(place[0], title=title, name=place[1], error=str(error))
        raise SourceRefusedError(wanted.contract.register, told) from None


def _source_parts(
    source: Source, wanted: Wanted, rivals: tuple[Contract, ...], key: bytes
) -> Iterator[SheetRows | Finding]:
    contract, sheet = wanted.contract, ""
    try:
        sheets = sheets_of(source.book, wanted, rivals)
        if source.as_of_assumed:
            yield noted(contract, source.name, "as_of_assumed", source.as_of.isoformat())
        for code, detail in source.book.notes:
            yield noted(contract, source.name, code, detail)
        for skipped in sheets.skipped:
            yield noted(contract, source.name, "skipped_sheet", skipped)
        for found in sheets.found:
            sheet = found.sheet
            yield sheet_rows(found, source, row_token(key, source.sha256, source.name, sheet), wanted)
    except UnreadableError as error:
        told = in_sheet(sheet, error)
        raise (UnreadableError(within(source.member, told)) if source.member else told) from None


def _assembled(contract: Contract, sheets: Sequence[SheetRows], findings: list[Finding]) -> Reading:
    cells = pl.concat([pl.DataFrame(schema=cell_schema(contract)), *(sheet.cells for sheet in sheets)])
    records = pl.concat([pl.DataFrame(schema=RECORD), *(sheet.records for sheet in sheets)])
    cells, records = with_duplicates_excluded(cells, records, contract)
    counts = counted([sheet.file for sheet in sheets], records)
    _refuse_unaccounted(contract, cells, counts)
    told = [*findings, *(finding for sheet in sheets for finding in sheet.findings), *_repetitions(contract, records)]
    places = pl.DataFrame([place for sheet in sheets for place in sheet.places], schema=PLACE)
    told += _set_aside(contract, records)
    return Reading(cells, records, pl.DataFrame(told, schema=FINDING), counts, places)


def _set_aside(contract: Contract, records: pl.DataFrame) -> Iterator[Finding]:
    """One finding per row that could not be read as a row of the register."""
    for name, record_id, reason in (
        records.filter(outcome="quarantined").select("file_name", "record_id", "reason").iter_rows()
    ):
        yield noted(contract, name, "row_quarantined", QUARANTINED.labels[reason]) | {"record_id": record_id}


def _repetitions(contract: Contract, records: pl.DataFrame) -> Iterator[Finding]:
    """One finding per file with the number of its rows that stand elsewhere word for word."""
    repeated = records.filter(pl.col("reason") == "duplicate_row").group_by("file_name", maintain_order=True).len()
    return (noted(contract, name, "duplicate_row", f"{rows} 行") for name, rows in repeated.iter_rows())


def _refuse_unaccounted(contract: Contract, cells: pl.DataFrame, files: pl.DataFrame) -> None:
    """Every row read must be loaded, quarantined or excluded, and every loaded row be there once."""
    wrong = files.filter(pl.col("rows_read") != pl.sum_horizontal("loaded", "quarantined", "excluded"))
    if wrong.height or not _each_once(cells["record_id"]) or cells.height != files["loaded"].sum():
        names = listed(wrong["file_name"].unique(maintain_order=True)) or Sentence("全部文件")
        told = "{title}的文件 {names} 读入行数与载入、隔离、不计入之和不符：请把文件交给程序维护人员。"
        raise SourceRefusedError(contract.register, Sentence(told, title=Sentence(contract.title), names=names))


def _each_once(records: pl.Series) -> bool:
    # Hashes are counted four times as fast as texts, and as long as they differ the texts do.
    return records.hash().n_unique() == records.len() or records.n_unique() == records.len()


def _refuse_unknown_names(contract: Contract, section: str, names: Mapping[str, str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise SourceRefusedError(
                contract.register,
                Sentence(
                    "设置 [sources.{register}.{section}] 中的 {name} 不是{title}的列：是否应为 {near}？",
                    register=contract.register, section=section, name=name, title=Sentence(contract.title), near=near,
                ),
            )  # fmt: skip
