"""What ``rollcall init`` lays out: settings that load, folders that are empty, templates that can be filled in."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pydantic import BaseModel
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

import sources
from pipelines.publish.forms import EXAMPLE_MARK, NOTES_SHEET, init, settings_text, write_template
from pipelines.publish.words import CONTRACTS
from pipelines.settings import County, Linkage, Night, Output, Settings, Source, load
from sources.contract import Contract, Use
from sources.person import Terms

PLACEHOLDERS = {"name", "division_code"}


def rows(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def test_the_new_settings_load_and_mean_the_defaults(tmp_path: Path) -> None:
    init(tmp_path)
    settings = load(tmp_path / "county.toml")
    assert settings.night == Night()
    assert settings.linkage == Linkage()
    assert settings.output == Output()
    assert {contract.register for contract in CONTRACTS} == set(type(settings.sources).model_fields)


@pytest.mark.parametrize("section", [County, Night, Source, Linkage, Output])
def test_every_setting_is_there_to_be_read(section: type[BaseModel]) -> None:
    written = set(re.findall(r"^(?:# )?(\w+) = .+$", settings_text(), flags=re.M)) | set(re.findall(r"\.(\w+)\]", settings_text()))
    assert set(section.model_fields) - written == set()


def test_settings_that_are_uncommented_are_valid_and_explained(tmp_path: Path) -> None:
    text = settings_text()
    assert all("#" in line.removeprefix("# ") for line in text.splitlines() if re.match(r"# \w+ = ", line) and '"某某镇"' not in line and "phone" not in line)
    path = tmp_path / "county.toml"
    path.write_text(re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.M), encoding="utf-8")
    settings: Settings = load(path)
    assert settings.night.model_copy(update={"as_of": None}) == Night()
    assert settings.sources.population.defaults == {"town": "某某镇"}


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


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.register)
def test_every_code_table_fits_a_drop_down(contract: Contract, tmp_path: Path) -> None:
    # Excel takes 255 characters; beyond that xlsxwriter leaves the drop-down out with a warning.
    coded = [column for column in contract.columns if column.codes is not None and column.use is not Use.DROP]
    assert all(len(",".join(column.codes.labels.values())) <= 255 for column in coded if column.codes)
    write_template(contract, tmp_path / "t.xlsx")
    shutil.unpack_archive(tmp_path / "t.xlsx", tmp_path / "parts", "zip")
    sheet = (tmp_path / "parts" / "xl" / "worksheets" / "sheet1.xml").read_text("utf-8")
    assert sheet.count('type="list"') == len(coded)
    assert all(label in sheet for column in coded if column.codes for label in column.codes.labels.values())


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


def filled_in(template: Path, row: dict[str, str], contract: Contract, into: Path) -> Path:
    """The template as a person saves it after typing one row under the example."""
    columns = [column.name for column in contract.columns if column.use is not Use.DROP]
    cells = "".join(f'<c r="{xl_col_to_name(at)}3" t="inlineStr"><is><t>{row[name]}</t></is></c>' for at, name in enumerate(columns) if name in row)
    with zipfile.ZipFile(template) as blank, zipfile.ZipFile(into, "w") as saved:
        for part in blank.namelist():
            text = blank.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</sheetData>", f'<row r="3">{cells}</row></sheetData>'.encode())
            saved.writestr(part, text)
    return into


FILLED = {
    "population": {"citizen_id": "349901201803150014", "name": "赵一一", "sex": "男", "town": "某某镇", "registered_address": "某某村1组"},
    "roll": {"roll_no": "G349901201803150014", "citizen_id": "349901201803150014", "name": "赵一一", "school_name": "某某小学", "school_code": "0123456789", "grade": "三年级", "status": "在读"},
    "poverty": {"household_no": "00012345", "name": "赵一一", "citizen_id": "349901201803150014", "town": "某某镇", "schooling_claim": "小学", "household_type": "脱贫户"},
    "schools": {"school_code": "0123456789", "school_name": "某某小学", "town": "某某镇", "stage": "小学", "in_county": "是"},
    "evidence": {"name": "赵一一", "citizen_id": "349901201803150014", "result": "在外就读", "evidence_type": "在读证明", "evidence_no": "1号", "evidence_date": "2026-08-20"},
    "control_totals": {"town": "某某镇", "item": "适龄儿童", "declared": "120"},
    "assignment": {"town": "某某镇", "village": "某某村", "village_lead": "王某某", "school_code": "0123456789"},
    "disability": {"name": "赵一一", "citizen_id": "349901201803150014", "placement": "送教上门", "town": "某某镇"},
    "approvals": {"name": "赵一一", "citizen_id": "349901201803150014", "kind": "休学", "approved_by": "某某县教育局", "valid_from": "2026-03-01", "valid_until": "2027-02-28"},
}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.register)
def test_a_filled_template_reads_back_without_its_example_and_notes(contract: Contract, tmp_path: Path) -> None:
    write_template(contract, tmp_path / "t.xlsx")
    saved = filled_in(tmp_path / "t.xlsx", FILLED[contract.register], contract, tmp_path / f"{contract.title}20260831.xlsx")
    loaded = sources.read(contract.register, [saved], Terms(date(2026, 9, 1), ("某某镇",)), key=b"k" * 32)
    assert loaded.rows.height == 1
    assert loaded.records.filter(pl.col("outcome") != "loaded").select("row_no", "outcome", "reason").rows() == [(2, "excluded", "template_note")]
    assert set(loaded.findings["code"]) <= {"skipped_sheet"}
    read = loaded.rows.row(0, named=True)
    assert read.get("id18", "349901201803150014") == "349901201803150014"
    assert read.get("school_code", "0123456789") == "0123456789"
    assert read.get("household_no") in (None, "00012345")
