"""One night: three registers in, every child accounted for, the lists out.

This page is the table of contents of the product. Every step of ``night`` is a plain function that can be run and
tested alone; the orchestrator, where there is one, only wraps them (``pipelines.nightly``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import polars as pl

from checks.answered import Answered
from checks.expectations import importing
from checks.results import unusual
from pipelines import premises
from pipelines.arrival.intake import older_loads, read_registers
from pipelines.arrival.loads import Loads
from pipelines.arrival.recognition import shown_pairs, with_tonights_records
from pipelines.arrival.remembered import Remembered
from pipelines.carried import answered, carried, carry, keep_answers
from pipelines.casebook import Casebook, Memory, Night, ReadIn, Recognition
from pipelines.decision import decide, hold_invariants
from pipelines.errors import NothingPublishedError
from pipelines.gates import check_published, check_registers, inputs_of, shares_of
from pipelines.linkage import Carried, Linkage
from pipelines.matching import matched
from pipelines.publish import publish
from pipelines.publish.retention import let_go
from pipelines.run import AS_USUAL, Choices, Run
from pipelines.settings import Settings
from pipelines.steps import StepRunner, plain
from pipelines.store import Workspace
from sources.person import Loaded, SourceRefusedError

T = TypeVar("T")
Tell = Callable[[str], None]
_IN_REVIEW = "SELECT task_no AS pair_token, left_record, right_record FROM shown_pair"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one night came to: the county's ``ledger`` (status, children), its ``lists`` (list, children), the files;
    ``linkage`` and ``wrong`` are the tables ``linkage`` and ``expected_wrong``, ``checks`` what the gates found."""

    run: Run
    ledger: pl.DataFrame
    lists: pl.DataFrame
    linkage: pl.DataFrame
    wrong: pl.DataFrame
    checks: pl.DataFrame
    kept: Path  # the night's own folder
    notes: tuple[str, ...]  # what the operator must hear first


def night(
    settings: Settings, as_of: date, *, choices: Choices = AS_USUAL, step: StepRunner = plain, tell: Tell = print
) -> Outcome:
    """Run one night for that date and publish it.

    Raises NothingPublishedError or SourceRefusedError with one sentence for the operator; whatever is raised, the
    files of the night before stay as they are.
    """
    step = _narrated(step, tell)
    run = Run.begun(settings, as_of, choices)
    with (
        premises.entered(settings) as place, Casebook.of(settings) as casebook, _told(casebook, run) as memory,
        Workspace(place.tmp) as workspace,
    ):  # fmt: skip
        importing()  # while the files are read
        loads = Loads(place.state / "loads", place.tmp / "loads")
        loads.stage_run({**run.told(), "read_at": memory.read_at.isoformat()})
        remembered = Remembered.of(memory)
        registers = step("读入登记册", read_registers, settings, as_of, memory.key, memory.tokens, loads, retry=True,
                         remembered=remembered)
        registers = with_tonights_records(registers, memory.shown, memory.key)
        known = answered(place.state)
        checks = step("核对数据约定", check_registers, registers, settings, as_of, memory.last_totals, choices, known)
        loads.keep(run.run_id, settings.output.keep_loads, run.started)
        linkage, recognition, checks = judge(
            run, memory, registers, checks, workspace, step=step, before=carried(place.state, settings), known=known)
        shown = shown_pairs(workspace.frame(_IN_REVIEW), registers, memory.key)
        casebook.remember(memory, _remembered(run, recognition, workspace, shown, _read_in(registers, checks)))
        kept = step("发布结果", publish, workspace, place, run, checks, linkage)
        casebook.end(run.run_id, "published")
        let_go(place.out, settings.output.keep_nights, settings.output.keep_nights_at_least, run.started)
        carry(linkage.carried, place.state, run.run_id)
        keep_answers(known, place.state)
        return _outcome(workspace, run, checks, kept, (*older_loads(registers), *_overtaken(memory, as_of)))


def judge(
    run: Run, memory: Memory, registers: Mapping[str, Loaded], checks: pl.DataFrame, workspace: Workspace,
    *, step: StepRunner = plain, before: Carried | None = None, known: Answered | None = None,
) -> tuple[Linkage, Recognition, pl.DataFrame]:  # fmt: skip
    """Link and decide: the links, who is who, and all checks; ``checks`` are those of the registers.

    ``before`` is what the linkage of an earlier night carried, ``known`` what its gates were answered.

    Every mart is in the workspace then, the invariants hold, and nothing is written anywhere else.
    """
    linkage = step("比对人员", matched, registers, run.settings, run.as_of, before)
    workspace.put("checked", "register", checks)
    recognition = step("认定状态", decide, workspace, memory, registers, linkage, run)
    step("核对不变量", hold_invariants, workspace)
    inputs = inputs_of(registers, linkage, run.settings, run.as_of)
    of_tables = step("核对待发布的表", check_published, workspace, inputs, known)
    workspace.put("checked", "published", of_tables)
    workspace.build("check_result")
    return linkage, recognition, pl.concat([checks, of_tables])


@contextmanager
def _told(casebook: Casebook, run: Run) -> Iterator[Memory]:
    """What the casebook remembers; that the run began, and why it ended before it was published, is noted there."""
    memory = casebook.begin(run)
    try:
        yield memory
    except (NothingPublishedError, SourceRefusedError) as error:
        casebook.end(run.run_id, "refused", str(error))
        raise
    except BaseException as error:
        casebook.end(run.run_id, "failed", type(error).__name__)  # its message may hold a cell of a child's row
        raise


def _read_in(registers: Mapping[str, Loaded], checks: pl.DataFrame) -> ReadIn:
    return ReadIn({name: loaded.rows.height for name, loaded in registers.items()}, shares_of(checks))


def _remembered(
    run: Run, recognition: Recognition, workspace: Workspace, shown: pl.DataFrame, read_in: ReadIn
) -> Night:
    tables = workspace.table("case_tonight"), workspace.table("status_tonight")
    draws, items = workspace.table("draw_tonight"), workspace.table("item_tonight")
    return Night(run.run_id, run.as_of, recognition, *tables, shown, read_in, draws, items)


def _outcome(
    workspace: Workspace, run: Run, checks: pl.DataFrame, kept: Path, older: tuple[str, ...]
) -> Outcome:
    ledger = workspace.frame("SELECT status, children FROM ledger WHERE town = '*'")
    lists = workspace.frame("SELECT list, count(*) AS children FROM exception GROUP BY list")
    notes = [f"本次已接受 {name} 的行数、总量或数据日期。" for name in sorted(run.choices.accepted)]
    heard = tuple(f"注意：{note}" for note in (*older, *notes, *unusual(checks)))
    linkage, wrong = workspace.table("linkage"), workspace.table("expected_wrong")
    return Outcome(run, ledger, lists, linkage, wrong, checks, kept, heard)


def _overtaken(memory: Memory, as_of: date) -> tuple[str, ...]:
    """What is to be heard of a night for a date before one that was run already."""
    last = max(memory.nights, default=as_of)
    if last <= as_of:
        return ()
    return (f"基准日 {as_of} 早于已运行过的 {last}：out 中现为 {as_of} 的结果，案件的进展仍以 {last} 为准；"
            f"要恢复 {last} 的结果，请再运行 --as-of {last}。",)


def _narrated(step: StepRunner, tell: Tell) -> StepRunner:
    """The same runner, telling each step's name before it and its seconds after it."""

    def told(name: str, function: Callable[..., T], /, *args: Any, retry: bool = False, **kwargs: Any) -> T:
        tell(f"▸ {name} …")
        start = monotonic()
        result = step(name, function, *args, retry=retry, **kwargs)
        tell(f"  {name}：{monotonic() - start:.1f} 秒")
        return result

    return told
