"""Which known token a damaged one is likely to be."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.casebook.tokens import ALPHABET, token_is_sound


def nearest(damaged: str, known: frozenset[str]) -> str | None:
    """The one known token from which a single slip leads to the damaged one; None where it is none, or several.

    A slip: one character wrong, missing or too many, or two neighbors exchanged. How the parts are joined tells
    nothing. ``known`` are tokens without their hyphens.
    """
    found = {token for token in _one_slip_away(bare(damaged)) if token in known}
    return _joined(found.pop()) if len(found) == 1 else None


def bare(token: str) -> str:
    """The token's letters and digits alone."""
    return "".join(character for character in token.upper() if character.isascii() and character.isalnum())


def _one_slip_away(text: str) -> Iterator[str]:
    for at in range(len(text) + 1):
        head, tail = text[:at], text[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + one + tail[1:] for one in ALPHABET)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + one + tail for one in ALPHABET)


def _joined(token: str) -> str:
    assert token_is_sound(token)
    return f"{token[:4]}-{token[4:8]}-{token[8:]}"
