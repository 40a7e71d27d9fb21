"""A night by its plain functions: registers read, linked, decided and remembered, its lists written; no gate, no report."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.arrival.intake import read_registers
from pipelines.arrival.recognition import shown_pairs, with_tonights_records
from pipelines.arrival.remembered import Remembered
from pipelines.casebook import Casebook, Night, ReadIn
from pipelines.decision import decide, hold_invariants
from pipelines.matching import matched
from pipelines.publish.desk import write_data_desk
from pipelines.publish.lists import write_visit_lists
from pipelines.publish.workbook import Letterhead
from pipelines.publish.workbook_desk import write_desk_workbook
from pipelines.run import AS_USUAL, Run
from pipelines.settings import Settings
from pipelines.store import Workspace, replace_whole

_IN_REVIEW = "SELECT task_no AS pair_token, left_record, right_record FROM shown_pair"
_DECIDED = """
    SELECT c.child_id, c.status, c.reason, c.list, c.record_id, x.case_token
    FROM child c LEFT JOIN exception x USING (child_id)
"""


def plain_night(settings: Settings, as_of: date) -> pl.DataFrame:
    """What became of each child (``child_id, status, reason, list, record_id, case_token``); lists lie in ``out``."""
    run = Run.begun(settings, as_of, AS_USUAL)
    settings.out.mkdir(exist_ok=True)
    with Casebook.of(settings) as casebook, Workspace(settings.state / "tmp") as workspace:
        memory = casebook.begin(run)
        registers = read_registers(settings, as_of, memory.key, memory.tokens, remembered=Remembered.of(memory))
        registers = with_tonights_records(registers, memory.shown, memory.key)
        linkage = matched(registers, settings, as_of)
        recognition = decide(workspace, memory, registers, linkage, run)
        hold_invariants(workspace)
        shown = shown_pairs(workspace.frame(_IN_REVIEW), registers, memory.key)
        tables = workspace.table("case_tonight"), workspace.table("status_tonight")
        casebook.remember(memory, Night(run.run_id, as_of, recognition, *tables, shown, ReadIn({"population": 1})))
        write_visit_lists(workspace.frame, settings.out)
        write_data_desk(workspace.frame, settings.out)
        write_desk_workbook(workspace.frame, settings.out, Letterhead.of(run))
        workspace.publish_restricted(settings.state / "tmp" / "personal.duckdb")
        workspace.publish_database(settings.out / "tonight.duckdb")
        replace_whole(settings.out / "tonight.duckdb", settings.out / "rollcall.duckdb")
        (settings.out / "linkage.json").write_text("{}", "utf-8")
        replace_whole(settings.state / "tmp" / "personal.duckdb", settings.state / "personal.duckdb")
        casebook.end(run.run_id, "published")
        return workspace.frame(_DECIDED)
