"""Answers that an earlier night was given, for questions that are the same: one promise about the same classes of rows.

What Great Expectations counts hangs on nothing but the promise and how often each value stands in its columns. So the
answer of last night serves where both are what they were, in whatever order the rows stand tonight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from checks.expectations import Answers
from checks.promises import Promise, Rule
from checks.results import Counts

#: Rules whose answer hangs on how often values repeat, not on what they are.
_OF_REPETITION = (Rule.UNIQUE, Rule.DIFFERENT)
#: A question about the table itself, which no digest of columns tells.
_NEVER = (Rule.COLUMNS,)

Ask = Callable[[Mapping[str, Sequence[Promise]]], Answers]


class Answered:
    """``before``: counts of an earlier night by the digest of their question; ``tonight``: those of this night.

    Digests are of promises and counts of classes: nothing in them is a person's.
    """

    def __init__(self, before: Mapping[str, Counts] | None = None) -> None:
        self.before: dict[str, Counts] = dict(before or {})
        self.tonight: dict[str, Counts] = {}

    def answers(
        self, seen: Mapping[str, pl.DataFrame], asked: Mapping[str, Sequence[Promise]], ask: Ask
    ) -> Answers:
        """Each promise with its counts, in the order asked: from memory, or else from ``ask``, which is then told
        those promises alone. ``seen``: the table of each name in ``asked``."""
        questions = [
            (table, one, question(one, seen[table], table)) for table, some in asked.items() for one in some
        ]
        unknown: dict[str, list[Promise]] = {}
        for table, one, digest in questions:
            if digest not in self.before:
                unknown.setdefault(table, []).append(one)
        fresh = iter(ask(unknown) if unknown else ())
        found = [
            (one, self.before[digest] if digest in self.before else next(fresh)[1]) for _, one, digest in questions
        ]
        self.tonight |= {
            digest: counts for (_, _, digest), (_, counts) in zip(questions, found, strict=True)
            if digest and counts.success is not None
        }  # fmt: skip
        return found


def question(promise: Promise, frame: pl.DataFrame, table: str) -> str:
    """The digest of what is asked: the promise, and all that its answer hangs on in that table; '' for what is never
    to be remembered."""
    if promise.rule in _NEVER:
        return ""
    digest = hashlib.sha256(repr((
        table, promise.column, promise.other, promise.rule.value, sorted(promise.arguments.items()), promise.mostly,
        promise.of, frame.height,
    )).encode())  # fmt: skip
    columns = [name for name in (promise.column, promise.other) if name]
    if columns:
        counted = frame.group_by(columns).len("rows")
        if promise.rule in _OF_REPETITION:
            counted = counted.drop_nulls().group_by("rows").len("values")
        digest.update(counted.sort(counted.columns).write_csv().encode())
    return digest.hexdigest()
