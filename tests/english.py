"""What an English reader sees of a sentence that was told in Chinese."""

from __future__ import annotations

import re

from pipelines.language import language
from sources.sentence import Sentence

_WIDE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def in_english(told: str, *names: str) -> str:
    """The sentence in English, nothing Chinese in it but what is quoted and the names of files."""
    assert isinstance(told, Sentence), f"a text that has forgotten its message: {told}"
    said = language("en").sentence(told)
    assert not chinese(said, *names), said
    # What a table holds of it has its words alone: what cannot be known again is quoted as it stands.
    assert not chinese(language("en").sentence("".join(told)), *names), "".join(told)
    return said


def _bare(said: str, names: tuple[str, ...]) -> str:
    """Without what is quoted, whatever is quoted within it, and without the names."""
    depth, kept = 0, ""
    for sign in said:
        depth += (sign == "“") - (sign == "”")
        kept += sign if not depth else ""
    for name in sorted(names, key=len, reverse=True):
        kept = kept.replace(name, "")
    return kept.replace("”", "").replace("’", "")


def chinese(said: str, *names: str) -> bool:
    """Whether anything Chinese is in that but what is quoted and the names."""
    return bool(_WIDE.search(_bare(said, names)))
