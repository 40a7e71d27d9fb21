"""The flow that a schedule starts: what the deployment's entry point names, in a process of its own every night.

It is given the settings' path and nothing of a child. The night's date is today's in the time zone of the schedule,
which the deployment sets as the process's own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prefect import flow, get_run_logger
from prefect.runtime import flow_run

from pipelines.nightly import artifacts_of, reported
from pipelines.settings import load
from pipelines.unattended.discretion import be_discreet

be_discreet()


def _named() -> str:
    as_of = flow_run.parameters.get("as_of")
    return str(as_of or date.today())


@flow(name="rollcall-night", flow_run_name=_named, persist_result=False, log_prints=False, validate_parameters=False)
def rollcall_night(settings: str, as_of: date | None = None) -> None:
    """One night of the county whose settings lie at that path, for today or for ``as_of``.

    Raises ``nightly.StepFailedError``, with the sentence for the operator or the class and place of a fault.
    """
    from pipelines.night import night

    office = load(Path(settings))
    when = as_of or office.night.as_of or date.today()
    tell = get_run_logger().info
    reported(
        lambda step: night(office, when, step=step, tell=tell),
        as_of=when, artifacts=artifacts_of(office), pauses=office.unattended.retry_after,
    )  # fmt: skip
