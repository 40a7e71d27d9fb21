"""Which row holds the headings, which columns stand where, and whose headings they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sources.contract import Contract, Use
from sources.reading.book import HEADING_ROWS, Table, UnreadableError, letter
from sources.reading.meanings import known_headings, meaning, plain, speakable
from sources.sentence import Sentence, listed

#: A running number is nobody's column, in whatever register it stands.
_SERIAL = ("序号", "序")
#: Merged headings stand in so many rows at most.
_DEEPEST = 3
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
    titles: frozenset[str] = frozenset()  # plain texts of the rows above that hold nothing else


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row, or a few rows joined, that may be the headings."""

    row: int
    depth: int  # of so many rows, ``row`` being the last
    texts: tuple[str, ...]
    lines: frozenset[str]

    def meant(self, contract: Contract) -> frozenset[str]:
        """Our columns that the texts name."""
        known = known_headings(contract)
        return frozenset(found for text in self.texts if text and (found := meaning(text, known)))


@dataclass(frozen=True, slots=True)
class Search:
    """The best candidate of a table for a register, the columns it names, and the required ones it lacks."""

    table: Table
    candidate: Candidate
    named: frozenset[str]
    missing: tuple[str, ...]  # Chinese headings
    rank: tuple[bool, int, int, int]

    @property
    def fits(self) -> bool:
        """True when every required column is there."""
        return not self.missing


def candidates(top: list[list[str]], known: Mapping[str, str]) -> Iterator[Candidate]:
    """Every row that may be the headings, alone and joined with those below (merged headings in two or three rows)."""
    for place, row in enumerate(top):
        yield Candidate(place + 1, 1, tuple(row), _lines([row]))
        for depth in range(2, _DEEPEST + 1):
            rows = top[place : place + depth]
            if len(rows) < depth or not all(map(any, rows)):
                break
            yield Candidate(place + depth, depth, _joined(rows, known), _lines(rows))


def _lines(rows: list[list[str]]) -> frozenset[str]:
    return frozenset(text for row in rows for cell in row if (text := plain(cell)))


def _joined(rows: list[list[str]], known: Mapping[str, str]) -> tuple[str, ...]:
    """Heading rows as one. A merged cell holds its text at the top left and stands over all columns that it spans.

    Data below a heading make one text with it that means nothing, so that no person is taken for a second heading.
    """
    width = max(map(len, rows))
    groups, texts = [""] * len(rows), []
    for column in zip(*(row + [""] * (width - len(row)) for row in rows), strict=True):
        filled = [level for level, text in enumerate(column) if text.strip()]
        if filled:  # a group ends where a cell above it or beside it begins
            groups[filled[0] :] = [text.strip() for text in column[filled[0] :]]
        texts.append(_below_groups(groups[: filled[-1]], column[filled[-1]], known) if filled else "")
    return tuple(texts)


def _below_groups(groups: list[str], text: str, known: Mapping[str, str]) -> str:
    """A heading with as many of the groups above it as give it a meaning: 家庭 over 父亲 over 姓名 means 父亲姓名."""
    above = [group for group in groups if group]
    if not above:
        return text
    ways = [above[start:] for start in range(len(above))] + [above[:1]]
    forms = [form for way in ways for form in ("".join(way) + text, _GROUP_WORDS.sub("", "".join(way)) + text)]
    return next((form for form in (*forms, text) if meaning(form, known)), forms[0])


def searched(table: Table, wanted: Wanted) -> Search:
    """The best candidate of a table: one with all required columns before any other, then the one naming most.

    Where headings stand twice with rows between, the upper ones are meant: below them nothing is lost.
    """
    known = known_headings(wanted.contract)
    empty = Candidate(0, 1, (), frozenset())
    ranked = [_ranked(table, one, wanted) for one in (empty, *candidates(table.top[:HEADING_ROWS], known))]
    best = max(ranked, key=lambda one: one.rank)
    above = best.candidate.row - max(1, best.candidate.depth - 1)
    upper = [one for one in ranked if one.fits and one.candidate.row < above] if best.fits else []
    return max(upper, key=lambda one: (-one.candidate.row, one.rank)) if upper else best


def _ranked(table: Table, candidate: Candidate, wanted: Wanted) -> Search:
    named = candidate.meant(wanted.contract) | frozenset(_chosen(candidate, wanted))
    missing = lacking(wanted.contract, named | frozenset(wanted.defaults))
    rank = (not missing and bool(named), len(named), -candidate.depth, -candidate.row)
    return Search(table, candidate, named, missing, rank)


def _chosen(candidate: Candidate, wanted: Wanted) -> dict[str, int]:
    """Our column → position of the heading that the settings choose for it."""
    texts = [plain(text) for text in candidate.texts]
    return {name: texts.index(plain(text)) for name, text in wanted.columns.items() if plain(text) in texts}


def lacking(contract: Contract, named: frozenset[str]) -> tuple[str, ...]:
    """The Chinese headings of required columns that are not among ``named``, with their alternatives."""
    wanting: dict[frozenset[str], str] = {}
    for column in contract.columns:
        if column.required and column.name not in named and named.isdisjoint(column.unless):
            either = (column.name, *column.unless)  # of two columns of which one will do, each names the other
            wanting.setdefault(frozenset(either), listed((contract[name].heading for name in either), "或"))
    return tuple(wanting.values())


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
    return Heading(candidate.row, candidate.texts, means, places, told, serial, _titles(search))


def _titles(search: Search) -> frozenset[str]:
    above = search.table.top[: search.candidate.row - search.candidate.depth]
    rows = ([text for text in map(plain, row) if text] for row in above)
    return frozenset(texts[0] for texts in rows if len(texts) == 1)


def _refuse_clash(candidate: Candidate, contract: Contract, meant: Mapping[str, list[int]]) -> None:
    for name, places in meant.items():
        if len(places) > 1 and contract[name].use is not Use.DROP:
            texts = {letter(place): shown(candidate.texts[place], name, contract) for place in places}
            both = (Sentence("{letter} 列“{text}”", letter=at, text=text) for at, text in texts.items())
            raise UnreadableError(
                Sentence(
                    "第 {row} 行的{both}都表示“{heading}”："
                    "请删去一列，或在设置 [sources.{register}.columns] 中写明 {name} = \"…\"。",
                    row=candidate.row, both=listed(both, "与"), heading=contract[name].heading,
                    register=contract.register, name=name,
                )
            )  # fmt: skip


def shown(text: str, name: str, contract: Contract) -> str:
    """A heading that means that column, as it may be shown: on one line, and without a note that looks like a value."""
    return speakable(text) or contract[name].heading


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
