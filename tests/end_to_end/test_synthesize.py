"""Inventing a county by command: traps on request, and the county grows to hold them."""

from __future__ import annotations

from tests.end_to_end.command import rollcall


def test_a_county_grows_to_hold_its_traps_and_says_so(tmp_path):
    answer = rollcall("synthesize", "--out", tmp_path / "county", "--children", 100, "--traps", 1)
    assert answer.code == 0, answer.complained
    assert "每种陷阱 1 例" in answer.said and "已由 100 名增至此数" in answer.said
    assert "sibling_sounds_date" in (tmp_path / "county" / "truth" / "persons.csv").read_text("utf-8")


def test_no_county_has_less_than_no_trap(tmp_path):
    answer = rollcall("synthesize", "--out", tmp_path / "county", "--traps", -1)
    assert answer.code == 2
    assert not (tmp_path / "county").exists()


def test_a_county_that_lives_comes_night_by_night(tmp_path):
    answer = rollcall("synthesize", "--out", tmp_path / "county", "--children", 100, "--nights", 3)
    assert answer.code == 0, answer.complained
    assert "2027-02-01 至 2027-02-03" in answer.said
    assert sorted(path.name for path in (tmp_path / "county").iterdir()) == ["county.toml", "night-001", "night-002", "night-003"]
    assert (tmp_path / "county" / "night-003" / "truth" / "persons.csv").exists()
    # What the settings fix once would be wrong from the second night on.
    assert "as_of" not in (tmp_path / "county" / "county.toml").read_text("utf-8")
