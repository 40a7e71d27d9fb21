"""What the data desk is told to write instead, and when it is told nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.store import Workspace
from sources.identity import check_character
from sources.person import PLACE
from tests.spec.county import County

RIGHT = "34990120160501001" + check_character("34990120160501001")
WRONG = RIGHT[:17] + ("0" if RIGHT[17] != "0" else "1")
CUT = RIGHT[:15] + "000"


class Desk(County):
    """A county whose findings are stated, and the desk's list of it."""

    def finding(self, record: str | None, column: str | None, code: str, file: str | None = None) -> None:
        source = record.split("-")[0] if record else "roll"
        self.findings.append({"source": source, "record_id": record, "file_name": file or f"{source}.csv", "column_name": column,
                              "code": code, "severity": "warn", "detail": None})

    def told(self, folder: Path, **places: str) -> list[dict[str, object]]:
        """The lines of ``data_desk``; ``places``: register → letter of every column of its file."""
        with self.opened(folder) as workspace:
            _put_places(workspace, places)
            return workspace.table("data_desk").sort("source", "row_no", "code").to_dicts()


def _put_places(workspace: Workspace, places: dict[str, str]) -> None:
    rows = [{"source": register, "file_name": f"{register}.csv", "sheet": "", "column_name": "citizen_id", "letter": letter, "heading": "号"}
            for register, letter in places.items()]
    workspace.put("source", "place", pl.DataFrame(rows, schema=PLACE | {"source": pl.String}))
    workspace.build_all()


def linked(desk: Desk, **cells: object) -> str:
    """A roll record that is one person with a child of the registry."""
    child = desk.child("甲一", citizen_id=RIGHT, id18=RIGHT)
    return desk.roll("甲一", child, **cells)


@pytest.mark.parametrize(("code", "cells", "column", "suggested"), [
    ("id_bad_check", {"citizen_id": WRONG}, "citizen_id", RIGHT),
    ("id_suspect_trunc", {"citizen_id": CUT}, "citizen_id", RIGHT),
    ("id_masked", {"citizen_id": RIGHT[:6] + "********" + RIGHT[14:]}, "citizen_id", RIGHT),
    ("guardian_id_suspected", {"citizen_id": "349901198505010010"}, "citizen_id", RIGHT),
    ("name_unreadable", {"name_unreadable": True}, "name", None),  # the desk reads the same name in both
    ("dob_mismatch", {"dob": date(2016, 5, 2)}, "dob", "2016-05-01"),
    ("sex_mismatch", {"sex": "2"}, "sex", "男"),
    ("grade_unreadable", {"grade": None}, "grade", None),
    ("school_unknown", {"school_name": "甲镇小"}, "school_name", None),
])
def test_another_register_tells_it_where_the_two_records_are_one_person(code, cells, column, suggested, tmp_path) -> None:
    desk = Desk()
    desk.finding(linked(desk, **cells), column, code)
    (line,) = [line for line in desk.told(tmp_path, roll="D") if line["code"] == code and line["kind"] == "record"]
    assert line["suggested"] == suggested
    assert (line["chance"] is None) is (suggested is None)
    assert line["why"] is None or str(line["why"]).startswith("与户籍〈population.csv〉第 2 行为同一人")
    assert line["cell"] == ("D2" if column == "citizen_id" else None)


def test_a_record_in_review_suggests_nothing(tmp_path) -> None:
    """It may be somebody else's, and with his number the child would count as schooled."""
    desk = Desk()
    child = desk.child("甲一", citizen_id=RIGHT, id18=RIGHT)
    desk.finding(desk.roll("甲一", child, review=True, citizen_id=CUT), "citizen_id", "id_suspect_trunc")
    assert [line["suggested"] for line in desk.told(tmp_path) if line["kind"] == "record"] == [None]


def test_two_records_that_differ_suggest_nothing(tmp_path) -> None:
    desk = Desk()
    child = desk.child("甲一", citizen_id=WRONG)
    for number in (RIGHT, "34990120160501003" + check_character("34990120160501003")):
        desk.roll("甲一", child, citizen_id=number, id18=number)
    desk.finding(child, "citizen_id", "id_masked")
    assert [line["suggested"] for line in desk.told(tmp_path) if line["code"] == "id_masked"] == [None]


def test_where_nobody_else_tells_it_the_check_character_that_would_be_right_is_told_with_little_weight(tmp_path) -> None:
    desk = Desk()
    desk.finding(desk.child("甲一", citizen_id=WRONG), "citizen_id", "id_bad_check")
    (line,) = desk.told(tmp_path, population="C")
    assert (line["suggested"], line["chance"], line["cell"]) == (RIGHT, pytest.approx(1 / 18), "C2")
    assert f"校验码应为 {RIGHT[17]}" in line["why"]


def test_never_the_number_of_somebody_else(tmp_path) -> None:
    """Twins have numbers one digit apart."""
    desk = Desk()
    desk.child("甲二", citizen_id=RIGHT, id18=RIGHT)
    desk.finding(desk.child("甲一", citizen_id=WRONG), "citizen_id", "id_bad_check")
    assert [line["suggested"] for line in desk.told(tmp_path) if line["code"] == "id_bad_check"] == [None]


@pytest.mark.parametrize(("written", "homes", "suggested", "chance"), [
    ("甲镇本部", ["甲镇", "甲镇", "甲镇", "乙镇"], "甲镇", 0.75),
    ("甲镇本部", ["甲镇", "乙镇", "甲镇", "乙镇"], None, None),
    ("甲镇本部", ["甲镇"], None, None),
])
def test_a_town_is_told_by_where_its_people_live(written, homes, suggested, chance, tmp_path) -> None:
    desk = Desk()
    for number, town in enumerate(homes):
        desk.link(desk.child(f"甲{number}", town=town), desk.poor(f"甲{number}", town=written))
    desk.finding("poverty-00001", "town", "unknown_town")
    (line,) = [line for line in desk.told(tmp_path) if line["code"] == "unknown_town"]
    assert (line["suggested"], line["chance"]) == (suggested, chance)


def test_a_town_is_told_by_its_beginning_where_one_alone_begins_so(tmp_path) -> None:
    desk = Desk()
    desk.school("上店镇小学", town="上店镇", stage="primary")
    desk.finding(desk.child("甲一", town="上店"), "town", "unknown_town")
    (line,) = [line for line in desk.told(tmp_path) if line["code"] == "unknown_town"]
    assert (line["suggested"], line["chance"]) == ("上店镇", None)
