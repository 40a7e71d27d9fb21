"""From linked records to decided children: the marts in their order, and the two places where memory enters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl

from pipelines.casebook import Memory, Recognition
from pipelines.casebook.charges import charges, verifiers
from pipelines.casebook.identities import recognized
from pipelines.casebook.keys import READ
from pipelines.casebook.members import roll_members
from pipelines.errors import NothingPublishedError
from pipelines.linkage import Linkage, refusal_sentences
from pipelines.run import Run
from pipelines.store import Workspace
from sources import vocabulary
from sources.assignment import LEADS
from sources.person import Loaded

#: Who may need an id of ours: children of the band, rows without a birth date, poverty children the registry lacks.
_TOLD = ", ".join(f"p.{column}" for column in READ)
_TO_RECOGNIZE = f"""
    SELECT {_TOLD} FROM source.population p JOIN age a USING (record_id) WHERE a.in_band OR a.age_unknown
    UNION ALL
    SELECT {_TOLD} FROM source.poverty p JOIN outside_candidate o USING (record_id)
"""

_JUST_GROWN = f"SELECT {_TOLD} FROM source.population p JOIN just_grown USING (record_id)"


def decide(
    workspace: Workspace, memory: Memory, registers: Mapping[str, Loaded], linkage: Linkage, run: Run
) -> Recognition:
    """Build every mart, with what the casebook remembered; who is who, for the casebook to remember.

    Nothing is written outside the workspace.
    """
    _put_registers(workspace, registers)
    _put_linkage(workspace, linkage)
    _put_office(workspace, run)
    charged = charges(registers["assignment"].rows, LEADS, memory.key)
    workspace.put("casebook", "charge", charged)
    workspace.put("casebook", "verifier", verifiers(registers["evidence"].rows, charged, memory.key))
    recognition = recall(workspace, memory, run.as_of)
    if registers["control_totals"].rows.height or memory.item_events.height:  # else nobody asks who is on the roll
        workspace.put("casebook", "roll_member", roll_members(registers["roll"].rows, memory.key))
    workspace.set("ended", datetime.now().replace(microsecond=0))
    workspace.build_all()
    return recognition


def recall(workspace: Workspace, memory: Memory, as_of: date) -> Recognition:
    """Put what the casebook remembers into the workspace, for marts to read; who tonight's persons are by it.

    Registers and links must be there already: a task is for who is listed.
    """
    workspace.build("age", "outside_candidate")
    recognition = memory.recognized(workspace.frame(_TO_RECOGNIZE), as_of)
    workspace.put("casebook", "token", recognition.now(memory.tokens))
    workspace.put("casebook", "doubted", recognition.doubted(memory.children))
    workspace.put("casebook", "doubt", memory.asked(recognition))
    workspace.put("casebook", "night", pl.DataFrame({"as_of": memory.nights}, schema={"as_of": pl.Date}))
    workspace.put("casebook", "status_event", memory.status_events)
    workspace.put("casebook", "case_event", recognition.now(memory.case_events))
    workspace.put("casebook", "item_event", memory.item_events)
    workspace.put("casebook", "draw", recognition.now(memory.draws))
    workspace.put("casebook", "call", memory.calls)
    workspace.put("casebook", "gone", _gone(workspace, memory, recognition, as_of))
    workspace.put("casebook", "child", recognition.identities.select("record_id", "child_id"))
    workspace.build("listed")
    workspace.put("casebook", "task", memory.tasks(workspace.table("listed"), recognition, as_of))
    return recognition


def _gone(workspace: Workspace, memory: Memory, recognition: Recognition, as_of: date) -> pl.DataFrame:
    """``child_id, record_id, why`` of children no longer counted whose leaving is explained: grown_up, merged.

    Whoever leaves without being among them is no longer in the registry, which somebody should ask about.
    """
    merged = recognition.events.filter(pl.col("kind") == "merged").select(
        "child_id", record_id=pl.lit(None, pl.String), why=pl.lit("merged"))
    workspace.build("just_grown")
    here = pl.concat([recognition.identities.select("child_id"), merged.select("child_id")])
    missed = memory.children.join(here, on="child_id", how="anti")
    found = recognized(workspace.frame(_JUST_GROWN), missed, memory.key, as_of)
    guessed = found.events.filter(~pl.col("sure"))
    grown = found.identities.join(missed, on="child_id", how="semi").join(guessed, on="child_id", how="anti")
    return pl.concat([merged, grown.select("child_id", "record_id", why=pl.lit("grown_up"))])


def hold_invariants(workspace: Workspace) -> None:
    """Nothing, when every invariant holds; NothingPublishedError naming those that do not, with how many rows."""
    broken = workspace.broken_invariants()
    if broken:
        named = "；".join(f"{title}（{name}，{count:,} 行）" for name, title, count in broken)
        raise NothingPublishedError(f"以下不变量不成立：{named}。请将名称告知维护人员。")


def _put_registers(workspace: Workspace, registers: Mapping[str, Loaded]) -> None:
    for name, loaded in registers.items():
        workspace.put("source", name, loaded.rows)
    for part in ("record", "finding", "file"):
        frames = [getattr(loaded, part + "s") for loaded in registers.values()]
        workspace.put("source", part, pl.concat(frames))
    places = [loaded.places.with_columns(source=pl.lit(name)) for name, loaded in registers.items()]
    workspace.put("source", "place", pl.concat(places))


def _put_linkage(workspace: Workspace, linkage: Linkage) -> None:
    workspace.put("linked", "link", linkage.links)
    workspace.put("linked", "pair", linkage.pairs)
    workspace.put("linked", "duplicate", linkage.duplicates)
    workspace.put("linked", "problem", linkage.totals)
    refusals = refusal_sentences(linkage.models.values())
    workspace.put("config", "term", pl.concat([_terms(), _term_frame("refusal", refusals)]))


def _put_office(workspace: Workspace, run: Run) -> None:
    night = run.settings.night
    for name, value in {
        "as_of": run.as_of,
        "age_mode": night.age_mode,
        "age_min": night.ages[0],
        "age_max": night.ages[1],
        "entry_age": night.entry_age,
        "roll_settles": night.roll_settles,
        "term_starts": list(night.term_starts),
        "certificate_valid": night.certificate_valid,
        "visit_due_days": night.visit_due_days,
        "certificate_due_days": night.certificate_due_days,
        "households_a_day": night.households_a_day,
        "phone_checks": list(night.phone_checks),
        "expiring_days": night.expiring_days,
        "escalate_after": night.escalate_after,
        "run_id": run.run_id,
        "started": run.started,
        "ended": run.started,
        "version": run.version,
        "settings_hash": run.settings_hash,
    }.items():
        workspace.set(name, value)
    workspace.put("config", "town", pl.DataFrame({"town": list(run.settings.county.towns)}, schema={"town": pl.String}))
    workspace.put("config", "finding", _findings())
    mended = pl.DataFrame(list(vocabulary.MENDED_IN.items()), schema=["reason", "column_name"], orient="row")
    workspace.put("config", "mended", mended)


def _terms() -> pl.DataFrame:
    lists = [value for value in vars(vocabulary).values() if isinstance(value, vocabulary.Vocabulary)]
    return pl.concat([_term_frame(one.name, one.labels) for one in lists])


def _term_frame(name: str, labels: Mapping[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(name, code, label) for code, label in labels.items()],
        schema={"vocabulary": pl.String, "code": pl.String, "label": pl.String}, orient="row")


def _findings() -> pl.DataFrame:
    return pl.DataFrame(
        [(term.code, term.label, term.mend, term.severity) for term in vocabulary.FINDINGS.values()],
        schema={"code": pl.String, "label": pl.String, "mend": pl.String, "severity": pl.String}, orient="row")
