"""What the benchmarks mean by right: pairs of records, whether linked one to one or implied by a cluster."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks.scoring import best_pairs_scored, clusters_scored, febrl4_scored, links_scored, pairs_scored

#: Records of three persons: A has a1, a2, a3; B has b1, b2; C has c1 alone.
TRUE = {"unique_id": ["a1", "a2", "a3", "b1", "b2", "c1"], "cluster": ["A", "A", "A", "B", "B", "C"]}


@pytest.mark.parametrize(("clusters", "pairs", "right"), [
    ("a1 a2 a3 | b1 b2 | c1", 4, 4),
    ("a1 a2 | a3 | b1 b2 | c1", 2, 2),
    ("a1 a2 a3 b1 b2 | c1", 10, 4),
    ("a1 b1 | a2 b2 | a3 c1", 3, 0),
    ("a1 a2", 1, 1),  # whoever is in no cluster is alone, not together with the others in none
])  # fmt: skip
def test_a_cluster_says_that_every_two_of_its_records_are_one_person(tmp_path, clusters, pairs, right):
    members = [(record, str(place)) for place, group in enumerate(clusters.split(" | ")) for record in group.split()]
    found = pl.DataFrame(members, schema=["record_id", "cluster"], orient="row")
    score = clusters_scored(_kept(found, tmp_path / "found"), _kept(pl.DataFrame(TRUE), tmp_path / "true"))
    assert (score.pairs, score.right, score.true) == (pairs, right, 4)


def test_weighed_pairs_count_at_a_threshold_and_at_the_best_one(tmp_path):
    weighed = pl.DataFrame({
        "left": ["a1", "b1", "a1", "c1"], "right": ["a2", "b2", "a3", "b1"], "probability": [0.99, 0.9, 0.3, 0.1]})
    pairs, truth = _kept(weighed, tmp_path / "pairs"), _kept(pl.DataFrame(TRUE), tmp_path / "true")
    assert pairs_scored(pairs, truth, 0.95).right == 1
    threshold, score = best_pairs_scored(pairs, truth)
    assert (threshold, score.pairs, score.right) == (0.3, 3, 3)


def test_a_link_is_right_when_the_truth_has_it(tmp_path):
    truth = pl.DataFrame({"left": ["l1", "l2", "l3"], "right": ["r1", "r2", "r3"]})
    links = pl.DataFrame({"left": ["l1", "l2", "l1"], "right": ["r1", "r3", "r1"]})
    score = links_scored(_kept(links, tmp_path / "links"), _kept(truth, tmp_path / "truth"))
    assert (score.precision, score.recall) == (0.5, pytest.approx(1 / 3))


def test_an_original_of_febrl4_belongs_to_its_own_duplicate(tmp_path):
    links = pl.DataFrame({"left": ["rec-1-org", "rec-12-org"], "right": ["rec-1-dup-0", "rec-1-dup-0"]})
    score = febrl4_scored(_kept(links, tmp_path / "links"))
    assert (score.pairs, score.right, score.true) == (2, 1, 5000)


def _kept(frame: pl.DataFrame, path: Path) -> Path:
    frame.write_parquet(path)
    return path
