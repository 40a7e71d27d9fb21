"""Names drawn by frequency, as indexes into a stock of surnames and of characters, and written out at the end."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from sources.synthetic import namestock as stock

#: How a given name comes about: fashionable, composed of two characters, a single character.
_WAYS = (0.12, 0.82, 0.06)


@cache
def surnames() -> tuple[str, ...]:
    """Every surname in use, most common first, compound ones last."""
    rare = tuple(dict.fromkeys(stock.RARER_SURNAMES))
    return (*(name for name, _ in stock.COMMON_SURNAMES), *rare, *stock.COMPOUND_SURNAMES)


@cache
def characters() -> tuple[str, ...]:
    """Every character a given name may have; index 0 is the empty one (no second character)."""
    texts = [
        *stock.FIRST_CHARS.values(),
        *stock.LAST_CHARS.values(),
        *stock.SINGLE_CHARS.values(),
        stock.GENERATION_CHARS,
    ]
    texts += [name.replace(" ", "") for name in stock.FASHIONABLE.values()]
    return ("", *dict.fromkeys("".join(texts)))


def drawn_surnames(rng: np.random.Generator, count: int) -> np.ndarray:
    """Surname indexes by frequency."""
    return _drawn(rng, _surname_weights(), count)


def given_names(rng: np.random.Generator, male: np.ndarray, birth_year: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and second character (indexes; 0 for none) of names in the fashion of each person's birth year."""
    first = np.zeros(len(male), dtype=np.int16)
    second = np.zeros(len(male), dtype=np.int16)
    cohort = np.searchsorted(np.array(stock.COHORTS), birth_year)
    for sex, of_sex in (("1", male), ("2", ~male)):
        for era in range(len(stock.COHORTS) + 1):
            who = np.flatnonzero(of_sex & (cohort == era))
            first[who], second[who] = _of_fashion(rng, sex, era, len(who))
    return first, second


def last_characters(rng: np.random.Generator, male: np.ndarray) -> np.ndarray:
    """Second characters for names whose first is given by the clan, a twin or a brother."""
    drawn = np.zeros(len(male), dtype=np.int16)
    for sex, of_sex in (("1", male), ("2", ~male)):
        pool = _pool(stock.LAST_CHARS[sex])
        drawn[of_sex] = pool[_drawn(rng, _falling(len(pool), 0.5), int(of_sex.sum()))]
    return drawn


def generation_characters(rng: np.random.Generator, count: int) -> np.ndarray:
    """Characters of generation poems (indexes)."""
    return rng.choice(_pool(stock.GENERATION_CHARS), count)


def given_texts(first: np.ndarray, second: np.ndarray) -> pl.Series:
    """Given names written out."""
    written = pl.Series(characters())
    return written.gather(first.astype(np.uint32)) + written.gather(second.astype(np.uint32))


def minority_names(people: np.ndarray, male: np.ndarray, family: np.ndarray, order: np.ndarray) -> list[str]:
    """Names of minority people: two words, or the own part and the father's or clan's beside a dot.

    ``people`` is the index of the minority (1…4). Brothers and sisters never get the same own part.
    """
    return [_minority_name(*row) for row in zip(people, male, family, order, strict=True)]


def _minority_name(people: int, male: bool, family: int, order: int) -> str:
    custom, sex = stock.MINORITIES[people - 1], "1" if male else "2"
    # Families are numbered village by village; neighbors must not get neighboring names.
    mixed = int(family) * 2_654_435_761 % 2**32
    own = stock.OWN_PART[custom, sex].split()
    name = own[(mixed // 7 + int(order)) % len(own)]
    if (custom, sex) in stock.LAST_WORDS:
        last = stock.LAST_WORDS[custom, sex].split()
        return name + last[(mixed // 1013) % len(last)]
    shared = stock.AFTER_DOT[custom].split()
    shared = shared[(mixed // 4099) % len(shared)]
    # The Yi put the clan's name first; Uyghurs put the father's name last.
    return f"{shared}·{name}" if custom == "彝族" else f"{name}·{shared}"


def _of_fashion(rng: np.random.Generator, sex: str, era: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    way = _drawn(rng, np.array(_WAYS), count)
    fashionable = stock.FASHIONABLE[sex, era].split()
    pairs = np.array([_indexes(name) for name in fashionable], dtype=np.int16)
    chosen = pairs[_drawn(rng, _falling(len(pairs), 0.5), count)]
    firsts, lasts, singles = (_pool(one[sex]) for one in (stock.FIRST_CHARS, stock.LAST_CHARS, stock.SINGLE_CHARS))
    composed_first = firsts[_drawn(rng, _falling(len(firsts), 0.5), count)]
    composed_last = lasts[_drawn(rng, _falling(len(lasts), 0.5), count)]
    single = singles[_drawn(rng, _falling(len(singles), 0.6), count)]
    first = np.choose(way, [chosen[:, 0], composed_first, single])
    return first, np.choose(way, [chosen[:, 1], composed_last, np.zeros(count, dtype=np.int16)])


def _indexes(name: str) -> tuple[int, int]:
    order = characters()
    return order.index(name[0]), order.index(name[1]) if len(name) > 1 else 0


@cache
def _pool(text: str) -> np.ndarray:
    order = {character: place for place, character in enumerate(characters())}
    return np.array([order[character] for character in dict.fromkeys(text)], dtype=np.int16)


@cache
def _surname_weights() -> np.ndarray:
    common = [weight for _, weight in stock.COMMON_SURNAMES]
    rare = [
        6.0 * (31 / (31 + place)) ** 1.6
        for place in range(len(surnames()) - len(common) - len(stock.COMPOUND_SURNAMES))
    ]
    compound = [0.5 if name == "欧阳" else 0.06 for name in stock.COMPOUND_SURNAMES]
    return np.array([*common, *rare, *compound], dtype=float)


def _falling(count: int, power: float) -> np.ndarray:
    return 1.0 / np.arange(1, count + 1) ** power


def _drawn(rng: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    steps = np.cumsum(weights)
    return np.searchsorted(steps, rng.random(count) * steps[-1], side="right")
