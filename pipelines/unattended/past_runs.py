"""How long Prefect keeps what it recorded of a county's nights: runs, their steps, log lines and artifacts.

A server keeps them for good unless it is told otherwise, and the one that is started for the time of a run cannot be.
So every night lets go of what is old, through Prefect's own interface, on whichever server it is told to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

FLOW = "rollcall-night"
_PAGE = 200  # what a server answers at once


def let_go(settings_path: Path, days: int) -> int:
    """Remove the runs of the county with those settings that were due more than ``days`` ago; how many they were.

    Other counties on the same server are left alone. A server that cannot do it now is asked again the next night.
    """
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

    gone = 0
    try:
        with get_client(sync_client=True) as client:
            for run in list(_due_before(client, datetime.now(UTC) - timedelta(days=days))):
                if run.parameters.get("settings") == str(settings_path.resolve()):
                    _forget(client, run)
                    gone += 1
    except (httpx.HTTPError, PrefectHTTPStatusError, ObjectNotFound):  # the night is what matters
        return gone
    return gone


def _due_before(client: SyncPrefectClient, moment: datetime) -> Iterator[FlowRun]:
    from prefect.client.schemas.filters import (
        FlowFilter,
        FlowFilterName,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
    )
    from prefect.client.schemas.sorting import FlowRunSort

    ours = FlowFilter(name=FlowFilterName(any_=[FLOW]))
    old = FlowRunFilter(expected_start_time=FlowRunFilterExpectedStartTime(before_=moment))  # pyright: ignore[reportArgumentType]
    read = 0
    while page := client.read_flow_runs(
        flow_filter=ours, flow_run_filter=old, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=_PAGE, offset=read
    ):
        read += len(page)
        yield from page


def _forget(client: SyncPrefectClient, run: FlowRun) -> None:
    """The run and what hangs on it; the server itself takes steps and log lines along, but no artifacts."""
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    shown = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
    for artifact in client.read_artifacts(artifact_filter=shown):
        client.delete_artifact(artifact.id)
    client.delete_flow_run(run.id)
