"""What an operator at a terminal sees: progress, one closing summary, and one sentence for whatever goes wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.language import Language, language
from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, spoken
from pipelines.operator.guard import answered as _answered
from pipelines.settings import Settings, load

if TYPE_CHECKING:
    from pipelines.night import Outcome
    from pipelines.operator.doctor import Check


@_answered
def ran(settings_path: Path, as_of: date | None, *, prefect: bool, accepted: tuple[str, ...]) -> int:
    """Run a night and print its summary; the exit code."""
    from pipelines.unattended.journal import kept

    settings = load(settings_path)
    when = as_of or settings.night.as_of or date.today()
    with kept(settings, when, _progress(language(settings.output.language))) as tell:
        if prefect or os.environ.get("PREFECT_API_URL"):
            from pipelines.nightly import run_with_prefect

            outcome = run_with_prefect(settings_path, when, accepted, tell=tell)
        else:
            from pipelines.night import night
            from pipelines.run import Choices

            outcome = night(settings, when, choices=Choices(frozenset(accepted)), tell=tell)
    _summarized(settings, outcome)
    return PUBLISHED


@_answered
def scheduled(settings_path: Path, cron: str, *, remove: bool, shown: str | None) -> int:
    """Make, renew or ``remove`` the nightly deployment, or show or do what ``shown`` names; the exit code."""
    from pipelines.unattended import schedule, units

    settings = load(settings_path)
    if remove:
        lines = schedule.remove(settings)
    else:
        plan = schedule.Plan(settings, settings_path, cron)
        instead = {"cron": units.crontab, "systemd": units.systemd, "trial": schedule.tried}
        lines = instead.get(shown or "", schedule.deploy)(plan)
    for line in lines:
        print(line)
    return PUBLISHED


@_answered
def stands(settings_path: Path) -> int:
    """Print what ran last, what runs, what waits; 3 when something must be mended."""
    from pipelines.operator.status import status

    settings = load(settings_path)
    return _printed(status(settings), language(settings.output.language))


@_answered
def checked(settings_path: Path, as_of: date | None, out: Path | None, *, blocking: bool) -> int:
    """Read and check the sources, count candidate pairs if asked to, and print what was found; the code of a run."""
    from pipelines.rehearsal import rehearsed

    settings = load(settings_path)
    when = as_of or settings.night.as_of or date.today()
    tell = _progress(language(settings.output.language))
    result = rehearsed(settings, when, out or settings.home / "check", blocking=blocking, tell=tell)
    for line in result.lines:
        print(line)
    return PUBLISHED if result.usable else NOTHING_PUBLISHED


@_answered
def explained(settings_path: Path, who: str, picture: Path | None, *, numbers: bool) -> int:
    """Print one child's whole way, its ID numbers whole with ``numbers``, and draw its pairs into ``picture`` if given;
    2 when nobody has that id or token."""
    from pipelines.operator.explanation import draw, explanation

    settings = load(settings_path)
    print(explanation(settings, who, numbers=numbers))
    if picture is not None:
        draw(settings, who, picture)
    return PUBLISHED


@_answered
def evaluated(settings_path: Path, truth: Path, json: Path | None) -> int:
    """Print how the last published night compares with the truth, and write it to ``json`` when that is given."""
    from pipelines.evaluation import evaluation, lines

    settings = load(settings_path)
    result = evaluation(settings, truth)
    for line in lines(result, language(settings.output.language)):
        print(line)
    if json is not None:
        json.write_text(result.to_json(), "utf-8")
    return PUBLISHED


@_answered
def examined(settings_path: Path | None) -> int:
    """Print what the doctor found; 3 when something must be mended."""
    from pipelines.operator.doctor import examine

    return _printed(examine(settings_path), spoken(settings_path))


def _printed(checks: Sequence[Check], say: Language) -> int:
    for check in checks:
        mark = {True: "✓", False: "✗", None: "–"}[check.ok]
        mend = f"{say('　')}→ {say.sentence(check.mend)}" if check.ok is False and check.mend else ""
        print(f"{mark} {say.sentence(check.name)}{say('：')}{say.sentence(check.detail)}{mend}")
    return PUBLISHED if all(check.ok is not False for check in checks) else NOTHING_PUBLISHED


def _progress(say: Language) -> Callable[[str], None]:
    """Tells on the terminal, in that language, what it is told."""

    def tell(text: str) -> None:
        print(say.progress(text), file=sys.stderr, flush=True)

    return tell


def _summarized(settings: Settings, outcome: Outcome) -> None:
    from pipelines.publish.summary import check_lines, linkage_sentence, places, sentences

    say = language(settings.output.language)
    as_of = outcome.run.as_of.isoformat()
    print()
    for line in (
        *map(say.sentence, outcome.notes),
        *sentences(settings.county.name, as_of, outcome.ledger, outcome.lists, say),
        linkage_sentence(outcome.linkage, outcome.wrong, say), *check_lines(outcome.checks, say),
        *places(settings.out, outcome.kept, say),
    ):
        print(line)
