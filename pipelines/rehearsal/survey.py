"""All sources looked at to the end: a file that is refused hides nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

import sources
from checks.expectations import importing
from checks.results import RESULT
from pipelines.arrival.intake import Reader, county_towns, read_registers, source_files
from pipelines.arrival.loads import Loads
from pipelines.arrival.protection import access
from pipelines.arrival.recognition import with_tonights_records
from pipelines.arrival.remembered import Remembered
from pipelines.casebook import Casebook
from pipelines.gates import Totals, check_registers
from pipelines.run import AS_USUAL, Choices
from pipelines.settings import Settings, Source
from sources.person import Loaded, SourceRefusedError, SourceUnreachableError, Terms
from sources.reading.files import data_files

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Survey:
    """What all sources say.

    ``registers`` have what could be read of each, ``refusals`` register → the sentences why it would stop a night,
    ``results`` (RESULT) what the checks found in the registers that were read whole.
    """

    registers: Mapping[str, Loaded]
    refusals: Mapping[str, tuple[str, ...]]
    results: pl.DataFrame

    @property
    def usable(self) -> bool:
        """True when a night could use every source."""
        return not self.refusals


def surveyed(settings: Settings, as_of: date, tell: Tell) -> Survey:
    """Read and check every source of the settings as a night would, to the end. Nothing is raised for a bad source."""
    importing()  # while the files are read
    patience = _Patience(tell)
    with Casebook.of(settings) as casebook:
        memory = casebook.read()
    registers = read_registers(
        settings, as_of, memory.key, memory.tokens, around=patience.around, remembered=Remembered.of(memory))
    registers = with_tonights_records(registers, memory.shown, memory.key)
    tell("▸ 核对数据约定 …")
    towns = county_towns(settings, registers["schools"])
    settings = settings.model_copy(update={"county": settings.county.model_copy(update={"towns": towns})})
    results = [pl.DataFrame(schema=RESULT)]
    for name in [name for name in registers if name not in patience.refusals]:
        results += patience.checked({name: registers[name]}, settings, as_of, memory.last_totals)
    return Survey(registers, {name: tuple(told) for name, told in patience.refusals.items()}, pl.concat(results))


@dataclass(frozen=True, slots=True)
class _Patience:
    """Notes why a register is refused and goes on."""

    tell: Tell
    refusals: dict[str, list[str]] = field(default_factory=dict)

    def around(self, read: Reader) -> Reader:
        """The same reading, but of what can be read: the files that would be refused are left out and noted."""

        def patient(name: str, settings: Settings, terms: Terms, key: bytes, loads: Loads) -> Loaded:
            self.tell(f"▸ 读入{sources.register_named(name).CONTRACT.title} …")
            try:
                return read(name, settings, terms, key, loads)
            except SourceRefusedError as error:
                good = self._without_refused(name, settings, terms, key, str(error))
                return _read_files(name, good, settings, terms, key) if good else sources.nothing(name, terms)

        return patient

    def _without_refused(self, name: str, settings: Settings, terms: Terms, key: bytes, whole: str) -> list[Path]:
        """The files that can be read alone; where each can or none is there, the register is refused as a ``whole``."""
        refused: dict[Path, str] = {}
        files = list(files_of(name, settings).values())
        for file in files:
            try:
                _read_files(name, [file], settings, terms, key)
            except SourceRefusedError as error:
                refused[file] = str(error)
        self.refusals[name] = list(dict.fromkeys(refused.values())) or [whole]
        return [file for file in files if file not in refused] if refused else []

    def checked(
        self, one: Mapping[str, Loaded], settings: Settings, as_of: date, before: Totals
    ) -> Iterator[pl.DataFrame]:
        """What the checks found in that register; why it is refused is noted, the guards' reason and the checks'."""
        for choices in (AS_USUAL, Choices(accepted=frozenset(one))):
            try:
                yield check_registers(one, settings, as_of, before, choices)
            except SourceRefusedError as error:
                told = self.refusals.setdefault(error.register, [])
                told += [sentence for sentence in (str(error),) if sentence not in told]
            else:
                return


def files_of(name: str, settings: Settings) -> dict[str, Path]:
    """Name → file for the files of a register; none for a database or where they cannot be reached."""
    source = getattr(settings.sources, name) or Source()
    try:
        return data_files(source_files(name, settings.home, source.path)) if source.path else {}
    except SourceUnreachableError:
        return {}


def _read_files(name: str, files: list[Path], settings: Settings, terms: Terms, key: bytes) -> Loaded:
    source = getattr(settings.sources, name)
    return sources.read(
        name, files, terms, key=key, defaults=source.defaults, columns=source.columns, as_of=source.as_of,
        access=access(name, source, settings.home))
