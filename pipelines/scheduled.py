"""The flow that a schedule starts: what the deployment's entry point names, in a process of its own every night.

It is given the settings' path and nothing of a child. The night's date is today's in the county's time zone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from prefect import State, flow, get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed

from pipelines.language import language
from pipelines.nightly import reported, shown_of
from pipelines.settings import Settings, SettingsError, load
from pipelines.steps import StepRunner
from pipelines.unattended.discretion import be_discreet
from pipelines.unattended.journal import kept
from pipelines.unattended.past_runs import FLOW, let_go

be_discreet()

#: A run that begins later than this after its time has been waiting for a worker.
_LATE = timedelta(hours=1)


def _named() -> str:
    """The run's name: the night's date."""
    told = flow_run.parameters
    try:
        return str(_date_of(load(Path(told["settings"])), told.get("as_of")))
    except SettingsError:  # the night itself will say so
        return str(told.get("as_of") or date.today())


def _date_of(office: Settings, as_of: str | None) -> date:
    return date.fromisoformat(as_of) if as_of else office.night.as_of or date.today()


@flow(name=FLOW, flow_run_name=_named, persist_result=False, log_prints=False, validate_parameters=False)
def rollcall_night(settings: str, as_of: str | None = None) -> State | None:
    """One night of the county whose settings lie at that path, for today or for ``as_of``.

    A run that waited while a later one published has nothing to do. Raises ``nightly.StepFailedError``, with the
    sentence for the operator or the class and place of a fault.
    """
    from pipelines.night import Outcome, night

    office = load(Path(settings))
    say = language(office.output.language)
    if as_of is None and _superseded(office, flow_run.scheduled_start_time):
        return Completed(message=say("已由之后的一夜代替，无需再运行"))
    when = _date_of(office, as_of)
    noted = get_run_logger().info
    let_go(Path(settings), office.unattended.keep_runs)

    def work(step: StepRunner) -> Outcome:
        # Within, where what went wrong has its own words still.
        with kept(office, when, lambda text: noted(say.progress(text))) as tell:
            return night(office, when, step=step, tell=tell)

    reported(work, as_of=when, shown=shown_of(office), pauses=office.unattended.retry_after)
    return None


def _superseded(office: Settings, due: datetime | None) -> bool:
    """Whether a night that began after that time is published: of several that waited for a worker, one will do."""
    if due is None or datetime.now(due.tzinfo) - due < _LATE:
        return False
    from pipelines.casebook import Casebook

    with Casebook.of(office) as casebook:
        runs = casebook.runs()
    since = due.astimezone().replace(tzinfo=None)
    return not runs.filter(runs["state"] == "published", runs["started"] > since).is_empty()
