"""One odd file and what must become of it: a line of the tables in this folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

import sources
from sources.person import Loaded, SourceRefusedError, Terms
from tests.english import in_english

AS_OF = date(2026, 9, 1)
Maker = Callable[[Path], Path]


@dataclass(frozen=True)
class Case:
    """A file and its outcome: ``read`` with ``findings`` and ``shows``, or ``refused``.

    ``read``: "rows read = loaded + quarantined + excluded". ``findings``: the codes of all findings in any order,
    ``code*3`` for three. ``shows``: our column → its values in every loaded row. ``refused``: the sentence behind
    "〈register〉的文件 〈file〉 ", whole. ``asked``: further arguments of ``sources.read``.
    """

    name: str
    made: Maker
    read: str = ""
    findings: str = ""
    shows: Mapping[str, Sequence[object]] = field(default_factory=dict)
    refused: str = ""
    register: str = "population"
    asked: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def table(*cases: Case):
    """The cases as a parametrized test's lines. No two are of one name."""
    names = [case.name for case in cases]
    assert len(names) == len(set(names)), Counter(names).most_common(1)
    return pytest.mark.parametrize("case", cases, ids=str)


def come_true(case: Case, folder: Path) -> None:
    """The file is made, read, and comes to what the case says. Anything but a refusal in one sentence fails."""
    path = case.made(folder)
    if case.refused:
        assert refusal(case, path) == case.refused
        return
    loaded = read(case, path)
    assert (counts(loaded), codes(loaded)) == (case.read, sorted(_spelled_out(case.findings)))
    shown = {name: loaded.rows[name].to_list() for name in case.shows}
    assert shown == {name: list(values) for name, values in case.shows.items()}


def read(case: Case, path: Path) -> Loaded:
    """The case's register read from that one file or folder."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return sources.read(case.register, files, Terms(AS_OF), **{"key": b"k" * 32, "as_of": AS_OF, **case.asked})  # type: ignore[arg-type]


def refusal(case: Case, path: Path) -> str:
    """The sentence of the refusal behind register and file; one line, one sentence, in English, too."""
    with pytest.raises(SourceRefusedError) as refused:
        read(case, path)
    told = str(refused.value)
    assert "\n" not in told
    assert told[-1] in "。？"
    assert in_english(told, path.name, path.stem)[-1] in ".?"
    title = sources.register_named(case.register).CONTRACT.title
    return re.sub(rf"^{title}的文件 \S+ ?", "", told)


def counts(loaded: Loaded) -> str:
    """Rows read = loaded + quarantined + excluded, over all sheets."""
    total = loaded.files.select("rows_read", "loaded", "quarantined", "excluded").sum().row(0)
    return "{} = {} + {} + {}".format(*total)


def codes(loaded: Loaded) -> list[str]:
    """The code of every finding, sorted."""
    return sorted(loaded.findings["code"])


def _spelled_out(findings: str) -> list[str]:
    """``"a b*2"`` → a, b, b."""
    words = (word.partition("*") for word in findings.split())
    return [code for code, _, times in words for _ in range(int(times or 1))]
