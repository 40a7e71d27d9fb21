"""Names: frequent ones are frequent, and brothers and sisters are told apart."""

from __future__ import annotations

import numpy as np
import polars as pl

from sources.synthetic import names, namestock


def test_there_are_surnames_enough_and_none_twice() -> None:
    assert len(names.surnames()) >= 150
    assert len(set(names.surnames())) == len(names.surnames())
    assert {"欧阳", "司马", "诸葛"} <= set(names.surnames())


def test_surnames_fall_in_frequency() -> None:
    drawn = np.bincount(names.drawn_surnames(np.random.default_rng(1), 200_000), minlength=len(names.surnames()))
    assert 0.05 < drawn[names.surnames().index("王")] / 200_000 < 0.09
    assert drawn[names.surnames().index("王")] > 5 * drawn[names.surnames().index("谢")] > 0
    assert 0 < drawn[-len(namestock.COMPOUND_SURNAMES) :].sum() < 2_000


def test_fashion_follows_sex_and_year_of_birth() -> None:
    def most(male: bool, year: int) -> set[str]:
        first, second = names.given_names(np.random.default_rng(2), np.full(40_000, male), np.full(40_000, year))
        counted = names.given_texts(first, second).alias("given").value_counts(sort=True)
        return set(counted["given"].head(40))

    assert "子轩" in most(True, 2012)
    assert "梓涵" in most(False, 2012)
    assert not most(True, 2018) & most(False, 1965)


def test_given_names_have_one_or_two_characters() -> None:
    first, second = names.given_names(np.random.default_rng(3), np.ones(5_000, dtype=bool), np.full(5_000, 2016))
    lengths = names.given_texts(first, second).str.len_chars()
    assert set(lengths.unique()) == {1, 2}
    assert 0.03 < (lengths == 1).mean() < 0.10


def test_minority_names_differ_within_a_family_and_keep_the_custom() -> None:
    for people, custom in enumerate(namestock.MINORITIES, start=1):
        count = 6
        made = names.minority_names(np.full(count, people), np.ones(count, dtype=bool), np.full(count, 77), np.arange(count))
        assert len(set(made)) == count
        assert all(("·" in name) == (custom in namestock.AFTER_DOT) for name in made)


def test_characters_start_with_the_empty_one() -> None:
    assert names.characters()[0] == ""
    assert len(pl.Series(names.characters()).unique()) == len(names.characters())
