"""Taking the registers in: which files, in which order, and whether they may be used tonight."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

import sources
from pipelines.arrival import credentials
from pipelines.arrival.loads import Load, Loads
from pipelines.arrival.protection import access
from pipelines.arrival.remembered import Remembered
from pipelines.casebook.tokens import as_issued, token_is_sound
from pipelines.run import product_version
from pipelines.settings import Settings, Source
from sources.accounting import without
from sources.contract import Contract
from sources.person import FINDING, Loaded, SourceUnreachableError, Terms
from sources.reading import Reading
from sources.reading.database import Database
from sources.vocabulary import FINDINGS

#: The order in which registers are read: schools name the towns that the others are understood by.
READING_ORDER = (
    "schools", "population", "roll", "poverty", "evidence", "approvals", "disability", "assignment", "control_totals",
    "decisions", "roster")
#: How one register is read: its name, the settings, the terms, the key, the loads that may stand in.
Reader = Callable[[str, Settings, Terms, bytes, Loads], Loaded]
#: What makes a part of a path a pattern.
_WILD = re.compile(r"[*?\[]")


def read_registers(
    settings: Settings, as_of: date, key: bytes, tokens: pl.DataFrame, loads: Loads | None = None, *,
    around: Callable[[Reader], Reader] | None = None, remembered: Remembered | None = None,
) -> dict[str, Loaded]:
    """Register → what was read of it, for every register the settings name.

    ``tokens`` has the casebook's ``case_token``: evidence under any other token is quarantined. ``loads`` are what may
    stand in for a source that cannot be reached (finding ``source_unreachable``), and where this night's are laid
    aside. ``around`` is put around the reading of each register; ``remembered`` is what the casebook adds to some.
    Raises SourceRefusedError for the first register that cannot be used.
    """
    read = partial(_loaded, remembered=remembered)
    read = around(read) if around else read
    registers: dict[str, Loaded] = {}
    towns = settings.county.towns
    for name in READING_ORDER:
        registers[name] = read(name, settings, Terms(as_of, towns), key, loads or Loads(settings.state / "loads"))
        if name == "schools":
            towns = county_towns(settings, registers[name])
    registers["evidence"] = _with_known_tokens(registers["evidence"], tokens)
    return registers


def _loaded(
    name: str, settings: Settings, terms: Terms, key: bytes, loads: Loads, *, remembered: Remembered | None
) -> Loaded:
    found = _taken(name, settings, terms.as_of, key, loads)
    return sources.conformed(name, remembered.with_register(name, found) if remembered else found, terms)


def _taken(name: str, settings: Settings, as_of: date, key: bytes, loads: Loads) -> Reading:
    """The register as it is now, or, where it cannot be reached, as it was on the last night not too long ago."""
    source = getattr(settings.sources, name) or Source()
    try:
        files, how = _asked(name, source, settings.home, key)
        content = sources.content_of(files, **how)
        if known := loads.unchanged(name, content, _contract(name)):
            load, reading = known
            loads.stage_unchanged(name, load, as_of)
            return reading
        found = sources.taken(name, files, **how)
    except SourceUnreachableError as error:
        earlier = loads.newest(name, as_of)
        if earlier is None or (as_of - earlier.night).days > source.max_source_age_days:
            raise
        instead = f"{error}{_instead(name, earlier, as_of)}"
        loads.stage_again(name, earlier, instead)
        return stood_in(earlier.reading(_contract(name)), name, instead)
    terms = f"{product_version()}{source.defaults}{source.columns}"
    loads.stage(name, found, as_of, terms=terms, content=content)
    return found


def _asked(name: str, source: Source, home: Path, key: bytes) -> tuple[Sequence[Path | Database], dict[str, Any]]:
    """The files of a register, or the database that stands for them; and how ``sources.taken`` is to read them."""
    database = credentials.database(name, source, home)
    files = [database] if database else source_files(name, home, source.path) if source.path else []
    how = {"key": key, "defaults": source.defaults, "columns": source.columns, "as_of": source.as_of}
    return files, how | {"access": access(name, source, home)}


def _instead(name: str, load: Load, as_of: date) -> str:
    age = (as_of - load.night).days
    return f"本夜改用 {load.night} 读入的{_contract(name).title}（{age} 天前，{load.rows:,} 行）。"


def stood_in(reading: Reading, name: str, sentence: str) -> Reading:
    """The reading of an earlier night, with the finding that tells so."""
    term = FINDINGS["source_unreachable"]
    row = dict.fromkeys(FINDING) | {
        "source": name, "code": term.code, "severity": term.severity, "detail": sentence,
    }  # fmt: skip
    return replace(reading, findings=pl.concat([reading.findings, pl.DataFrame([row], schema=FINDING)]))


def older_loads(registers: Mapping[str, Loaded]) -> tuple[str, ...]:
    """One sentence for each register that is not tonight's, with its date; the operator must hear them first."""
    told = pl.concat([loaded.findings for loaded in registers.values()])
    return tuple(told.filter(pl.col("code") == "source_unreachable")["detail"])


def source_files(name: str, home: Path, pattern: str) -> list[Path]:
    """The files that a pattern finds, in order; a folder stands for the files in it, ``**`` for all below it too.

    Raises SourceUnreachableError when the folder of a register that a night needs is not there or does not answer.
    """
    path = home / (f"{pattern}/*" if pattern.endswith("**") else pattern)
    folder = next(one for one in (path, *path.parents) if not _WILD.search(one.name))
    try:
        folder.stat()
        found = path.iterdir() if path.is_dir() else Path(path.anchor).glob(str(path.relative_to(path.anchor)))
        return sorted(file for file in found if file.is_file())
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not _contract(name).required:
            return []
        cause = error.strerror
    shown = folder.relative_to(home) if folder.is_relative_to(home) else folder
    raise SourceUnreachableError(
        name, f"{_contract(name).title}的文件夹 {shown} 无法打开（{cause}）：请检查路径，以及共享盘是否已挂载。")


def county_towns(settings: Settings, schools: Loaded) -> tuple[str, ...]:
    """The county's towns: those of the settings, else those in which the county's schools lie."""
    if settings.county.towns:
        return settings.county.towns
    inside = schools.rows.filter(pl.col("in_county") & pl.col("town").is_not_null())
    return tuple(inside["town"].unique().sort().to_list())


def _with_known_tokens(evidence: Loaded, tokens: pl.DataFrame) -> Loaded:
    evidence = replace(evidence, rows=evidence.rows.with_columns(as_issued(pl.col("case_token"))))
    told = evidence.rows.filter(pl.col("case_token").is_not_null()).select("record_id", "case_token")
    unknown = told.join(tokens, on="case_token", how="anti", maintain_order="left")
    if unknown.is_empty():
        return evidence
    sound = unknown["case_token"].map_elements(token_is_sound, return_dtype=pl.Boolean)
    reason = pl.when(sound).then(pl.lit("unknown_token")).otherwise(pl.lit("bad_token"))
    return without(evidence, unknown.select("record_id", reason.alias("reason")))


def _contract(name: str) -> Contract:
    return sources.register_named(name).CONTRACT
