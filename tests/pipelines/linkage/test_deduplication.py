"""The persons of one register that is not of Chinese children, by a model of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import Model, deduplicate, link
from pipelines.linkage.levels import Text
from pipelines.linkage.model import Comparison, Ground, Rule, Weighed

_SYLLABLES = ("ba", "dor", "fen", "gil", "kam", "lus", "mir", "nol", "pet", "rav", "sun", "tok", "vel", "wim", "zan")
_PERSONS = 150
_LISTED = 5
_NICKNAMES = {"dorfen": "suni", "gilkam": "bato", "lusmir": "pelu", "nolpet": "wivo", "ravsun": "zeko"}


def _text(name: str, *without: str) -> Comparison:
    chances = {"exact": (0.8, 1e-2), "one_edit": (0.15, 1e-2), "close": (0.02, 1e-2), "unlike": (0.03, 0.97)}
    rest = {level: (0.01, 1e-3) for level in ("two_edits", "elsewhere", "variant", "like", "initial")}
    levels = [level.code for level in Text if level.code not in without]
    return Comparison(name, tuple(Weighed(level, *(chances | rest)[level]) for level in levels), None, True, "text")


def _date() -> Comparison:
    levels = ("exact", "swapped", "one_digit", "two_digits", "two_apart", "filler", "year", "different")
    m, u = (0.8, 0.01, 0.15, 0.01, 0.01, 0.005, 0.005, 0.01), (1e-4, 1e-4, 3e-3, 1e-3, 0.02, 1e-3, 0.01, 0.965)
    return Comparison("dob", tuple(map(Weighed, levels, m, u)), None, True, "iso_date")


MODEL = Model(
    left="parish", right="parish", comparisons=(_text("given"), _text("surname", "variant"), _date()), fast_path=False,
    rules=tuple(Rule(" ".join(terms), terms) for terms in (("dob",), ("surname",), ("given", "dob:first4"))),
    grounds=(Ground("weight", "各项信息合计足以确认", {}),), guards=(), kin_ratio=0.0, expected_matches=2.0,
)  # fmt: skip


def _register(seed: int) -> tuple[pl.DataFrame, dict[str, int]]:
    """150 invented persons listed five times each, three in ten times by a nickname, a fifth of all values with one
    letter or digit wrong; who is who."""
    rng = np.random.default_rng(seed)
    rows, truth = [], {}
    for person in range(_PERSONS):
        given, surname = str(rng.choice(list(_NICKNAMES))), "".join(rng.choice(_SYLLABLES, 2))
        dob = f"18{rng.integers(40, 99)}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}"
        for _ in range(_LISTED):
            record = rng.bytes(6).hex()
            truth[record] = person
            called = given if rng.random() > 0.3 else _NICKNAMES[given]
            written = [_damaged(rng, *value) for value in ((called, "xyq"), (surname, "xyq"), (dob, "019"))]
            rows.append((record, *written))
    return pl.DataFrame(rows, schema=["record_id", "given", "surname", "dob"], orient="row"), truth


def _damaged(rng: np.random.Generator, value: str, letters: str) -> str:
    if rng.random() > 0.2:
        return value
    place = int(rng.choice([spot for spot, character in enumerate(value) if character != "-"]))
    return value[:place] + str(rng.choice(list(letters))) + value[place + 1 :]


def _pairs(clusters: pl.DataFrame) -> set[tuple[str, str]]:
    return {
        pair
        for (members,) in clusters.group_by("cluster").agg("record_id").select("record_id").iter_rows()
        for pair in combinations(sorted(members), 2)
    }


@pytest.fixture(scope="module")
def parish() -> tuple[pl.DataFrame, dict[str, int]]:
    return _register(7)


def test_persons_are_found_without_labels_and_the_bound_is_kept(parish) -> None:
    register, truth = parish
    found = deduplicate(register, MODEL)
    pairs = _pairs(found.clusters)
    right = sum(truth[one] == truth[other] for one, other in pairs)
    assert found.expected_false <= MODEL.bound
    assert right >= (1 - MODEL.bound) * len(pairs)
    assert right >= 0.9 * _PERSONS * _LISTED * (_LISTED - 1) / 2


def test_a_cluster_bears_the_lowest_of_its_record_ids(parish) -> None:
    found = deduplicate(parish[0], MODEL).clusters
    assert found.group_by("cluster").agg(pl.col("record_id").min()).filter(pl.col("cluster") != pl.col("record_id")).is_empty()
    assert sorted(found["record_id"]) == sorted(parish[0]["record_id"])


def test_nicknames_are_learned_from_who_is_one_person_without_them(parish) -> None:
    register, truth = parish
    told = deduplicate(register, MODEL)
    untold = deduplicate(register, replace(MODEL, comparisons=(_text("given", "variant"), *MODEL.comparisons[1:])))
    assert {tuple(sorted(pair)) for pair in _NICKNAMES.items()} <= set(told.model.comparison("given").variants)
    right = [
        sum(truth[one] == truth[other] for one, other in _pairs(found.clusters)) for found in (told, untold)
    ]
    assert right[0] > right[1]


def test_the_order_of_rows_does_not_matter(parish) -> None:
    register, _ = parish
    one, other = (deduplicate(frame, MODEL) for frame in (register, register.sample(fraction=1, shuffle=True, seed=1)))
    assert one.clusters.equals(other.clusters)
    assert one.model == other.model


def test_a_narrower_bound_merges_less(parish) -> None:
    register, _ = parish
    wide, narrow = (deduplicate(register, replace(MODEL, bound=bound)) for bound in (0.05, 1e-6))
    assert _pairs(narrow.clusters) < _pairs(wide.clusters)
    assert narrow.expected_false <= 1e-6


def test_a_trained_model_comes_back_from_its_file_and_decides_the_same(parish) -> None:
    register, _ = parish
    found = deduplicate(register, MODEL)
    again = deduplicate(register, Model.from_json(found.model.to_json()))
    assert again.clusters.equals(found.clusters)


def test_two_registers_of_any_persons_are_linked_one_to_one(parish) -> None:
    register, truth = parish
    first = register.with_columns(pl.col("record_id").replace_strict(truth).alias("person"))
    sides = first.with_columns(pl.col("record_id").rank("ordinal").over("person").alias("time")).partition_by("time")[:2]
    left, right = (side.select("record_id", "given", "surname", "dob") for side in sides)
    found = link(left, right, replace(MODEL, link_probability=0.99, margin=3.0)).links
    pairs = list(found.select("left_record", "right_record").iter_rows())
    right_ones = sum(truth[one] == truth[other] for one, other in pairs)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert right_ones >= 0.99 * len(pairs)
    assert right_ones >= 0.7 * _PERSONS
