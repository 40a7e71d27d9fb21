"""Names made comparable (contract.md §0.2): one key for every customary way of writing the same name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import opencc
import polars as pl

UNREADABLE = "□"  # U+25A1, stands in a key for what nobody can read

#: The middle dots of minority names, and the full stops that stand in for them.
_DOTS = r"[\u00B7\u2022\u2027\u30FB\uFF65\u2219\u22C5\u2E31\uFF0E.\u0387\u1427\u3002]"
#: Control and zero-width characters, direction marks, and the selectors of a character's variant glyph.
_INVISIBLE = (
    r"[\x00-\x08\x0B-\x1F\x7F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF\x{E0100}-\x{E01EF}]"
)
_OPEN, _CLOSE = r"(\[{【〔〈《「", r")\]}】〕〉》」"
_NOTE = rf"[{_OPEN}][^{_CLOSE}]*[{_CLOSE}]|[{_OPEN}].*$"
_BRACKETS = rf"[{_OPEN}{_CLOSE}]"
_FORMER = r"(?:又名|曾用名|原名|别名|乳名|小名)[:：]?\s*([\p{Han}·]{2,})"
#: Private-use characters are those the table below does not know; ⿰女乃 describes a character that could not be typed.
_LOST = r"[?*□〓■▢☐○◯●×\x{2FF0}-\x{2FFF}\x{FFFD}\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFF}]"
_LATIN_OR_DIGITS = r"[\p{Latin}\d]+"
_HAN = r"\p{Han}"
_USUAL = r"^[\u4E00-\u9FA5]+$"
_NAMED = ("text", "display", "key", "note", "former", "unreadable")

#: Variant forms that OpenCC's t2s leaves as they are and that clerks use for one another.
_VARIANTS = dict(zip("淸徳濶冨尙靑吿鄕叡煕姸荘厐龎昻曁", "清德阔富尚青告乡睿熙妍庄庞庞昂暨", strict=True))

#: GB 18030-2005 and -2022 gave these a code point outside the private use area; Python's codec is of the year 2000.
_LATER_THAN_2000 = {
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4", 0xE826: "\u9fb5",
    0xE82B: "\u9fb6", 0xE82C: "\u9fb7", 0xE831: "\U000215d7", 0xE832: "\u9fb8", 0xE83B: "\U0002298f",
    0xE843: "\u9fb9", 0xE854: "\u9fba", 0xE855: "\U000241fe", 0xE864: "\u9fbb", 0xE7C7: "\u1e3f",
}  # fmt: skip


@cache
def gbk_private_use() -> dict[str, str]:
    """GBK private-use character → Unicode: the 80 characters of rows FE50–FEA0 (U+E815–U+E864), and ḿ.

    Old Windows systems stored rare name characters such as 䶮 and 㭎 under these code points.
    """
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    found = {chr(0xE815 + place): bytes([0xFE, trail]).decode("gb18030") for place, trail in enumerate(trails)}
    return found | {chr(code): character for code, character in _LATER_THAN_2000.items()}


@cache
def simplified(character: str) -> str:
    """The simplified, standard form of one character (OpenCC t2s and a few variants), carried to its fixed point."""
    for _ in range(4):
        plain = str(_converter().convert(character))
        onward = _VARIANTS.get(plain, plain)
        if onward == character:
            break
        character = onward
    return character


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def named(text: pl.Series) -> pl.DataFrame:
    """What each written name is, row by row.

    Returns ``display`` (trimmed, dots as ·, without notes), ``key`` (what names are compared by; null when blank),
    ``note`` (bracketed notes and trailing numbers, joined by ；), ``former`` (key of a former name that a note gives)
    and ``unreadable``.
    """
    text = text.cast(pl.String)
    # Names seldom repeat, but nearly every one is its own key already: only the others are read.
    odd = (~text.str.contains(_own_key())).fill_null(False).arg_true()
    read = _read(text.gather(odd))
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    legible = pl.Series([False]).new_from_index(0, len(text))
    plain = {"display": text, "key": text, "note": nothing, "former": nothing, "unreadable": legible}
    return pl.DataFrame({name: column.clone().scatter(odd, read[name]) for name, column in plain.items()})


def name_key(text: str | None) -> str | None:
    """The key of one name; ``named`` for columns."""
    return named(pl.Series([text], dtype=pl.String)).item(0, "key")


@cache
def _own_key() -> str:
    """The pattern of a name that is its own key: common Chinese characters that are their own simplified form."""
    common = map(chr, range(0x4E00, 0x9FA6))
    return f"^[{''.join(character for character in common if simplified(character) == character)}]+$"


def _read(text: pl.Series) -> pl.DataFrame:
    """``named`` for any names, each distinct one read once."""
    distinct = pl.DataFrame({"text": text.unique()})
    usual = pl.col("text").str.contains(_USUAL)
    read = pl.concat(
        [_usual(distinct.filter(usual)), _with_keys(_without_notes(distinct.filter(~usual))).select(_NAMED)]
    )
    return text.to_frame("text").join(read, on="text", how="left", maintain_order="left")


def _usual(frame: pl.DataFrame) -> pl.DataFrame:
    """Names of nothing but common Chinese characters, which need no more than simplifying; the same result, sooner."""
    nothing = pl.lit(None, dtype=pl.String)
    return frame.with_columns(
        pl.col("text").alias("display"), _mapped(pl.col("text"), frame["text"], simplified).alias("key"),
        nothing.alias("note"), nothing.alias("former"), pl.lit(False).alias("unreadable"),
    ).select(_NAMED)  # fmt: skip


def _without_notes(frame: pl.DataFrame) -> pl.DataFrame:
    """``bare`` (the name in NFKC without notes) and ``note``; a name that stands wholly in brackets is the name."""
    frame = frame.with_columns(_mapped(pl.col("text"), frame["text"], gbk_private_use().get).alias("whole"))
    frame = frame.with_columns(pl.col("whole").str.normalize("NFKC").str.replace_all(_INVISIBLE, "").str.strip_chars())
    noted = (
        pl.col("whole").str.extract_all(_NOTE).list.eval(pl.element().str.replace_all(_BRACKETS, "")).list.join("；")
    )
    frame = frame.with_columns(
        noted.alias("note"),
        pl.col("whole").str.replace_all(_NOTE, "").str.replace_all(_BRACKETS, "").str.strip_chars().alias("bare"),
    )
    nothing_else = pl.col("bare") == ""
    frame = frame.with_columns(
        pl.when(nothing_else).then(pl.col("whole").str.replace_all(_BRACKETS, "")).otherwise("bare").alias("bare"),
        pl.when(~nothing_else & (pl.col("note") != "")).then("note").alias("note"),
    )
    # 张伟2 tells two 张伟 of one class apart; the number is not part of the name.
    number = pl.col("bare").str.extract(rf"{_HAN}[\s]*(\d+)$")
    return frame.with_columns(
        pl.concat_str("note", number, separator="；", ignore_nulls=True).replace("", None).alias("note"),
        pl.col("bare").str.replace(rf"({_HAN})[\s]*\d+$", "${1}").alias("bare"),
    )


def _with_keys(frame: pl.DataFrame) -> pl.DataFrame:
    bare, key = pl.col("bare"), pl.col("key")
    dotted = bare.str.replace_all(_DOTS, "·").str.strip_chars("· \t\u3000")
    frame = frame.with_columns(
        pl.when(bare.str.contains(_HAN))
        .then(dotted.str.replace_all(r"\s+", ""))
        .otherwise(dotted.str.replace_all(r"\s+", " "))
        .alias("display"),
        _key(bare, frame["bare"]).alias("key"),
        _key(pl.col("note").str.extract(_FORMER), frame["note"]).alias("former"),
    )
    return frame.with_columns(
        pl.when(pl.col("display") != "").then("display").alias("display"),
        pl.when(key != "").then(key).alias("key"),
        (key.str.contains(UNREADABLE, literal=True) | ~key.str.contains(r"[\p{L}]"))
        .fill_null(False)
        .alias("unreadable"),
    )


def _key(name: pl.Expr, seen: pl.Series) -> pl.Expr:
    """No white space, no dots, simplified, Latin upper-cased, □ for what cannot be read."""
    packed = name.str.replace_all(r"\s", "").str.replace_all(_DOTS, "").str.to_uppercase()
    plain = _mapped(packed, seen.str.to_uppercase(), simplified)
    # Pinyin or a digit inside a Chinese name stands where a character was lost; a name all in Latin is a name.
    whole = pl.when(plain.str.contains(_HAN)).then(plain.str.replace_all(_LATIN_OR_DIGITS, UNREADABLE)).otherwise(plain)
    return whole.str.replace_all(_LOST, UNREADABLE).str.normalize("NFKC")


def _mapped(text: pl.Expr, seen: pl.Series, mapping: Callable[[str], str | None]) -> pl.Expr:
    """The text with every character mapped that occurs in ``seen`` and has another form."""
    pairs = {character: mapping(character) for character in set("".join(seen.drop_nulls()))}
    changed = {old: new for old, new in pairs.items() if new is not None and new != old}
    return text.str.replace_many(list(changed), list(changed.values())) if changed else text
