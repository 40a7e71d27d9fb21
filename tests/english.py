"""What an English reader sees of a sentence that was told in Chinese."""

from __future__ import annotations

import re

from pipelines.language import language
from sources.sentence import Sentence

_WIDE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
#: Words of the office's own.
_QUOTED = re.compile(r"“[^”]*”|’")


def in_english(told: str, *names: str) -> str:
    """The sentence in English, nothing Chinese in it but what is quoted and the names of files."""
    assert isinstance(told, Sentence), f"a text that has forgotten its message: {told}"
    said = language("en").sentence(told)
    assert not chinese(said, *names), said
    return said


def chinese(said: str, *names: str) -> bool:
    """Whether anything Chinese is in that but what is quoted and the names."""
    bare = _QUOTED.sub("", said)
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name, "")
    return bool(_WIDE.search(bare))
