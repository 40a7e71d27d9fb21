"""Two writings beside each other, what differs in them marked character by character."""

from __future__ import annotations

from difflib import SequenceMatcher

from pipelines.language import CHINESE, Language

#: A text in pieces, and whether each differs from the other text.
Pieces = tuple[tuple[str, bool], ...]
#: Between these brackets stands what differs, where nothing can be set in color; no register uses them.
_OPEN, _CLOSE = "〔", "〕"
#: More characters than this are compared as a whole.
_LONGEST = 200


def compared(left: str, right: str) -> tuple[Pieces, Pieces]:
    """The two texts in pieces that agree or differ.

    Texts of one length are held against each other place by place, as a reader does with numbers; others by the
    longest parts that they share. Nothing is marked where one of them is empty.
    """
    if left == right or not left or not right:
        return (((left, False),) if left else ()), (((right, False),) if right else ())
    if max(len(left), len(right)) > _LONGEST:
        return ((left, True),), ((right, True),)
    if len(left) == len(right):
        differ = [one != other for one, other in zip(left, right, strict=True)]
        return _pieces(left, differ), _pieces(right, differ)
    return _aligned(left, right)


def bracketed(pieces: Pieces, say: Language = CHINESE) -> str:
    """The text with brackets around whatever differs: 赵伟〔芳〕."""
    return "".join(f"{say(_OPEN)}{text}{say(_CLOSE)}" if differs else text for text, differs in pieces)


def told(left: str, right: str, say: Language = CHINESE) -> str | None:
    """Both texts with what differs in brackets, 赵伟〔芳〕／赵伟〔方〕; None where they agree or one is missing."""
    if left == right or not left or not right:
        return None
    return say("／").join(bracketed(pieces, say) for pieces in compared(left, right))


def _aligned(left: str, right: str) -> tuple[Pieces, Pieces]:
    one, other = [True] * len(left), [True] * len(right)
    for at, there, length in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        one[at : at + length] = other[there : there + length] = [False] * length
    return _pieces(left, one), _pieces(right, other)


def _pieces(text: str, differ: list[bool]) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    for character, differs in zip(text, differ, strict=True):
        if pieces and pieces[-1][1] == differs:
            pieces[-1] = pieces[-1][0] + character, differs
        else:
            pieces.append((character, differs))
    return tuple(pieces)
