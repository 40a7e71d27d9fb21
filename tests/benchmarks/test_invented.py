"""The invented million is one population in two registers, and hard in the ways that it says."""

from __future__ import annotations

import polars as pl
import pytest

from benchmarks.invented import CARELESS, SHARED, registers

COUNT = 4000


@pytest.fixture(scope="module")
def invented():
    return registers(COUNT, seed=11)


def test_the_same_seed_invents_the_same_people(invented):
    assert all(one.equals(other) for one, other in zip(invented, registers(COUNT, seed=11), strict=True))


def test_nine_tenths_are_in_both_registers_once(invented):
    left, right, truth = invented
    assert (left.height, right.height, truth.height) == (COUNT, COUNT, COUNT * SHARED)
    assert truth["left"].is_unique().all() and truth["right"].is_unique().all()
    assert set(truth["left"]) <= set(left["record_id"]) and set(truth["right"]) <= set(right["record_id"])


def test_only_careless_rows_are_damaged_in_name_number_or_date(invented):
    left, right, truth = invented
    both = truth.join(left, left_on="left", right_on="record_id").join(right, left_on="right", right_on="record_id")
    unlike = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_right")) for name in ("name", "citizen_id", "dob"))
    assert both.select((unlike == pl.col("damaged")).all()).item()
    assert 0.08 < truth["damaged"].mean() < CARELESS


def test_there_are_brothers_twins_and_namesakes(invented):
    left, right, truth = invented
    families = left.group_by("guardian", "district").agg(pl.len(), pl.col("dob").n_unique().alias("days"))
    assert families.filter(pl.col("len") > 1).height > COUNT / 10
    assert families.filter((pl.col("len") > 1) & (pl.col("days") < pl.col("len"))).height > 0
    strangers = left.join(right, on="name").join(truth, left_on=["record_id", "record_id_right"], right_on=["left", "right"], how="anti")
    assert strangers.height > 0


def test_no_number_has_the_area_code_of_a_place(invented):
    left, _, _ = invented
    assert left["citizen_id"].str.slice(2, 2).unique().to_list() == ["99"]
    assert left["citizen_id"].is_unique().all()
