"""Work side by side: what comes of it does not depend on how many threads there are."""

from __future__ import annotations

import polars as pl
import pytest

from sources.reading import threads as module
from sources.reading.threads import beside, by_pieces, each


@pytest.fixture(params=[1, 2, 4], autouse=True)
def _threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.pl, "thread_pool_size", lambda: request.param)


def test_each_in_order_and_the_first_failure_is_told():
    assert each(lambda number: number * 2, range(9)) == [*range(0, 18, 2)]
    assert each(str, ()) == []
    with pytest.raises(ZeroDivisionError, match="second"):
        each(_second_and_third_fail, range(1, 5))


def _second_and_third_fail(number: int) -> int:
    if number in (2, 3):
        raise ZeroDivisionError("second" if number == 2 else "third")
    return number


def test_beside_gives_both_and_raises_what_the_other_raises():
    assert beside(lambda: "sum", lambda: "book") == ("sum", "book")
    with pytest.raises(ZeroDivisionError):
        beside(lambda: "sum", lambda: 1 // 0)


@pytest.mark.parametrize("lengths", [[0], [3], [2, 1, 4]])
def test_rows_by_pieces_are_all_rows_in_order(lengths: list[int]):
    frames = [pl.DataFrame({"place": range(length), "piece": [at] * length}, {"place": pl.Int64, "piece": pl.Int64}) for at, length in enumerate(lengths)]
    rows = pl.concat(frames)
    asked: list[int] = []
    found = by_pieces(lambda some: asked.append(some.height) or some.filter(pl.col("place") != 1), rows)
    assert found.equals(rows.filter(pl.col("place") != 1))
    assert sorted(asked) == sorted(lengths)
