"""Which row holds the headings, which columns stand where, and whose headings they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sources.contract import Contract, Use
from sources.reading.book import Table, UnreadableError, letter
from sources.reading.meanings import known_headings, meaning, plain

#: A running number is nobody's column, in whatever register it stands.
_SERIAL = ("序号", "序")
#: What stands above a group of columns beside the group's name: 监护人信息 over 姓名 means 监护人姓名.
_GROUP_WORDS = re.compile(r"(基本)?(信息|情况)$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a register's files are asked for.

    ``defaults``: our column → what stands in it when a file lacks it; ``columns``: our column → the heading that
    is meant where several mean it.
    """

    contract: Contract
    defaults: Mapping[str, str]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a table: where they stand, what they say, which columns they are."""

    row: int  # physical row of the last heading line; the data begin below
    texts: tuple[str, ...]  # by position, as written; '' where a column has none
    means: Mapping[str, str]  # plain text of every heading cell and known heading → our column, '' for none
    places: Mapping[str, int]  # our column → position
    ignored: tuple[int, ...]  # positions that are no column of the contract
    serial: int | None  # position of a running number, which tells nothing of the row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row, or two rows joined, that may be the headings."""

    row: int
    joined: bool
    texts: tuple[str, ...]
    lines: frozenset[str]

    def meant(self, contract: Contract) -> frozenset[str]:
        """Our columns that the texts name."""
        known = known_headings(contract)
        return frozenset(found for text in self.texts if (found := meaning(text, known)))


@dataclass(frozen=True, slots=True)
class Search:
    """The best candidate of a table for a register, the columns it names, and the required ones it lacks."""

    table: Table
    candidate: Candidate
    named: frozenset[str]
    missing: tuple[str, ...]  # Chinese headings
    rank: tuple[bool, int, bool, int]

    @property
    def fits(self) -> bool:
        """True when every required column is there."""
        return not self.missing


def candidates(top: list[list[str]], known: Mapping[str, str]) -> Iterator[Candidate]:
    """Every row that may be the headings, alone and joined with the one below (merged headings in two rows)."""
    for place, row in enumerate(top):
        yield Candidate(place + 1, False, tuple(row), _lines(row))
        below = top[place + 1] if place + 1 < len(top) else []
        if any(row) and any(below):
            yield Candidate(place + 2, True, _joined(row, below, known), _lines(row) | _lines(below))


def _lines(row: list[str]) -> frozenset[str]:
    return frozenset(text for cell in row if (text := plain(cell)))


def _joined(upper: list[str], lower: list[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Two heading rows as one. A merged cell holds its text at the left and stands over all columns it spans.

    Data below a heading make one text with it that means nothing, so that no person is taken for a second heading.
    """
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    group, texts = "", []
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or group
        if not below.strip():
            texts.append(above)
            continue
        forms = (group + below, _GROUP_WORDS.sub("", group) + below, below)
        texts.append(next((form for form in forms if meaning(form, known)), group + below))
    return tuple(texts)


def searched(table: Table, wanted: Wanted) -> Search:
    """The best candidate of a table: one with all required columns before any other, then the one naming most.

    Where headings stand twice with rows between, the upper ones are meant: below them nothing is lost.
    """
    known = known_headings(wanted.contract)
    empty = Candidate(0, False, (), frozenset())
    ranked = [_ranked(table, one, wanted) for one in (empty, *candidates(table.top, known))]
    best = max(ranked, key=lambda one: one.rank)
    upper = [one for one in ranked if one.fits and one.candidate.row < best.candidate.row - 1] if best.fits else []
    return max(upper, key=lambda one: (-one.candidate.row, one.rank)) if upper else best


def _ranked(table: Table, candidate: Candidate, wanted: Wanted) -> Search:
    named = candidate.meant(wanted.contract) | frozenset(_chosen(candidate, wanted))
    missing = lacking(wanted.contract, named | frozenset(wanted.defaults))
    rank = (not missing and bool(named), len(named), not candidate.joined, -candidate.row)
    return Search(table, candidate, named, missing, rank)


def _chosen(candidate: Candidate, wanted: Wanted) -> dict[str, int]:
    """Our column → position of the heading that the settings choose for it."""
    texts = [plain(text) for text in candidate.texts]
    return {name: texts.index(plain(text)) for name, text in wanted.columns.items() if plain(text) in texts}


def lacking(contract: Contract, named: frozenset[str]) -> tuple[str, ...]:
    """The Chinese headings of required columns that are not among ``named``, with their alternatives."""
    return tuple(
        "或".join((column.heading, *(contract[other].heading for other in column.unless)))
        for column in contract.columns
        if column.required and column.name not in named and named.isdisjoint(column.unless)
    )


def heading(search: Search, wanted: Wanted) -> Heading:
    """The headings found. Raises UnreadableError when two of them mean one column and the settings choose neither."""
    candidate, known = search.candidate, known_headings(wanted.contract)
    chosen = _chosen(candidate, wanted)
    meant: dict[str, list[int]] = {name: [place] for name, place in chosen.items()}
    ignored = []
    for place, text in enumerate(candidate.texts):
        name = meaning(text, known)
        if place in chosen.values() or name in chosen:
            continue
        if name is None:
            ignored.append(place)
        else:
            meant.setdefault(name, []).append(place)
    _refuse_clash(candidate, wanted.contract, meant)
    places = {name: found[0] for name, found in meant.items()}
    numbering = [place for place in ignored if plain(candidate.texts[place]) in _SERIAL]
    serial = places.get("serial", numbering[0] if numbering else None)
    told = tuple(place for place in ignored if place not in numbering)
    means = dict.fromkeys(candidate.lines, "") | known
    return Heading(candidate.row, candidate.texts, means, places, told, serial)


def _refuse_clash(candidate: Candidate, contract: Contract, meant: Mapping[str, list[int]]) -> None:
    for name, places in meant.items():
        if len(places) > 1 and contract[name].use is not Use.DROP:
            both = "与".join(f"{letter(place)} 列“{candidate.texts[place].strip()}”" for place in places)
            raise UnreadableError(
                f"第 {candidate.row} 行的{both}都表示“{contract[name].heading}”："
                f"请删去一列，或在设置 [sources.{contract.register}.columns] 中写明 {name} = \"…\"。"
            )


def rival(candidate: Candidate, contract: Contract, rivals: Iterable[Contract]) -> Contract | None:
    """The other register whose file this clearly is, if any.

    It must have all that register requires, and more of the headings that only that register knows than of those
    that only ``contract`` knows. Headings known to several registers (姓名, 乡镇 …) say nothing.
    """
    others = tuple(rivals)
    own = _distinctive(candidate, contract, others)
    better = [
        (found, one) for one in others if (found := distinction(candidate, one, (contract, *others))) > max(1, own)
    ]
    return max(better, key=lambda pair: pair[0])[1] if better else None


def distinction(candidate: Candidate, contract: Contract, contracts: Iterable[Contract]) -> int:
    """How many columns the texts name that only ``contract`` has; -1 when they lack one that it requires."""
    if lacking(contract, candidate.meant(contract)):
        return -1
    return _distinctive(candidate, contract, [one for one in contracts if one is not contract])


def _distinctive(candidate: Candidate, contract: Contract, others: Iterable[Contract]) -> int:
    """How many columns the texts name under headings that no other register knows."""
    known, foreign = known_headings(contract), [known_headings(other) for other in others]
    return len({
        found
        for text in candidate.texts
        if (found := meaning(text, known)) and not any(meaning(text, one) for one in foreign)
    })
