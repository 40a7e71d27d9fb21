"""Invented cases and what is on file of them, and returned rows as the reader hands them over."""

from __future__ import annotations

from datetime import date

import polars as pl

import sources
from pipelines.casebook.tokens import case_token, keyed
from pipelines.language import language
from pipelines.returning.answers import Answered
from pipelines.returning.known import CALLS, CASES, CHILDREN, DRAWS, NAMES, ON_FILE, PAIRS, PIECES, VERDICTS, Known
from pipelines.returning.told import explained, lines
from sources.identity import check_character
from sources.identity.names import name_key
from sources.person import FILE, FINDING, RECORD, Loaded, Terms
from sources.reading import Reading, cell_schema
from tests.english import chinese

KEY = b"key of a test"
TODAY = date(2026, 11, 26)
SAY = language("en")
#: Names of the invented children, by their letters.
NAMES_OF = {"A": "赵一", "B": "钱二", "C": "孙三", "D": "李四"}


def number(letter: str) -> str:
    """The letter's citizen ID, of an area that no place has."""
    body = f"3499012015030{ord(letter) - 64:d}123"[:17].ljust(17, "0")
    return body + check_character(body)


def token(letter: str) -> str:
    """The token of the letter's case."""
    return case_token(keyed(KEY, "case", letter))


def known(
    *, closed: dict[str, date] | None = None, pieces: list[dict] = (), on_file: list[tuple] = (),
    pairs: dict[str, bool] | None = None, verdicts: list[tuple] = (), draws: list[str] = (), calls: list[tuple] = (),
) -> Known:
    """What is on file of the four children, each with one case."""
    children = list(NAMES_OF)
    cases = [(token(one), one, (closed or {}).get(one)) for one in children]
    names = [(one, keyed(KEY, "name", name_key(NAMES_OF[one]))) for one in children]
    return Known(
        _frame(cases, CASES), _frame([(one, keyed(KEY, "id", number(one))) for one in children], CHILDREN),
        _frame(names, NAMES), pl.DataFrame(list(pieces), schema=PIECES), _frame(on_file, ON_FILE),
        _frame([(one, f"population-{one}", f"roll-{one}", listed) for one, listed in (pairs or {}).items()], PAIRS), _frame(verdicts, VERDICTS),
        _frame([(one, True) for one in draws], DRAWS), _frame(calls, CALLS))


def returned(register: str, *rows: dict) -> tuple[Loaded, pl.DataFrame]:
    """The register of those rows (our column → text), conformed, and its cells."""
    contract = sources.register_named(register).CONTRACT
    schema = cell_schema(contract)
    cells = pl.DataFrame([
        dict.fromkeys(schema) | {name: False for name, kind in schema.items() if kind == pl.Boolean} | {
            "record_id": f"{register}-0000000000-{place}", "file_name": "清单.csv", "sheet": "", "row_no": place,
            "as_of": TODAY} | row
        for place, row in enumerate(rows, 2)
    ], schema=schema)
    records = cells.select(
        "record_id", pl.lit(register).alias("source"), "file_name", "sheet", "row_no", pl.lit("loaded").alias("outcome"),
        pl.lit(None, dtype=pl.String).alias("reason"))
    file = dict.fromkeys(FILE) | {"source": register, "file_name": "清单.csv", "sheet": "", "rows_read": cells.height,
                                  "loaded": cells.height, "quarantined": 0, "excluded": 0}
    found = Reading(cells, records.cast(pl.Schema(RECORD)), pl.DataFrame(schema=FINDING), pl.DataFrame([file], schema=FILE))
    return sources.conformed(register, found, Terms(TODAY, ())), cells


def english(loaded: Loaded, told: Answered) -> list[str]:
    """What is printed of those rows and written beside them with the language set to English: nothing Chinese but what
    is quoted, or the file's."""
    answers = explained(loaded, told.answers, SAY)
    said = [*lines("清单.csv", sources.register_named(loaded.register).CONTRACT.title, answers, SAY), *answers["sentence"]]
    assert [text for text in said if chinese(text, "清单.csv")] == []
    return answers["sentence"].to_list()


def _frame(rows: list[tuple], schema: dict) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")
