"""Names, numbers, telephones and addresses in every column of every gate, and none in any answer, page, table or log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from great_expectations.datasource.fluent.interfaces import Batch

import sql
from checks.guards import LIMITS, MEASURES, Watch
from checks.page import write_pages
from checks.published import Inputs, published
from checks.registers import checked
from checks.results import refuse_if_fatal
from sources import population
from sources.person import FINDING, SourceRefusedError
from tests.checks.made import ADDRESS, AS_OF, CANARIES, NAME, NUMBER, PHONE, registry
from tests.spec.county import County

VALUE = f"{NAME} {NUMBER} {PHONE} {ADDRESS}"
WATCH = Watch(LIMITS["population"], before=dict.fromkeys(MEASURES, 0.5), towns=("甲镇",))


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Any:
    """Everything that Great Expectations answers, logs and prints from here on, tracebacks of its own included."""
    answers: list[str] = []
    validate = Batch.validate

    def listened(*args: Any, **kwargs: Any) -> Any:
        answer = validate(*args, **kwargs)
        answers.append("\n".join(str(result.to_json_dict() | {"exception_info": None}) for result in answer.results))
        return answer

    monkeypatch.setattr(Batch, "validate", listened)
    caplog.set_level(logging.DEBUG)

    def all_of_it() -> str:
        said = capfd.readouterr()
        assert (said.out, said.err) == ("", "")
        assert not [record for record in caplog.records if record.name.startswith("great_expectations")]
        assert answers
        return "\n".join([*answers, caplog.text])

    return all_of_it


def canaries_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_nobody_is_named_of_a_register(overheard: Any, tmp_path: Path) -> None:
    register = registry()
    texts = [name for name, kind in register.rows.schema.items() if kind == pl.String and name != "record_id"]
    odd = register.rows.with_columns(pl.lit(VALUE).alias(name) for name in texts)
    found = pl.DataFrame([dict.fromkeys(FINDING) | {"record_id": register.rows["record_id"][0], "column_name": "name", "code": "name_length",
                                                    "detail": VALUE}], schema=FINDING)
    results = checked(
        type(register)(register.register, odd.with_columns(cancel_date=pl.lit(VALUE)), register.records, found, register.files),
        population.CONTRACT, AS_OF, WATCH)
    assert results.filter(~pl.col("success")).height > 5
    assert results.filter(pl.col("sentence").str.contains("未能核对")).height == 1
    write_pages(results, tmp_path)
    pages = "\n".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    with pytest.raises(SourceRefusedError) as refused:
        refuse_if_fatal(results)
    assert canaries_in(overheard() + results.write_csv() + pages + str(refused.value)) == []


def test_nobody_is_named_of_a_published_table(overheard: Any, tmp_path: Path) -> None:
    county = County()
    county.roll("甲", county.child("甲"))
    with county.opened(tmp_path / "night") as night:
        for model in sql.marts():
            if model.publish == "main" and model.stored and model.name != "check_result":
                table = night.frame(f"FROM {model.name}")
                row = pl.DataFrame([{name: VALUE if kind == pl.String else None for name, kind in table.schema.items()}], schema=table.schema)
                night.put("main", model.name, pl.concat([table, row]))
        with night.lent() as connection:
            results = published(connection, Inputs({"child": 1}))
    assert results.filter(~pl.col("success")).height > 10
    write_pages(results, tmp_path / "pages")
    pages = "\n".join(path.read_text("utf-8") for path in (tmp_path / "pages").iterdir())
    assert canaries_in(overheard() + results.write_csv() + pages) == []
