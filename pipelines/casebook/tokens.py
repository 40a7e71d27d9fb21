"""Names of ours for children, cases and files: keyed by a secret, readable over the telephone.

An unkeyed hash of an ID number is the ID number (3.65 million candidates per area code, GB/T 45574-2025's
re-identification test), so everything here is keyed by the secret that lies 0600 in ``state/``.
"""

from __future__ import annotations

import os
import secrets
from hashlib import blake2b
from itertools import product
from pathlib import Path

import polars as pl

# 31 characters: without 0/O, 1/I/L. A prime, so that the weighted check below finds every single wrong
# character and every exchange of two.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LETTERS = ALPHABET[8:]
_BODY = 8
_THREES = tuple("".join(reversed(three)) for three in product(ALPHABET, repeat=3))  # 0 to 31³ - 1, last digit first


def secret(folder: Path) -> bytes:
    """The secret kept in that folder (32 bytes, mode 0600), made at the first call."""
    path = folder / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def replaced_secret(folder: Path, key: bytes) -> None:
    """Put that secret into the folder in place of what is there, at once and durably."""
    part = folder / "secret.part"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / "secret")


def keyed(key: bytes, *parts: object) -> str:
    """32 hexadecimal digits that only the holder of the secret can derive from these parts."""
    return blake2b("\x1f".join(map(str, parts)).encode(), key=key, digest_size=16).hexdigest()


def each_keyed(key: bytes, word: str, texts: list[str]) -> list[str]:
    """``keyed(key, word, text)`` of each text, at less than half the cost."""
    begun = blake2b(f"{word}\x1f".encode(), key=key, digest_size=16)

    def digest(text: str) -> str:
        one = begun.copy()
        one.update(text.encode())
        return one.hexdigest()

    return [digest(text) for text in texts]


def child_id(digest: str) -> str:
    """A child's id: C and 12 characters (59 bits), never number-like."""
    return "C" + _spelled(int(digest, 16), 12)


def person_code(digest: str) -> str:
    """The code of a person in charge: R and 8 characters (39 bits)."""
    return "R" + _spelled(int(digest, 16), 8)


def item_id(digest: str) -> str:
    """The id of something that a person brought back: N and 12 characters (59 bits)."""
    return "N" + _spelled(int(digest, 16), 12)


def case_token(digest: str) -> str:
    """A case token such as ``K7Q2-M9XF-T``: a letter, seven characters, a check character."""
    number = int(digest, 16)
    body = _LETTERS[number % len(_LETTERS)] + _spelled(number // len(_LETTERS), _BODY - 1)
    return f"{body[:4]}-{body[4:]}-{_check(body)}"


def as_issued(token: pl.Expr) -> pl.Expr:
    """Tokens as they were issued, however their parts were joined again: k7q2m9xft, Ｋ7Q2–M9XF–Ｔ.

    Whatever has not nine letters and digits stays as it stands.
    """
    bare = token.str.normalize("NFKC").str.replace_all(r"[^0-9A-Za-z]", "").str.to_uppercase()
    whole = bare.str.len_chars() == _BODY + 1
    return pl.when(whole).then(bare.str.replace(r"^(.{4})(.{4})(.)$", "$1-$2-$3")).otherwise(token)


def token_is_sound(token: str) -> bool:
    """True when the token has the form of ours and its check character is right."""
    parts = token.strip().upper().replace("-", "")
    return len(parts) == _BODY + 1 and all(c in ALPHABET for c in parts) and _check(parts[:-1]) == parts[-1]


def _spelled(number: int, length: int) -> str:
    """Its last ``length`` digits to the base of 31, last digit first."""
    threes = []
    for _ in range(0, length, 3):
        number, three = divmod(number, len(_THREES))
        threes.append(_THREES[three])
    return "".join(threes)[:length]


def _check(body: str) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(c) for weight, c in enumerate(body, start=1)) % len(ALPHABET)]
