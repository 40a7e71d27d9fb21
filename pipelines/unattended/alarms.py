"""When somebody is told of a night that fails, by Prefect's own means: automations on the server.

The server watches, not the night: a night whose process was killed can tell nobody. What is sent leaves the house, so
its text is made of the county's name, the run's date and its state, never of what was read or raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.events.actions import ActionTypes
    from prefect.events.schemas.automations import EventTrigger

    Alarm = tuple[EventTrigger, list[ActionTypes]]

_ENDED = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Crashed", "TimedOut", "Cancelled")}
_BEAT = "prefect.flow-run.heartbeat"
#: Prefect beats every 30 s; four missed beats are a dead process, not a busy one.
_SILENCE = timedelta(seconds=120)
#: A worker asks every 15 s. A night that has not begun half an hour after its time has no worker.
_PATIENCE = timedelta(minutes=30)

_NAMES = ("failed", "late", "lost")


def set_alarms(
    client: SyncPrefectClient, *, name: str, deployment: UUID, county: str, settings: str, blocks: Sequence[UUID]
) -> None:
    """Make or renew the automations of that deployment; ``blocks`` are who is told (``channels``), perhaps nobody.

    A lost night (its process killed) is always marked as crashed, whoever is told.
    """
    wanted = {f"{name}-lost": _lost(deployment)}
    if blocks:
        mend = f"rollcall status --settings {settings}"
        wanted[f"{name}-failed"] = _failed(deployment, blocks, county, mend)
        wanted[f"{name}-late"] = _late(deployment, blocks, county, mend)
    for title in (f"{name}-{alarm}" for alarm in _NAMES):
        _settle(client, title, wanted.get(title))


def drop_alarms(client: SyncPrefectClient, name: str) -> None:
    """Remove that deployment's automations."""
    for alarm in _NAMES:
        _settle(client, f"{name}-{alarm}", None)


def _settle(client: SyncPrefectClient, title: str, wanted: Alarm | None) -> None:
    from prefect.events.schemas.automations import AutomationCore

    found = client.read_automations_by_name(title)
    for extra in found[1 if wanted else 0 :]:
        client.delete_automation(extra.id)
    if not wanted:
        return
    trigger, actions = wanted
    automation = AutomationCore(name=title, trigger=trigger, actions=actions)
    if found:
        client.update_automation(found[0].id, automation)
    else:
        client.create_automation(automation)


def _failed(deployment: UUID, blocks: Sequence[UUID], county: str, mend: str) -> Alarm:
    expect = {f"prefect.flow-run.{state}" for state in ("Failed", "Crashed", "TimedOut")}
    body = (
        f"{county}：夜间运行 {{{{ flow_run.name }}}} 未完成（{{{{ flow_run.state.name }}}}），未发布任何内容，"
        f"上一夜的结果保持不变。原因与处理办法请在服务器上查看：{mend}"
    )
    return _watched(deployment, expect=expect), _told(blocks, f"rollcall：{county} 夜间运行未完成", body)


def _late(deployment: UUID, blocks: Sequence[UUID], county: str, mend: str) -> Alarm:
    begun = {f"prefect.flow-run.{state}" for state in ("Pending", "Running")} | _ENDED
    trigger = _watched(deployment, after={"prefect.flow-run.Late"}, expect=begun, within=_PATIENCE)
    minutes = _PATIENCE.seconds // 60
    body = f"{county}：夜间运行已过预定时间 {minutes} 分钟仍未开始。请启动 Prefect worker，再运行：{mend}"
    return trigger, _told(blocks, f"rollcall：{county} 夜间运行未开始", body)


def _lost(deployment: UUID) -> Alarm:
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState

    trigger = _watched(deployment, after={_BEAT}, expect={_BEAT} | _ENDED, within=_SILENCE)
    # Prefect would show it as running for ever.
    return trigger, [ChangeFlowRunState(
        name="Crashed", state=StateType.CRASHED, message="运行的进程已中断", force=False)]


def _watched(
    deployment: UUID, *, expect: set[str], after: set[str] | None = None, within: timedelta = timedelta(0)
) -> EventTrigger:
    from prefect.events.schemas.automations import EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    return EventTrigger(
        match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
        match_related=ResourceSpecification({
            "prefect.resource.role": "deployment", "prefect.resource.id": f"prefect.deployment.{deployment}"}),
        posture=Posture.Proactive if after else Posture.Reactive,
        after=after or set(), expect=expect, for_each={"prefect.resource.id"}, threshold=1, within=within,
    )  # fmt: skip


def _told(blocks: Sequence[UUID], subject: str, body: str) -> list[ActionTypes]:
    from prefect.events.actions import SendNotification

    return [SendNotification(block_document_id=block, subject=subject, body=body) for block in blocks]
