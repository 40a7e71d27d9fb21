"""Two writings, what differs marked to the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.differences import compared, told

TEXTS = st.text(alphabet="赵伟芳方 0123X", max_size=12)


@pytest.mark.parametrize(("left", "right", "shown"), [
    ("赵伟芳", "赵伟方", "赵伟〔芳〕／赵伟〔方〕"),
    ("赵伟", "赵伟伟", "赵伟／赵伟〔伟〕"),
    ("349901 20180315 0017", "349901 20180351 0017", "349901 201803〔15〕 0017／349901 201803〔51〕 0017"),
    ("349901 20180315 0017", "3.49901E+17", None),
    ("赵伟芳", "赵伟芳", None), ("赵伟芳", "", None), ("", "", None),
])  # fmt: skip
def test_what_differs_stands_in_brackets(left: str, right: str, shown: str | None) -> None:
    if shown is None and left and right and left != right:
        assert "〔" in (told(left, right) or "")
    else:
        assert told(left, right) == shown


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_texts_and_what_is_not_marked_agrees(left: str, right: str) -> None:
    one, other = compared(left, right)
    assert ("".join(text for text, _ in one), "".join(text for text, _ in other)) == (left, right)
    if left and right:
        assert "".join(text for text, differs in one if not differs) == "".join(text for text, differs in other if not differs)
        assert any(differs for _, differs in (*one, *other)) is (left != right)
