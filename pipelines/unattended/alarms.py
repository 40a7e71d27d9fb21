"""When somebody is told of a night that fails, by Prefect's own means: automations on the server.

The server watches, not the night: a night whose process was killed can tell nobody. What is sent leaves the house, so
its text is made of the county's name, the run's date and its state, never of what was read or raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pipelines.language import CHINESE, Language

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.events.actions import ActionTypes
    from prefect.events.schemas.automations import EventTrigger

    Alarm = tuple[EventTrigger, list[ActionTypes]]

_ENDED = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Crashed", "TimedOut", "Cancelled")}
_BEAT = "prefect.flow-run.heartbeat"
#: Prefect beats every 30 s; four missed beats are a dead process, not a busy one.
_SILENCE = timedelta(seconds=120)

_NAMES = ("failed", "late", "lost")


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched: the runs of a ``deployment``, under the automations' ``name``, and what is said of them."""

    name: str
    deployment: UUID
    county: str
    settings: str  # the path that the mend names
    patience: timedelta  # a night that has not begun so long after its time has no worker, which asks every 15 s
    say: Language = CHINESE

    @property
    def mend(self) -> str:
        """The command to look with."""
        return f"rollcall status --settings {self.settings}"


def set_alarms(client: SyncPrefectClient, watch: Watch, blocks: Sequence[UUID]) -> None:
    """Make or renew the automations of that deployment; ``blocks`` are who is told (``channels``), perhaps nobody.

    A lost night (its process killed) is always marked as crashed, whoever is told.
    """
    wanted = {f"{watch.name}-lost": _lost(watch)}
    if blocks:
        wanted[f"{watch.name}-failed"] = _failed(watch, blocks)
        wanted[f"{watch.name}-late"] = _late(watch, blocks)
    for title in (f"{watch.name}-{alarm}" for alarm in _NAMES):
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


def _failed(watch: Watch, blocks: Sequence[UUID]) -> Alarm:
    expect = {f"prefect.flow-run.{state}" for state in ("Failed", "Crashed", "TimedOut")}
    say = watch.say
    body = say(
        "{county}：夜间运行 {run} 未完成（{state}），未发布任何内容，上一夜的结果保持不变。"
        "原因与处理办法请在服务器上查看：{mend}",
        county=watch.county, run="{{ flow_run.name }}", state="{{ flow_run.state.name }}", mend=watch.mend)
    subject = say("rollcall：{county} 夜间运行未完成", county=watch.county)
    return _watched(watch.deployment, expect=expect), _told(blocks, subject, body)


def _late(watch: Watch, blocks: Sequence[UUID]) -> Alarm:
    begun = {f"prefect.flow-run.{state}" for state in ("Pending", "Running")} | _ENDED
    trigger = _watched(watch.deployment, after={"prefect.flow-run.Late"}, expect=begun, within=watch.patience)
    body = watch.say(
        "{county}：夜间运行已过预定时间 {n} 分钟仍未开始。请启动 Prefect worker，再运行：{mend}",
        county=watch.county, n=watch.patience // timedelta(minutes=1), mend=watch.mend)
    return trigger, _told(blocks, watch.say("rollcall：{county} 夜间运行未开始", county=watch.county), body)


def _lost(watch: Watch) -> Alarm:
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState

    trigger = _watched(watch.deployment, after={_BEAT}, expect={_BEAT} | _ENDED, within=_SILENCE)
    # Prefect would show it as running for ever.
    return trigger, [ChangeFlowRunState(
        name="Crashed", state=StateType.CRASHED, message=watch.say("运行的进程已中断"), force=False)]


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
