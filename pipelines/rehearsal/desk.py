"""What a check leaves for the data desk: ``data_desk.csv`` and a marked copy of every file with something to mend.

Both hold what children's rows hold: the folder is 0700, its files 0600. It is replaced whole with every check, but
for copies that somebody has been correcting.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import polars as pl

import sources
from pipelines.arrival.protection import access
from pipelines.errors import NothingPublishedError
from pipelines.language import Language, language
from pipelines.publish.cells import guarded
from pipelines.publish.files import file_name, private, replace_folder
from pipelines.publish.lists import write_list
from pipelines.publish.words import REGISTERS, said
from pipelines.rehearsal.kept import can_be_kept, write_kept
from pipelines.rehearsal.marks import LEVELS, Marking
from pipelines.rehearsal.plain import too_large, write_plain
from pipelines.rehearsal.problems import PROBLEM
from pipelines.rehearsal.survey import Survey, Tell, files_of
from pipelines.settings import Settings
from sources.person import SourceRefusedError
from sources.reading import Written
from sources.reading.book import UnreadableError, letter
from sources.vocabulary import Severity

DESK = "data_desk.csv"
EDITED = "改动过的副本"
#: By this file a folder is known to be a check's; it is as old as the copies beside it.
_MARKER = ".rollcall_check"
#: Column → heading of ``data_desk.csv``; those that the published list has too are called the same.
HEADINGS = {
    "number": "编号", "severity": "级别", "register": "来源", "file_name": "文件", "sheet": "工作表", "row_no": "行号",
    "letter": "列号", "heading": "列", "value": "内容", "problem": "问题", "mend": "处理办法",
}
_VALUE = {"sheet": pl.String, "row_no": pl.Int32, "letter": pl.String, "value": pl.String}


def write_desk(settings: Settings, survey: Survey, found: Mapping[str, pl.DataFrame], folder: Path, tell: Tell) -> int:
    """Write everything into ``folder``; the number of marked copies.

    ``found`` are the PROBLEMs of each register. Raises NothingPublishedError when the folder cannot be written.
    """
    half = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        say = language(settings.output.language)
        lines = [_refusals(survey, say)]
        for register, problems in found.items():
            lines += _register(settings, register, problems, half, tell)
        write_list(_cells(pl.concat(lines, how="diagonal"), say), half / DESK)
        _carry_over(folder, half, tell)
        (half / _MARKER).touch(mode=0o600)
        replace_folder(half, folder)
    except OSError as error:
        raise NothingPublishedError(
            f"文件夹 {folder} 无法写入（{error.strerror}）：请检查权限、磁盘空间，或用 --out 换一个文件夹。"
        ) from None
    return sum(1 for path in folder.rglob("*.xlsx") if EDITED not in path.parts)


def _refusals(survey: Survey, say: Language) -> pl.DataFrame:
    """A line for each sentence with which a source is refused: nothing can be used until that is mended."""
    told = [
        {"register": register, "problem": say.sentence(sentence), "severity": Severity.FATAL}
        for register, sentences in survey.refusals.items()
        for sentence in sentences
    ]
    return pl.DataFrame(told, schema=PROBLEM | {"value": pl.String})


def _register(
    settings: Settings, register: str, problems: pl.DataFrame, folder: Path, tell: Tell
) -> Iterator[pl.DataFrame]:
    """The problems of a register with each cell's value, once the copies of its files are written."""
    taken: set[str] = set()
    for name, path in files_of(register, settings).items() if problems.height else ():
        # A file in an archive is known by the archive's name and its own.
        inside = (pl.col("file_name") == name) | pl.col("file_name").str.starts_with(f"{name}/")
        of_file = problems.filter(inside)
        problems = problems.filter(inside.not_() | pl.col("file_name").is_null())
        if of_file["row_no"].count():
            say = language(settings.output.language)
            tell(say("▸ 标注 {name}（{n:,} 处）…", name=name, n=of_file.height))
            place = partial(_place, folder / register, taken)
            yield from _copied(settings, register, (name, path), of_file, place)
        else:
            yield of_file
    yield problems


def _place(folder: Path, taken: set[str], file: str) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / file_name(str(Path(file).with_suffix("")).replace("/", "_"), ".xlsx", taken)


def _copied(
    settings: Settings, register: str, named: tuple[str, Path], problems: pl.DataFrame, place: Callable[[str], Path]
) -> Iterator[pl.DataFrame]:
    """The problems of a file with ``value``, once the marked copy of it, or of each file in it, is written."""
    (name, path), source = named, getattr(settings.sources, register)
    try:
        opened = access(register, source, settings.home)
        sheets = list(sources.written(
            register, name, path, defaults=source.defaults, columns=source.columns, access=opened))
    except (UnreadableError, SourceRefusedError):  # it changed since it was read
        yield problems
        return
    for (file,), part in problems.group_by("file_name", maintain_order=True):
        contract, say = sources.register_named(register).CONTRACT, language(settings.output.language)
        marking = Marking(contract, str(file), part, say)
        own = [sheet for sheet in sheets if sheet.file_name == file]
        if part["row_no"].count():
            _write_copy(path, own, marking, place(str(file)))
        values = pl.concat([pl.DataFrame(schema=_VALUE), *(_values(sheet, part) for sheet in own)])
        yield part.join(values, on=["sheet", "row_no", "letter"], how="left", maintain_order="left")


def _write_copy(path: Path, sheets: list[Written], marking: Marking, target: Path) -> None:
    with private(target) as file:
        if not (can_be_kept(path) and write_kept(path, marking, file)):
            file.seek(0)
            file.truncate()
            write_plain(sheets, marking, file)
    if too_large(sheets):
        target.rename(target.with_stem(f"{target.stem}_问题行"))
    else:  # put back, it must be of the day that its source was of
        os.utime(target, (path.stat().st_atime, path.stat().st_mtime))


def _values(sheet: Written, problems: pl.DataFrame) -> pl.DataFrame:
    """The cells of the rows with problems, as they are written."""
    wanted = problems.filter(pl.col("sheet") == sheet.sheet)["row_no"].unique()
    columns = [name for name in sheet.rows.columns if name.startswith("c")]
    letters = {name: letter(int(name[1:])) for name in columns}
    rows = sheet.rows.filter(pl.col("row_no").is_in(wanted.implode())).select("row_no", *columns).rename(letters)
    cells = rows.unpivot(index="row_no", variable_name="letter", value_name="value")
    return cells.select(pl.lit(sheet.sheet).alias("sheet"), "row_no", "letter", "value").cast(pl.Schema(_VALUE))


def _cells(problems: pl.DataFrame, say: Language) -> pl.DataFrame:
    special = {
        "severity": pl.col("severity").replace(said(LEVELS, say)),
        "register": pl.col("register").replace(said(REGISTERS, say)),
        "row_no": pl.col("row_no"), "number": pl.col("number"),
    }
    numbered = problems.with_row_index("number", offset=1)
    return numbered.select(special.get(name, guarded(pl.col(name))).alias(title) for name, title in HEADINGS.items())


def refuse_foreign(folder: Path) -> None:
    """Raise NothingPublishedError for a folder with anything in it that no check made: it would be replaced whole."""
    if folder.exists() and not (folder / _MARKER).exists() and any(folder.iterdir()):
        raise NothingPublishedError(f"文件夹 {folder} 里有别的文件，检查结果会取代它：请用 --out 指定一个空文件夹。")


def _carry_over(folder: Path, half: Path, tell: Tell) -> None:
    """Keep the copies that somebody changed since they were written."""
    written = (folder / _MARKER).stat().st_mtime if folder.exists() else 0
    for copy in sorted(folder.rglob("*.xlsx")):
        inside = copy.relative_to(folder)
        if inside.parts[0] == EDITED or copy.stat().st_mtime > written:
            kept = half / EDITED / Path(*(part for part in inside.parts if part != EDITED))
            kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(copy, kept)
            tell(f"注意：{inside} 是改动过的副本，已留在 {folder / kept.relative_to(half)}：改好的请放回 inbox。")
