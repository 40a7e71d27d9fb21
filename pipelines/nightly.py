"""The same night as a Prefect flow: one flow, each step a task. The only door to Prefect.

Prefect keeps parameters, states and log lines in clear in its database. So the flow is given the settings' path and
the date and nothing else: the steps' arguments are closed over, nothing is persisted, cached or hashed, and what a
step raises is told to Prefect by its class and place only.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import polars as pl

from pipelines.errors import NothingPublishedError
from pipelines.language import CHINESE, Language, language
from pipelines.settings import Settings, load
from pipelines.steps import StepRunner
from pipelines.unattended.discretion import be_discreet
from pipelines.unattended.past_runs import FLOW, let_go
from pipelines.unattended.prefect_server import TELEMETRY_OFF, TemporaryServer, configured_api
from sources.person import SourceRefusedError, SourceUnreachableError

if TYPE_CHECKING:
    from pipelines.night import Outcome

T = TypeVar("T")

#: Seconds to wait before a step that reads from outside is tried again.
RETRY_DELAYS = (1, 4, 10)
#: What an office may set otherwise. The night tells its own progress on the terminal.
_DEFAULTS = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """What Prefect's pages show of a night: what it came to as Markdown by the artifact's name, numbers only; and the
    language in which all of it is said."""

    artifacts: Callable[[T], Mapping[str, str]]
    say: Language = CHINESE


class StepFailedError(Exception):
    """What Prefect is told of a failure: the class and the place, or the sentence written for the operator."""


def run_with_prefect(
    settings_path: Path, as_of: date | None, accepted: Sequence[str] = (), *, tell: Callable[[str], None] = print
) -> Outcome:
    """Run one night as the flow ``rollcall-night``; the same outcome and the same exceptions as ``night.night``.

    Without a Prefect server of the office's own, one is started for the time of the run, its database under
    ``state/prefect``. Raises NothingPublishedError when the office's server cannot be reached.
    """
    from pipelines.night import night
    from pipelines.run import Choices

    settings = load(settings_path)
    when = as_of or settings.night.as_of or date.today()
    choices = Choices(frozenset(accepted))

    def work(step: StepRunner) -> Outcome:
        let_go(settings_path, settings.unattended.keep_runs)
        return night(settings, when, choices=choices, step=step, tell=tell)

    return flown(
        work, settings_path=settings_path.resolve(), as_of=when, home=settings.state / "prefect",
        shown=shown_of(settings),
    )  # fmt: skip


def flown(
    work: Callable[[StepRunner], T], *, settings_path: Path, as_of: date, home: Path, shown: Shown[T]
) -> T:
    """What ``work`` returns, run as a flow with its steps as tasks; what it raises comes through unchanged."""
    _connect(home)
    from prefect import flow

    held = _Held(shown.say)

    @flow(name=FLOW, flow_run_name="{as_of}", persist_result=False, log_prints=False)
    def rollcall_night(settings: str, as_of: str) -> None:
        results.append(_told_safely(lambda: work(_tasks(held, RETRY_DELAYS)), held))
        _show(shown, results[0], as_of)

    be_discreet()
    results: list[T] = []
    try:
        rollcall_night(settings=str(settings_path), as_of=as_of.isoformat())
    except StepFailedError:
        raise held.error from None
    except Exception as error:
        # A night that is published stays so, even when Prefect can no longer be told.
        if not results:
            raise _prefect_failed(error) from None
    return results[0]


def reported(
    work: Callable[[StepRunner], T], *, as_of: date, shown: Shown[T], pauses: Sequence[float]
) -> None:
    """Do ``work`` within the flow that calls this, its steps as tasks; Prefect is told of a failure by its safe words.

    Nobody waits for the night, so a source that cannot be reached and has no stand-in is asked again after each of
    ``pauses`` (seconds). Raises StepFailedError.
    """
    held = _Held(shown.say)
    result = _told_safely(lambda: work(_tasks(held, pauses, patient=True)), held)
    try:
        _show(shown, result, as_of.isoformat())
    except Exception as error:  # published is published
        from prefect import get_run_logger

        get_run_logger().warning("artifacts could not be written: %s", _safe(error))


class _Held:
    """The exception itself, kept on this side while Prefect is told a safe one in that language."""

    error: BaseException

    def __init__(self, say: Language) -> None:
        self.say = say


def _tasks(held: _Held, pauses: Sequence[float], *, patient: bool = False) -> StepRunner:
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    def step(name: str, function: Callable[..., T], /, *args: Any, retry: bool = False, **kwargs: Any) -> T:
        @task(
            name=name,
            cache_policy=NO_CACHE,
            persist_result=False,
            log_prints=False,
            retries=len(pauses) if retry else 0,
            retry_delay_seconds=list(pauses),
            retry_condition_fn=lambda *_: _may_pass(held.error, patient=patient),
        )
        def run() -> T:
            return _told_safely(lambda: function(*args, **kwargs), held)

        try:
            return run()
        except StepFailedError:
            raise held.error from None

    return step


def _told_safely(work: Callable[[], T], held: _Held) -> T:
    # Raised outside of the handler, so that the original is not even the context of what Prefect formats.
    try:
        return work()
    except (Exception, pl.exceptions.PanicException) as error:
        held.error = error
    raise StepFailedError(held.say.sentence(_safe(held.error)))


def _safe(error: BaseException) -> str:
    if isinstance(error, NothingPublishedError | SourceRefusedError):
        return str(error)
    places = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} ({Path(places[-1].filename).name}:{places[-1].lineno})"


def _may_pass(error: BaseException | None, *, patient: bool = False) -> bool:
    """True when something could not be reached; a file that was reached and is wrong stays wrong.

    A source that cannot be reached has been tried by itself as often as its settings say: only who is ``patient``
    comes back to it after minutes.
    """
    if isinstance(error, SourceUnreachableError):
        return patient
    while error is not None:
        if isinstance(error, OSError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _prefect_failed(error: Exception) -> NothingPublishedError:
    return NothingPublishedError(
        f"Prefect 服务 {configured_api()} 无法使用（{type(error).__name__}）：请启动该服务，"
        "或取消 PREFECT_API_URL 并不加 --prefect 运行。")


def _connect(home: Path) -> None:
    """Import Prefect against the office's server, or against one started now with its database in ``home``.

    Prefect reads its environment when it is imported, so that is set first.
    """
    os.environ.update(TELEMETRY_OFF)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if configured_api():
        return
    server = TemporaryServer(Path(os.environ.get("PREFECT_HOME") or home))
    os.environ["PREFECT_API_URL"] = server.api_url
    os.environ.setdefault("PREFECT_HOME", str(home.resolve()))
    _import_meanwhile()
    server.wait()


def _import_meanwhile() -> None:
    """Import what the flow will need; the server takes as long, on another core."""
    import prefect  # noqa: F401

    from checks.expectations import imported

    imported()


def shown_of(settings: Settings) -> Shown[Outcome]:
    """What a night's outcome is told to Prefect as, beside what is published at this moment: before the night."""
    from pipelines.unattended.artifacts import ledger_published, told

    before, say = ledger_published(settings.out), language(settings.output.language)
    return Shown(lambda outcome: told(outcome.ledger, outcome.lists, outcome.checks, before, say), say)


def _show(shown: Shown[T], result: T, as_of: str) -> None:
    from prefect.artifacts import create_markdown_artifact

    for name, text in shown.artifacts(result).items():
        create_markdown_artifact(text, key=f"rollcall-{name}", description=shown.say("基准日 {as_of}", as_of=as_of))
