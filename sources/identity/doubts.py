"""What is noted about names and ID numbers."""

from __future__ import annotations

import polars as pl

from sources.identity.noted import Notes

_FULL = ("ok18", "disab20", "adult", "bad_check", "bad_date", "suspect_trunc", "sci")
_CUT = ("suspect_trunc", "sci")
#: A column counts as cut whole when more than half of its full numbers are, and at least this many.
_FEWEST_OF_A_COLUMN = 5

_ID_FINDINGS = {
    "bad_check": "id_bad_check", "bad_date": "id_bad_date", "bad_length": "id_bad_length", "bad_char": "id_bad_char",
    "masked": "id_masked", "temp_roll": "temp_roll_in_id",
}  # fmt: skip
_CUT_FINDINGS = {"suspect_trunc": "id_suspect_trunc", "sci": "id_sci"}


def note_names(names: pl.DataFrame, id_class: pl.Series, notes: Notes) -> None:
    """Notes blank names beside a number, unreadable ones, and lengths that no name has (contract.md §0.2)."""
    length = names["key"].str.len_chars()
    notes.rows(names["key"].is_null() & (id_class != "blank"), "name_blank", "name")
    notes.rows(names["unreadable"], "name_unreadable", "name")
    notes.rows((length == 1) | (length > 36), "name_length", "name")


def note_numbers(cells: pl.DataFrame, numbers: pl.DataFrame, guardian_numbers: pl.DataFrame, notes: Notes) -> None:
    """Notes what is wrong with ID numbers; a column that a spreadsheet cut as a whole is noted once for its file."""
    kinds = numbers["id_class"]
    for kind, code in _ID_FINDINGS.items():
        notes.rows(kinds == kind, code, "citizen_id")
    cut_whole = _files_cut(cells["file_name"], kinds)
    notes.files(cut_whole, "id_column_truncated", "citizen_id")
    told_of_file = cells["file_name"].is_in(cut_whole["file_name"].to_list())
    for kind, code in _CUT_FINDINGS.items():
        notes.rows((kinds == kind) & ~told_of_file, code, "citizen_id")
    own = numbers["id18"]
    same = guardian_numbers.select(pl.any_horizontal(pl.all() == own)).to_series().fill_null(False)
    notes.rows((kinds == "adult") | same, "guardian_id_suspected", "citizen_id")
    notes.rows(numbers["id15_child"], "id15_child", "citizen_id")
    notes.rows(numbers["hint_conflict"], "roll_id_hint_conflict", "roll_no")


def _files_cut(files: pl.Series, kinds: pl.Series) -> pl.DataFrame:
    """``file_name, detail`` of the files whose ID column a spreadsheet cut as a whole."""
    counts = pl.DataFrame([files.alias("file_name"), kinds]).group_by("file_name", maintain_order=True).agg(
        pl.col("id_class").is_in(_CUT).sum().alias("cut"), pl.col("id_class").is_in(_FULL).sum().alias("full")
    )  # fmt: skip
    most = (pl.col("cut") * 2 > pl.col("full")) & (pl.col("cut") >= _FEWEST_OF_A_COLUMN)
    return counts.filter(most).select("file_name", pl.format("{}/{}", "cut", "full").alias("detail"))
