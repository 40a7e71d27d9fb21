"""What leaves the house when a night fails: the county, the date, the state, the command to look with; no more."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from pipelines.language import language
from pipelines.unattended.alarms import Watch, _failed, _late, _lost

BLOCK = UUID(int=1)
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def watch(code: str, minutes: int = 30) -> Watch:
    return Watch("rollcall-x", UUID(int=2), "某县", "/某县/county.toml", timedelta(minutes=minutes), language(code))


@pytest.mark.parametrize(("code", "subject", "body"), [
    ("zh", "rollcall：某县 夜间运行未完成",
     "某县：夜间运行 {{ flow_run.name }} 未完成（{{ flow_run.state.name }}），未发布任何内容，上一夜的结果保持不变。"
     "原因与处理办法请在服务器上查看：rollcall status --settings /某县/county.toml"),
    ("en", "rollcall: 某县, the night did not finish",
     "某县: the night of {{ flow_run.name }} did not finish ({{ flow_run.state.name }}). Nothing was published; the results of the"
     " night before stand. Why, and what to do, is told on the server by: rollcall status --settings /某县/county.toml"),
])
def test_a_failed_night_is_told_in_the_offices_language(code: str, subject: str, body: str) -> None:
    _, (told,) = _failed(watch(code), [BLOCK])
    assert (told.block_document_id, told.subject, told.body) == (BLOCK, subject, body)


@pytest.mark.parametrize(("minutes", "said"), [(1, "1 minute after"), (30, "30 minutes after")])
def test_a_night_that_does_not_begin_is_told_by_the_minute(minutes: int, said: str) -> None:
    _, (told,) = _late(watch("en", minutes), [BLOCK])
    assert said in told.body


def test_nothing_but_the_countys_names_is_chinese_in_english() -> None:
    said = [text for alarm in (_failed, _late) for one in alarm(watch("en"), [BLOCK])[1] for text in (one.subject, one.body)]
    said += [action.message for action in _lost(watch("en"))[1]]
    assert [text for text in said if HAN.search(text.replace("某县", ""))] == []
