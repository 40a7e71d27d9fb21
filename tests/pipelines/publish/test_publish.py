"""A night of an invented county, decided by the real marts, put into its folder."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from checks.results import RESULT
from pipelines.arrival.intake import read_registers
from pipelines.casebook import Casebook
from pipelines.decision import decide
from pipelines.linkage import Linkage
from pipelines.matching import matched
from pipelines.premises import Premises, entered
from pipelines.publish import drawing, publish
from pipelines.publish.gallery import Gallery, keep, kept
from pipelines.run import AS_USUAL, Run
from pipelines.settings import load
from pipelines.store import Workspace
from sources import synthetic


@dataclass
class Decided:
    """A night up to the moment of publishing."""

    workspace: Workspace
    place: Premises
    run: Run
    linkage: Linkage
    persons: pl.DataFrame

    def publish(self) -> Path:
        return publish(self.workspace, self.place, self.run, pl.DataFrame(schema=RESULT), self.linkage)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decided]:
    home = tmp_path_factory.mktemp("county")
    synthetic.synthesize(home, children=400, seed=5, level="hostile")
    settings = load(home / "county.toml")
    assert settings.night.as_of
    run = Run.begun(settings, settings.night.as_of, AS_USUAL)
    with entered(settings) as place, Casebook(place.state) as casebook, Workspace(place.tmp) as workspace:
        registers = read_registers(settings, run.as_of, (memory := casebook.read()).key, memory.tokens)
        linkage = matched(registers, settings, run.as_of)
        decide(workspace, memory, registers, linkage, run)
        columns = ("name_display", "citizen_id", "phones", "address")
        everybody = [loaded.rows.select(columns) for loaded in registers.values() if {*columns} <= {*loaded.rows.columns}]
        yield Decided(workspace, place, run, linkage, pl.concat(everybody))


def digests(folder: Path, but: str = "nights") -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and but not in path.parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_night_has_every_promised_file_and_keeps_them(night: Decided) -> None:
    kept = night.publish()
    published = digests(night.place.out)
    assert {"rollcall.duckdb", "exceptions.csv", "exceptions.xlsx", "data_desk.csv", "data_desk.xlsx", "expiring.csv", "escalated.csv", "visit_plan.csv",
            "phone_checks.csv", "control_differences.csv", "report.html",
            "checks/index.html"} <= published.keys()
    assert "report.pdf" in published
    assert any(name.startswith("exceptions/") for name in published)
    assert digests(kept, but="-") == published
    assert not [path for path in night.place.out.iterdir() if path.name.startswith(".")]
    assert (night.place.state / "personal.duckdb").stat().st_mode & 0o777 == 0o600


def test_what_is_not_a_list_names_nobody(night: Decided) -> None:
    night.publish()
    pages = "".join(path.read_text("utf-8") for path in night.place.out.glob("**/*.html") if "nights" not in path.parts)
    with duckdb.connect(str(night.place.out / "rollcall.duckdb"), read_only=True) as connection:
        tables = [name for (name,) in connection.sql("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()]
        cells = {str(cell) for table in tables for row in connection.sql(f'FROM "{table}"').fetchall() for cell in row}
    names = set(night.persons["name_display"].drop_nulls())
    numbers = set(night.persons["citizen_id"].drop_nulls()) | set(night.persons["phones"].explode().drop_nulls())
    assert len(names) > 300 and len(numbers) > 600
    assert not {name for name in names if f">{name}<" in pages or f" {name} " in pages}
    assert not (names | numbers | set(night.persons["address"].drop_nulls())) & cells
    assert not {number for number in numbers if len(number) > 6 and (number in pages)}
    assert not {cell for cell in cells if re.search(r"(?<!\d)\d{17}[\dXx](?!\w)", cell)}


def test_the_lists_hold_what_the_visitor_needs(night: Decided) -> None:
    night.publish()
    text = (night.place.out / "exceptions.csv").read_text("utf-8-sig")
    listed = night.workspace.frame("SELECT name, phone FROM visit_list WHERE phone IS NOT NULL")
    assert listed.height > 0
    assert all(name in text for name in listed["name"])
    assert all(f"{phone[:3]}-{phone[3:7]}-{phone[7:]}" in text for phone in listed["phone"] if len(phone) == 11 and phone[0] == "1")
    assert not re.search(r"\d{17}[\dXx]", text)


def test_publishing_twice_gives_the_same_lists_and_report(night: Decided) -> None:
    night.publish()
    first = digests(night.place.out)
    night.run = replace(night.run, run_id=night.run.run_id + "b")
    night.publish()
    second = digests(night.place.out)
    # A workbook's cover has the run's number.
    differ = (".duckdb", ".xlsx")
    assert {name: digest for name, digest in second.items() if not name.endswith(differ)} == {
        name: digest for name, digest in first.items() if not name.endswith(differ)}


def test_what_was_drawn_is_not_drawn_again_and_the_report_is_the_same(night: Decided, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    really = drawing._drawn
    monkeypatch.setattr(drawing, "_drawn", lambda chart, name: drawn.append(name) or really(chart, name))
    pictured, report = night.place.state / "pictures.json", night.place.out / "report.html"
    pictured.unlink(missing_ok=True)
    night.publish()
    anew, pictures = report.read_bytes(), len(drawn)
    assert pictures >= 4
    assert pictured.stat().st_mode & 0o777 == 0o600
    night.publish()
    assert (report.read_bytes(), len(drawn)) == (anew, pictures)
    # One picture less is known, as when its chart is another: that one is drawn.
    told = json.loads(pictured.read_text("utf-8"))
    told["pictures"].popitem()
    pictured.write_text(json.dumps(told), "utf-8")
    night.publish()
    assert (report.read_bytes(), len(drawn)) == (anew, pictures + 1)


@pytest.mark.parametrize("damage", [
    lambda text: "", lambda text: "[]", lambda text: text[:-9], lambda text: text.replace('"stamp": "', '"stamp": "another '),
    lambda text: text.replace('"<svg/>"', "7")])  # fmt: skip
def test_a_gallery_that_is_damaged_or_another_programs_has_no_pictures(tmp_path: Path, damage: Callable[[str], str]) -> None:
    gallery = Gallery()
    gallery.picture("a chart", lambda: "<svg/>")
    keep(gallery, tmp_path, tmp_path)
    assert kept(tmp_path).before == gallery.tonight
    path = tmp_path / "pictures.json"
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    assert not kept(tmp_path).before


def test_when_publishing_fails_the_night_before_stays_and_nothing_is_left_over(night: Decided) -> None:
    night.publish()
    before, nights = digests(night.place.out), set((night.place.out / "nights").iterdir())
    restricted = night.place.state / "personal.duckdb"
    restricted.unlink()
    (restricted / "in the way").mkdir(parents=True)
    night.run = replace(night.run, run_id=night.run.run_id + "c")
    with pytest.raises(OSError):
        night.publish()
    assert digests(night.place.out) == before
    assert set((night.place.out / "nights").iterdir()) == nights
    assert not [path for path in night.place.out.iterdir() if path.name.startswith(".")]
    (restricted / "in the way").rmdir()
    restricted.rmdir()
