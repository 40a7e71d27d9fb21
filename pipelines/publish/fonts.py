"""The Chinese fonts that come with the program, and so are there on every machine."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from pylopdf_fonts_zh_cn import sans_path, serif_path

#: Where the fonts that come with the program lie, and the families' names: Noto, under the SIL Open Font License.
FOLDER = Path(sans_path()).parent
SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
_FILES = {SANS: Path(sans_path()), SERIF: Path(serif_path())}
#: The feature "pwid", by which English text has quotation marks no wider than its letters.
_NARROW = int.from_bytes(b"pwid")
_FACE = "@font-face{{font-family:'{family}';src:url(data:font/otf;base64,{data}) format('opentype')}}"


def font_face(family: str, text: str) -> str:
    """The CSS ``@font-face`` of SANS or SERIF that holds the characters of ``text`` and no others."""
    data = base64.b64encode(_subset(_FILES[family], frozenset(text))).decode()
    return _FACE.format(family=family, data=data)


def printable(text: str) -> str:
    """The text with a geta mark 〓, the printers' sign for a missing type, in place of what SANS has no glyph for."""
    lacking = {ord(character) for character in set(text) - _characters() if not character.isspace()}
    return text.translate(dict.fromkeys(lacking, "〓"))


@cache
def _characters() -> frozenset[str]:
    return frozenset(map(chr, _face(_FILES[SANS]).unicodes))


def _subset(file: Path, characters: frozenset[str]) -> bytes:
    import uharfbuzz  # 25 ms that only a night needs

    asked = uharfbuzz.SubsetInput()  # pyright: ignore[reportAttributeAccessIssue]
    for character in characters:
        asked.unicode_set.add(ord(character))
    asked.layout_feature_tag_set.add(_NARROW)
    return uharfbuzz.subset(_face(file), asked).blob.data  # pyright: ignore[reportAttributeAccessIssue]


def _face(file: Path) -> Any:
    import uharfbuzz

    blob = uharfbuzz.Blob.from_file_path(str(file))  # pyright: ignore[reportAttributeAccessIssue]
    return uharfbuzz.Face(blob)  # pyright: ignore[reportAttributeAccessIssue]
