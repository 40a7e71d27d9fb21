"""Files as offices make them, written by csv and xlsxwriter."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from sources import evidence, population, poverty, roll, schools
from sources.contract import Contract
from sources.person import SourceRefusedError
from sources.reading import Reading, read
from tests.english import in_english

KEY = b"a secret of thirty-two characters"
CONTRACTS = (population.CONTRACT, roll.CONTRACT, poverty.CONTRACT, schools.CONTRACT, evidence.CONTRACT)

Rows = Sequence[Sequence[object]]


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """``text_file(name, rows)``: a CSV file; ``encoding``, ``delimiter`` and ``quoting`` may be given."""

    def written(name: str, rows: Rows, *, encoding: str = "utf-8", **dialect: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, **dialect).writerows(rows)  # type: ignore[arg-type]
        return path

    return written


@pytest.fixture
def raw_file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """``raw_file(name, content)``: a file of exactly these bytes."""

    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """``workbook(name, {sheet: rows})``: an .xlsx file; cells keep the type they have; sheets in ``hidden`` are hidden."""

    def written(name: str, sheets: Mapping[str, Rows], *, hidden: Sequence[str] = ()) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                if title in hidden:
                    sheet.hide()
                for place, row in enumerate(rows):
                    sheet.write_row(place, 0, row)
        return path

    return written


@pytest.fixture
def reading() -> Callable[..., Reading]:
    """``reading(contract, path, …)``: those files read, with all other registers as rivals, as of 1 September 2026."""

    def done(contract: Contract, *paths: Path, **asked: object) -> Reading:
        others = [one for one in CONTRACTS if one is not contract]
        return read(contract, list(paths), **{"key": KEY, "as_of": date(2026, 9, 1), "rivals": others, **asked})  # type: ignore[arg-type]

    return done


@pytest.fixture
def refusal(reading: Callable[..., Reading]) -> Callable[..., str]:
    """``refusal(contract, path, …)``: the sentence with which those files are refused."""

    def sentence(contract: Contract, *paths: Path, **asked: object) -> str:
        with pytest.raises(SourceRefusedError) as refused:
            reading(contract, *paths, **asked)
        told = str(refused.value)
        assert refused.value.register == contract.register
        assert "\n" not in told
        assert told[-1] in "。？"
        assert in_english(told, *(path.name for path in paths))[-1] in ".?"
        return told

    return sentence
