"""``explain`` answers for a linked, a reviewed and an unlinked child; ``evaluate`` measures; ``init`` starts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.command import rollcall


def first(county: Path, query: str) -> str:
    with duckdb.connect(str(county / "out" / "rollcall.duckdb"), read_only=True) as con:
        return con.sql(query).fetchall()[0][0]


def explained(county: Path, who: str) -> str:
    answer = rollcall("explain", who, "--settings", county / "county.toml")
    assert answer.code == 0, answer.complained
    return answer.said


def test_a_linked_child_shows_the_record_and_why_it_is_his(published_pattern):
    child = first(published_pattern, "SELECT min(child_id) FROM child WHERE status = 'enrolled_in_town'")
    said = explained(published_pattern, child)
    assert "状态：本镇就读　原因：学籍在读　清单：不需办理" in said
    assert "（状态由此认定）" in said
    assert "证件号码：证件号码完全相同" in said
    assert "不需办理。" in said


def test_a_child_in_review_shows_the_pair_a_person_must_decide(published_pattern):
    child = first(published_pattern, "SELECT min(child_id) FROM child WHERE status = 'possible_match'")
    said = explained(published_pattern, child)
    assert "待人工复核：" in said
    assert "数据核对：任务编号" in said


def test_an_unlinked_child_shows_what_was_refused_and_what_to_bring(published_pattern):
    token = first(published_pattern, "SELECT min(case_token) FROM exception WHERE reason = 'nothing_found'")
    said = explained(published_pattern, token.lower())
    assert "未查到就学信息" in said
    assert "二、比较过而未采用的记录" in said
    assert "需取材料：" in said
    assert token in said


def test_a_task_of_a_child_whom_the_registry_lacks_says_where_it_stands(published_pattern):
    token = first(published_pattern, "SELECT min(case_token) FROM exception WHERE child_id NOT IN (SELECT child_id FROM child)")
    said = explained(published_pattern, token)
    assert f"案件 {token}：" in said and "未了结" in said and "户籍库中没有这名儿童" in said


def test_every_child_of_a_county_can_be_explained(published_pattern):
    """One of each status and reason: no code without its sentence."""
    with duckdb.connect(str(published_pattern / "out" / "rollcall.duckdb"), read_only=True) as con:
        kinds = con.sql("SELECT min(child_id) FROM child GROUP BY status, reason").fetchall()
        rules = con.sql("SELECT min(c.child_id) FROM link l JOIN child c ON c.record_id = l.left_record GROUP BY rule").fetchall()
        whys = con.sql("SELECT min(c.child_id) FROM pair p JOIN child c ON c.record_id = p.left_record GROUP BY why").fetchall()
    from pipelines.operator.explanation import explanation
    from pipelines.settings import load

    settings = load(published_pattern / "county.toml")
    for (child,) in {*kinds, *rules, *whys}:
        assert "状态：" in explanation(settings, child)


@pytest.mark.parametrize("who", ["C23456789ABCD", "K7Q2-M9XF-T", "谁"])
def test_nobody_by_that_name_is_one_sentence(published_pattern, who):
    answer = rollcall("explain", who, "--settings", published_pattern / "county.toml")
    assert answer.code == 2
    assert "没有编号为" in answer.complained


def test_before_the_first_night_there_is_nothing_to_explain(county):
    answer = rollcall("explain", "C23456789ABCD", "--settings", county / "county.toml")
    assert answer.code == 2
    assert "rollcall run" in answer.complained


def test_evaluate_finds_no_missing_child_verified_by_a_link(published_pattern):
    answer = rollcall("evaluate", "--settings", published_pattern / "county.toml", "--truth", published_pattern / "truth")
    assert answer.code == 0, answer.complained
    assert "被链接误认定为就学 0；" in answer.said


def test_evaluate_without_truth_says_where_it_comes_from(published_pattern, tmp_path):
    answer = rollcall("evaluate", "--settings", published_pattern / "county.toml", "--truth", tmp_path)
    assert answer.code == 2
    assert "rollcall synthesize" in answer.complained


def test_check_names_file_row_and_mend_and_publishes_nothing(county):
    answer = rollcall("check", "--settings", county / "county.toml")
    assert answer.code == 0, answer.complained
    assert "校验码不符" in answer.said
    assert "→ 对照户口簿更正号码" in answer.said
    assert not (county / "out").exists()


def test_an_office_can_start_from_nothing(tmp_path):
    assert rollcall("init", tmp_path / "县").code == 0
    answer = rollcall("run", "--settings", tmp_path / "县" / "county.toml")
    assert answer.code == 3
    assert "没有数据文件" in answer.complained


def test_help_names_every_command():
    said = rollcall("--help").said
    assert all(command in said for command in ("init", "synthesize", "run", "check", "explain", "evaluate", "doctor"))


def test_a_misspelled_command_names_the_nearest():
    answer = rollcall("rnu")
    assert answer.code == 2
    assert "run" in answer.said + answer.complained


def test_a_childs_pairs_are_drawn_without_any_value_of_hers(published_pattern, tmp_path):
    child = first(published_pattern, "SELECT min(child_id) FROM child WHERE status = 'possible_match'")
    answer = rollcall("explain", child, "--settings", published_pattern / "county.toml", "--picture", tmp_path / "pairs.svg")
    assert answer.code == 0, answer.complained
    drawn = (tmp_path / "pairs.svg").read_text("utf-8")
    assert "待人工复核：" in drawn and "起点：任取的这一对与“没有对应的人”相比" in drawn
    with duckdb.connect(str(published_pattern / "state" / "personal.duckdb"), read_only=True) as con:
        values = con.sql("SELECT DISTINCT unnest([name, citizen_id, phone, guardian]) FROM restricted.person").fetchall()
    assert not [value for (value,) in values if value and len(value) > 1 and value in drawn]
