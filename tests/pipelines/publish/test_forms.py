"""What ``rollcall init`` lays out: settings that load, folders that are empty, templates that can be filled in."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import BaseModel
from python_calamine import CalamineWorkbook

from pipelines.publish.form_examples import EXAMPLE_MARK
from pipelines.publish.forms import init, settings_text, write_template
from pipelines.publish.words import CONTRACTS
from pipelines.settings import County, Guard, Linkage, Night, Output, Settings, Source, Unattended, load
from sources.contract import Contract, Use
from sources.reading import NOTES_SHEET

PLACEHOLDERS = {"name", "division_code"}


def rows(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def test_the_new_settings_load_and_mean_the_defaults(tmp_path: Path) -> None:
    init(tmp_path)
    settings = load(tmp_path / "county.toml")
    assert settings.night == Night()
    assert settings.linkage == Linkage()
    assert settings.output == Output()
    assert settings.unattended == Unattended()
    assert {contract.register for contract in CONTRACTS} == set(type(settings.sources).model_fields)


@pytest.mark.parametrize("section", [County, Night, Source, Guard, Linkage, Output, Unattended])
def test_every_setting_is_there_to_be_read(section: type[BaseModel]) -> None:
    written = set(re.findall(r"^(?:# )?(?:或 )?(\w+) = .+$", settings_text(), flags=re.M)) | set(re.findall(r"\.(\w+)(?=[\].])", settings_text()))
    assert set(section.model_fields) - written == set()


def test_settings_that_are_uncommented_are_valid_and_explained(tmp_path: Path) -> None:
    text = settings_text()
    assert all("#" in line.removeprefix("# ") for line in text.splitlines() if re.match(r"# \w+ = ", line) and '"某某镇"' not in line and "phone" not in line)
    path = tmp_path / "county.toml"
    path.write_text(re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.M), encoding="utf-8")
    settings: Settings = load(path)
    assert settings.night.model_copy(update={"as_of": None}) == Night()
    assert settings.sources.population.defaults == {"town": "某某镇"}


def test_the_english_settings_have_every_setting_of_the_chinese(tmp_path: Path) -> None:
    setting = re.compile(r"^(?:# )?(?:或 |or )?(\[.+?\]|\w+ = )", flags=re.M)
    told = {code: setting.findall(settings_text(code)) for code in ("zh", "en")}
    assert sorted(told["en"]) == sorted(told["zh"])
    comments = [line.partition("#")[2] for line in settings_text("en").removeprefix("# ").splitlines()]
    assert [text for text in comments if re.search(r"[，。：；（）]", text)] == []
    init(tmp_path, "en")
    settings = load(tmp_path / "county.toml")
    assert settings.output == Output(language="en")
    assert (settings.night, settings.linkage, settings.unattended) == (Night(), Linkage(), Unattended())
    text = re.sub(r"^# (?=\w+ = |\[)", "", settings_text("en"), flags=re.M)
    (tmp_path / "county.toml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "county.toml").sources.population.defaults == {"town": "某某镇"}


def test_the_inbox_is_empty_and_has_a_folder_for_each_register(tmp_path: Path) -> None:
    init(tmp_path)
    assert {path.name for path in (tmp_path / "inbox").iterdir()} == {contract.register for contract in CONTRACTS}
    assert [path for path in (tmp_path / "inbox").rglob("*") if path.is_file()] == []


def test_running_it_again_costs_nobody_their_work(tmp_path: Path) -> None:
    first = init(tmp_path)
    (tmp_path / "county.toml").write_text("mine", encoding="utf-8")
    first[1].write_bytes(b"filled in")
    assert init(tmp_path) == ()
    assert (tmp_path / "county.toml").read_text("utf-8") == "mine"
    assert first[1].read_bytes() == b"filled in"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.register)
def test_a_template_has_the_contracts_headings_and_asks_for_nothing_that_is_dropped(contract: Contract, tmp_path: Path) -> None:
    write_template(contract, tmp_path / "t.xlsx")
    headings, example = rows(tmp_path / "t.xlsx", contract.title)
    wanted = [column for column in contract.columns if column.use is not Use.DROP]
    assert [str(heading).rstrip("*☆") for heading in headings] == [column.heading for column in wanted]
    assert [str(heading).endswith("*") for heading in headings] == [column.required and not column.unless for column in wanted]
    assert str(example[0]).startswith(EXAMPLE_MARK)
    assert all(isinstance(cell, str) for cell in example)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.register)
def test_the_notes_sheet_holds_sentences_and_no_heading(contract: Contract, tmp_path: Path) -> None:
    write_template(contract, tmp_path / "t.xlsx")
    cells = [str(cell) for row in rows(tmp_path / "t.xlsx", NOTES_SHEET) for cell in row if cell]
    known = {form for column in contract.columns for form in (column.heading, *column.also)}
    assert known.isdisjoint(cells)
    assert all(any(column.heading in cell for cell in cells) for column in contract.columns if column.use is not Use.DROP)


@pytest.mark.office
def test_libreoffice_opens_a_template_with_its_numbers_as_text(tmp_path: Path) -> None:
    population = CONTRACTS[0]
    write_template(population, tmp_path / "t.xlsx")
    soffice = shutil.which("soffice") or pytest.fail("LibreOffice is missing: run make system")
    subprocess.run([soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(tmp_path / "t.xlsx")],
                   check=True, capture_output=True, timeout=120)
    heading, example = (tmp_path / "t.csv").read_text("utf-8").splitlines()
    assert heading.startswith("公民身份号码*,姓名*")
    assert example.startswith("示例：349901201803150014,张某某")
