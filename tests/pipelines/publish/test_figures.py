"""The sentence, the groups and the rates of the report."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from pipelines.publish.figures import GROUPS, Counts, Share, age_band, closing_sentence
from pipelines.settings import Night
from sources.vocabulary import CHILD_STATUS


def test_every_status_stands_in_exactly_one_group() -> None:
    assert Counter(status for group in GROUPS for status in group.statuses) == Counter(CHILD_STATUS.codes)


@pytest.mark.parametrize(("part", "whole", "percent"), [
    (3090, 3095, "99.84%"), (14220, 14563, "97.64%"), (0, 7, "0.00%"), (7, 7, "100.00%"),
    (99999, 100000, "99.99%"), (1, 1000000, "0.01%"), (0, 0, "—"),
])
def test_a_rate_is_never_rounded_to_all_or_nothing(part: int, whole: int, percent: str) -> None:
    assert Share(part, whole).percent == percent


def test_the_township_closes_with_its_own_sentence(township) -> None:
    counts = Counts(dict(township.ask("SELECT status, children FROM ledger WHERE town = '*'").rows()))
    assert closing_sentence("谢桥镇", "6—15周岁", date(2026, 9, 1), counts) == (
        "截至2026年9月1日，谢桥镇公安户籍登记的6—15周岁适龄儿童少年共14,563人。其中：在校14,220人（本镇就读9,351人，县内外镇就读1,713人，"
        "县外就读3,090人，县外就读未取证5人，非义务教育阶段就读61人）；初中毕业253人；已备案69人（死亡12人，失踪5人，空挂户52人）；"
        "缓学与安置10人（重度残疾待安置10人）；就学未落实11人（暂不在校11人）。以上合计14,563人，与户籍登记数一致。")
    assert (counts.evidenced.fraction, counts.evidenced.percent) == ("3,090 / 3,095", "99.84%")
    assert counts.of["age_unknown"] == 2


@pytest.mark.parametrize(("night", "as_of", "words"), [
    (Night(), date(2026, 9, 1), "6—15周岁"),
    (Night(ages=(3, 22)), date(2026, 9, 1), "3—22周岁"),
    (Night(age_mode="school_year"), date(2026, 9, 1), "2026—2027学年适龄（2011年9月1日至2020年8月31日出生）"),
    (Night(age_mode="school_year"), date(2022, 8, 31), "2021—2022学年适龄（2006年9月1日至2015年8月31日出生）"),
])
def test_who_is_counted_is_said_in_words(night: Night, as_of: date, words: str) -> None:
    assert age_band(night, as_of) == words
