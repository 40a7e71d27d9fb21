"""All sources looked at to the end: a file that is refused hides nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

import sources
from checks.expectations import RESULT
from pipelines.casebook import Casebook
from pipelines.intake import Reader, check_registers, files_found, read_registers
from pipelines.run import AS_USUAL, Choices
from pipelines.settings import Settings, Source
from sources.person import Loaded, SourceRefusedError, Terms
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
    patience = _Patience(tell)
    with Casebook(settings.state) as casebook:
        registers = read_registers(settings, as_of, casebook.key, casebook.tokens(), around=patience.around)
        last_rows = casebook.last_rows()
    tell("▸ 核对数据约定 …")
    results = [pl.DataFrame(schema=RESULT)]
    for name in [name for name in registers if name not in patience.refusals]:
        results += patience.checked({name: registers[name]}, settings, as_of, last_rows)
    return Survey(registers, {name: tuple(told) for name, told in patience.refusals.items()}, pl.concat(results))


@dataclass(frozen=True, slots=True)
class _Patience:
    """Notes why a register is refused and goes on."""

    tell: Tell
    refusals: dict[str, list[str]] = field(default_factory=dict)

    def around(self, read: Reader) -> Reader:
        """The same reading, but of what can be read: the files that would be refused are left out and noted."""

        def patient(name: str, source: Source | None, home: Path, terms: Terms, key: bytes) -> Loaded:
            self.tell(f"▸ 读入{sources.register_named(name).CONTRACT.title} …")
            try:
                return read(name, source, home, terms, key)
            except SourceRefusedError as error:
                good = self._without_refused(name, source or Source(), home, terms, key, str(error))
                return _read_files(name, good, source or Source(), terms, key) if good else sources.nothing(name, terms)

        return patient

    def _without_refused(
        self, name: str, source: Source, home: Path, terms: Terms, key: bytes, whole: str
    ) -> list[Path]:
        """The files that can be read alone; where each can or none is there, the register is refused as a ``whole``."""
        files = list(data_files(files_found(home, source.path)).values()) if source.path else []
        refused: dict[Path, str] = {}
        for file in files:
            try:
                _read_files(name, [file], source, terms, key)
            except SourceRefusedError as error:
                refused[file] = str(error)
        self.refusals[name] = list(dict.fromkeys(refused.values())) or [whole]
        return [file for file in files if file not in refused] if refused else []

    def checked(
        self, one: Mapping[str, Loaded], settings: Settings, as_of: date, last_rows: Mapping[str, int]
    ) -> Iterator[pl.DataFrame]:
        """What the checks found in that register; why it is refused is noted, the guards' reason and the checks'."""
        for choices in (AS_USUAL, Choices(accepted=frozenset(one))):
            try:
                yield check_registers(one, settings, as_of, last_rows, choices)
            except SourceRefusedError as error:
                told = self.refusals.setdefault(error.register, [])
                told += [sentence for sentence in (str(error),) if sentence not in told]
            else:
                return


def _read_files(name: str, files: list[Path], source: Source, terms: Terms, key: bytes) -> Loaded:
    return sources.read(
        name, files, terms, key=key, defaults=source.defaults, columns=source.columns, as_of=source.as_of)
