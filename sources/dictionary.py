"""The data dictionary, made from the contracts: ``python -m sources.dictionary`` writes ``sources/README.md`` anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sources import REGISTERS, Register
from sources.contract import Column, Contract, Kind, Use
from sources.reading.formats import ENDINGS
from sources.vocabulary import EXCLUDED, FINDINGS, MENDED_IN, QUARANTINED, Severity, Vocabulary

#: Where it lies.
README = Path(__file__).with_name("README.md")
_KINDS = {
    Kind.TEXT: "text", Kind.NAME: "name", Kind.CITIZEN_ID: "citizen ID", Kind.ROLL_NUMBER: "roll number",
    Kind.NUMBER_TEXT: "number, as text", Kind.DATE: "date", Kind.MONTH: "month", Kind.PHONE: "telephone",
    Kind.CODE: "code", Kind.GRADE: "grade", Kind.YES_NO: "yes or no",
}
_USES = {
    Use.KEEP: "kept", Use.RESTRICTED: "restricted file only", Use.MATCH_ONLY: "matching only, kept nowhere",
    Use.DROP: "recognized, not read",
}
_LEVELS = {Severity.QUARANTINE: "隔离", Severity.WARN: "提示"}


def dictionary() -> str:
    """The text of the dictionary, Chinese first: registers, columns, code tables, what becomes of rows, findings."""
    environment = Environment(
        loader=PackageLoader("sources"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=False, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {
        "needed": _needed, "needed_in_english": _needed_in_english, "told": _told, "cell": _cell,
        "in_english": _in_english,
    }  # fmt: skip
    return environment.get_template("README.md.j2").render(
        registers=REGISTERS, vocabularies=list(_vocabularies()), endings=sorted(ENDINGS), kinds=_KINDS, uses=_USES,
        excluded=EXCLUDED.terms, quarantined=QUARANTINED.terms, mended_in=MENDED_IN, headings=_headings(),
        findings=FINDINGS.values(), levels=_LEVELS, drop=Use.DROP,
    )  # fmt: skip


def _vocabularies() -> Iterator[Vocabulary]:
    """Every code table that a column names, once, in the order in which the registers name them."""
    seen: set[str] = set()
    for register in REGISTERS:
        for column in register.CONTRACT.columns:
            if column.codes is not None and column.codes.name not in seen:
                seen.add(column.codes.name)
                yield column.codes


def _headings() -> dict[str, str]:
    """Our column → its customary heading, of the first register that has it."""
    columns = (column for register in reversed(REGISTERS) for column in register.CONTRACT.columns)
    return {column.name: column.heading for column in columns}


def _needed(column: Column, contract: Contract) -> str:
    others = "”“".join(contract[name].heading for name in column.unless)
    return "" if not column.required else f"无“{others}”时必有" if others else "必有"


def _needed_in_english(column: Column) -> str:
    others = " or ".join(f"`{name}`" for name in column.unless)
    return "" if not column.required else f"unless {others}" if others else "yes"


def _told(register: Register) -> str:
    """What a register's module says of itself in English: the first paragraph of its docstring, the name left out."""
    first = (register.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.partition(": ")[2].split()) or first


def _in_english(code: str) -> str:
    return code.replace("_", " ")


def _cell(text: str) -> str:
    """A text as one cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ").replace("*", "\\*")


if __name__ == "__main__":
    README.write_text(dictionary(), "utf-8")
