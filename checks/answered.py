"""Answers that an earlier night was given, for questions that are the same: one promise about the same values.

What Great Expectations counts hangs on nothing but the promise and how often each value stands in its columns. So the
answer of last night serves where both are what they were, in whatever order the rows stand tonight. And where each row
keeps a promise for its value alone, and none broke it, how often the values stand tells only how many rows kept it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from checks.expectations import Answers
from checks.promises import Promise, Rule
from checks.results import Counts

#: Rules whose answer hangs on how often values repeat, not on what they are.
_OF_REPETITION = (Rule.UNIQUE, Rule.DIFFERENT)
#: Rules that a row keeps or breaks by the one value in it, whatever the others hold.
_BY_VALUE = (Rule.FILLED, Rule.LISTED, Rule.WITHIN)

Ask = Callable[[Mapping[str, Sequence[Promise]]], Answers]


class Question(NamedTuple):
    """A promise with the digests of all that its answer hangs on; '' where that is not to be had.

    ``exactly`` is of the values and of how often each stands. ``values`` is of the values alone: it tells the answer
    only where no row breaks the promise, of which ``rows`` keep it tonight.
    """

    promise: Promise
    exactly: str
    values: str = ""
    rows: int = 0


class Answered:
    """``before``: counts of an earlier night by the digest of their question; ``tonight``: those of this night.

    Digests are of promises and counts of classes: nothing in them is a person's.
    """

    def __init__(self, before: Mapping[str, Counts] | None = None) -> None:
        self.before: dict[str, Counts] = dict(before or {})
        self.tonight: dict[str, Counts] = {}

    def answers(self, asked: Mapping[str, Sequence[Question]], ask: Ask) -> Answers:
        """Each promise with its counts, in the order asked: from memory, or else from ``ask``, which is then told
        those promises alone. Questions stand by the name of the table that they are about."""
        known = {table: [self._known(one) for one in some] for table, some in asked.items()}
        unknown: dict[str, list[Promise]] = {}
        for table, some in asked.items():
            for one, counts in zip(some, known[table], strict=True):
                if counts is None:
                    unknown.setdefault(table, []).append(one.promise)
        fresh = iter(ask(unknown) if unknown else ())
        found = [
            (one, counts or next(fresh)[1])
            for table, some in asked.items() for one, counts in zip(some, known[table], strict=True)
        ]
        for one, counts in found:
            self._keep(one, counts)
        return [(one.promise, counts) for one, counts in found]

    def _known(self, one: Question) -> Counts | None:
        if one.exactly in self.before:
            return self.before[one.exactly]
        counts = self.before.get(one.values)
        return counts and counts._replace(checked=one.rows)

    def _keep(self, one: Question, counts: Counts) -> None:
        unbroken = one.values and counts.success and not counts.unexpected and counts.checked == one.rows
        if (digest := one.values if unbroken else one.exactly) and counts.success is not None:
            self.tonight[digest] = counts


def question(promise: Promise, frame: pl.DataFrame, table: str) -> Question:
    """The question whether that table keeps the promise."""
    columns = [name for name in (promise.column, promise.other) if name]
    if promise.rule is Rule.COLUMNS or not columns:
        told = "" if promise.rule is Rule.COLUMNS else digest(promise, table, frame.height)
        return Question(promise, told)
    counted = frame.group_by(columns).len("rows")
    if promise.rule in _OF_REPETITION:
        counted = counted.drop_nulls().group_by("rows").len("values")
        return Question(promise, digest(promise, table, frame.height, _text(counted)))
    exactly = digest(promise, table, frame.height, _text(counted))
    if promise.rule not in _BY_VALUE:
        return Question(promise, exactly)
    looked_at = frame.height if promise.rule is Rule.FILLED else frame[promise.column].count()
    return by_value(promise, table, exactly, _text(counted.select(columns)), looked_at)


def by_value(promise: Promise, table: str, exactly: str, values: str, rows: int) -> Question:
    """The question that is answered by those ``values``, as text, where none breaks the promise; ``rows`` have one."""
    return Question(promise, exactly, digest(promise, table, "values", values) if rows else "", rows)


def digest(promise: Promise, table: str, *hangs_on: object) -> str:
    """The digest of a promise about that table and of what else its answer hangs on."""
    asked = (
        table, promise.column, promise.other, promise.rule.value, sorted(promise.arguments.items()), promise.mostly,
        promise.of, *hangs_on,
    )  # fmt: skip
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _text(counted: pl.DataFrame) -> str:
    return counted.sort(counted.columns).write_csv()
