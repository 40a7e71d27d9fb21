"""What was returned is one more source of its register: every row accounted for, one certificate one item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import sources
from pipelines.arrival.remembered import FILE_NAME, Remembered, is_remembered
from pipelines.casebook import Casebook
from sources.person import Loaded, Terms
from tests.pipelines.casebook.nights import MONDAY, child, night, persons
from tests.pipelines.returning.invented import number

CERTIFICATE = {"result": "在外就读", "evidence_no": "证1", "evidence_date": "2026-10-20", "valid_until": "2027-01-31"}
HEADINGS = {"case_token": "任务编号", "name": "姓名", "citizen_id": "身份证号", "result": "核查结果", "evidence_no": "证据编号",
            "evidence_date": "取证日期", "valid_until": "有效期至"}
OF_A = {"name": "赵一", "citizen_id": number("A")}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    """A casebook in which two children, A and B, are on the visit list."""
    with Casebook(tmp_path / "state") as casebook:
        people = persons(child("r1", "赵一", number("A")), child("r2", "钱二", number("B")))
        night(casebook, MONDAY, people, ["r1", "r2"])
        yield casebook


@pytest.fixture
def token(book: Casebook) -> str:
    """The token of A's case."""
    memory = book.read()
    of_a = memory.children.filter(name_key=memory.children["name_key"][0])
    numbers = dict(memory.children.select("child_id", "id_key").rows())
    from pipelines.casebook.tokens import keyed

    child_id = next(one for one, key in numbers.items() if key == keyed(book.key, "id", number("A")))
    assert of_a.height == 1
    return memory.cases.filter(child_id=child_id)["case_token"][0]


def register(book: Casebook, folder: Path, *inbox: dict, name: str = "evidence", headings: dict = HEADINGS) -> Loaded:
    """The register with those rows in its inbox and what the casebook has."""
    path = folder / "inbox_2026-10-25.csv"
    rows = [[row.get(column, "") for column in headings] for row in inbox]
    path.write_text("\n".join(map(",".join, [list(headings.values()), *rows])) + "\n", "utf-8")
    found = sources.taken(name, [path] if inbox else [], key=book.key)
    return sources.conformed(name, Remembered.of(book.read()).with_register(name, found), Terms(MONDAY, ()))


def taken(book: Casebook, *rows: dict) -> None:
    columns = {name for row in rows for name in row}
    book.take_pieces(pl.DataFrame([dict.fromkeys(columns) | row for row in rows], schema=dict.fromkeys(sorted(columns), pl.String)), "王一")


def files(loaded: Loaded) -> dict[str, tuple[int, int, int]]:
    return {name: counts for name, *counts in loaded.files.select("file_name", "loaded", "quarantined", "excluded").rows()}


def test_without_a_casebook_the_register_is_what_its_files_say(book, tmp_path):
    loaded = register(book, tmp_path, OF_A | CERTIFICATE)
    assert files(loaded) == {"inbox_2026-10-25.csv": [1, 0, 0]}


def test_a_piece_is_a_row_of_the_register(book, tmp_path, token):
    taken(book, {"case_token": token} | CERTIFICATE)
    loaded = register(book, tmp_path)
    row = loaded.rows.row(0, named=True)
    assert (row["case_token"], row["result"], row["evidence_no"]) == (token, "enrolled_outside", "证1")
    assert (row["evidence_date"], row["valid_until"]) == (date(2026, 10, 20), date(2027, 1, 31))
    assert files(loaded) == {FILE_NAME: [1, 0, 0]}
    assert loaded.records.select(is_remembered(pl.col("record_id"), "evidence", book.key))["record_id"].to_list() == [True]


def test_record_ids_stay_when_others_are_withdrawn(book, tmp_path, token):
    taken(book, {"case_token": token} | CERTIFICATE, {"case_token": token} | CERTIFICATE | {"evidence_no": "证2"})
    before = dict(register(book, tmp_path).rows.select("evidence_no", "record_id").rows())
    memory = book.read()
    book.withdraw("piece", memory.pieces.filter(evidence_no="证1")["piece_id"].to_list(), "王一", "错")
    assert dict(register(book, tmp_path).rows.select("evidence_no", "record_id").rows()) == {"证2": before["证2"]}


SHORTER = {"valid_until": "2026-12-31"}


@pytest.mark.parametrize(("inbox", "returned", "kept"), [
    ({}, {}, [("casebook", date(2026, 10, 20), date(2027, 1, 31))]),
    ({}, {"evidence_date": "2026-10-21"}, [("casebook", date(2026, 10, 21), date(2027, 1, 31))]),
    ({"evidence_date": "2026年10月22日"}, {}, [("inbox_2026-10-25.csv", date(2026, 10, 22), date(2027, 1, 31))]),
    (SHORTER, {}, [("inbox_2026-10-25.csv", date(2026, 10, 20), date(2026, 12, 31))]),
    ({}, SHORTER, [("casebook", date(2026, 10, 20), date(2026, 12, 31))]),
    ({"evidence_no": "证9"}, {}, [("inbox_2026-10-25.csv", date(2026, 10, 20), date(2027, 1, 31)), ("casebook", date(2026, 10, 20), date(2027, 1, 31))]),
    ({"result": "死亡"}, {}, [("inbox_2026-10-25.csv", date(2026, 10, 20), date(2027, 1, 31)), ("casebook", date(2026, 10, 20), date(2027, 1, 31))]),
    ({"name": "钱二", "citizen_id": number("B")}, {},
     [("inbox_2026-10-25.csv", date(2026, 10, 20), date(2027, 1, 31)), ("casebook", date(2026, 10, 20), date(2027, 1, 31))]),
])  # fmt: skip
def test_one_certificate_in_inbox_and_casebook_is_one_item(book, tmp_path, token, inbox, returned, kept):
    taken(book, {"case_token": token} | CERTIFICATE | returned)
    loaded = register(book, tmp_path, OF_A | CERTIFICATE | inbox)
    place = loaded.records.filter(outcome="loaded").select("record_id", "file_name")
    assert loaded.rows.join(place, on="record_id").select("file_name", "evidence_date", "valid_until").rows() == kept
    assert loaded.records["reason"].drop_nulls().to_list() == ["duplicate_row"] * (2 - len(kept))


def test_the_piece_taken_in_last_corrects_those_of_its_number_and_day(book, tmp_path, token):
    taken(book, {"case_token": token} | CERTIFICATE | {"valid_until": "2036-01-31"})
    taken(book, {"case_token": token} | CERTIFICATE)
    assert register(book, tmp_path).rows["valid_until"].to_list() == [date(2027, 1, 31)]


def test_pieces_about_two_children_whom_nobody_knows_are_two(book, tmp_path):
    taken(book, CERTIFICATE | {"name": "孙三", "citizen_id": number("C")}, CERTIFICATE | {"name": "李四", "citizen_id": number("D")})
    assert register(book, tmp_path).rows["name_key"].sort().to_list() == ["孙三", "李四"]


def _verdicts(book: Casebook, *rows: tuple[str, str, date]) -> None:
    frame = pl.DataFrame(list(rows), schema={"pair_token": pl.String, "decision": pl.String, "decided_on": pl.Date}, orient="row")
    blank = pl.lit(None, pl.String)
    rows = pl.int_range(2, pl.len() + 2)
    book.take_verdicts(frame.with_columns(sheet=pl.lit(""), row_no=rows, left_record=blank, right_record=blank, left_key=blank, right_key=blank, decided_by=pl.lit("王一")), "王一")


def test_of_a_pair_the_newest_verdict_holds_and_of_one_day_the_last(book, tmp_path):
    early, late = date(2026, 10, 1), date(2026, 10, 2)
    _verdicts(book, ("P1", "same", late), ("P2", "same", early), ("P2", "different", early))
    _verdicts(book, ("P1", "different", early), ("P3", "unsure", late))
    rows = register(book, tmp_path, name="decisions").rows
    assert rows.select("pair_token", "decision", "decided_on", "decided_by").sort("pair_token").rows() == [
        ("P1", "same", late, "王一"), ("P2", "different", early, "王一"), ("P3", "unsure", late, "王一")]
