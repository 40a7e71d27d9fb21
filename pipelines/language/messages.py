"""Every message that people read, as it stands in code, templates and SQL; ``python -m pipelines.language.messages``
brings the catalogue up to date: new ones empty, those that nothing says any more gone.

A message is a text with a Chinese character or sign that is no documentation. So nothing has to be marked, and nothing
can be forgotten: what is written in Chinese must be in the catalogue.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

import sources
import sql
from pipelines.language import CATALOGUE
from pipelines.language.catalogue import DEFINED
from sources.vocabulary import FINDINGS

_TOP = CATALOGUE.parents[2]
#: What speaks both languages.
ROOMS = (
    "pipelines/publish/*.py", "pipelines/publish/templates/report.html.j2", "pipelines/publish/templates/report/*.j2",
    "sql/reports/*.sql", "sql/marts/desk_*.sql", "sql/marts/material.sql",
    "sql/marts/suggested_*.sql", "sql/marts/visit_note.sql", "sql/marts/certificate.sql", "pipelines/linkage/county.py",
    "pipelines/linkage/explain.py", "pipelines/linkage/levels.py", "pipelines/linkage/refusal.py",
    "checks/guards.py", "checks/page.py", "checks/promises.py", "checks/published.py", "checks/results.py",
    "checks/templates/*.html",
    "pipelines/rehearsal/__init__.py", "pipelines/rehearsal/lines.py", "pipelines/rehearsal/survey.py",
    "pipelines/rehearsal/costs.py", "pipelines/rehearsal/desk.py", "pipelines/rehearsal/kept.py",
    "pipelines/rehearsal/marks.py", "pipelines/rehearsal/plain.py", "pipelines/rehearsal/problems.py",
    "pipelines/operator/case_told.py", "pipelines/operator/doctor.py", "pipelines/operator/explanation.py",
    "pipelines/operator/guard.py", "pipelines/operator/keeping.py", "pipelines/operator/orchestration.py",
    "pipelines/operator/sharing.py", "pipelines/operator/status.py", "pipelines/operator/terminal.py",
    "pipelines/arrival/at_hand.py", "pipelines/settings.py", "pipelines/premises.py", "pipelines/casebook/__init__.py",
    "pipelines/casebook/archive.py", "pipelines/casebook/doubts.py", "pipelines/casebook/layout.py",
    "pipelines/casebook/opening.py", "pipelines/casebook/restoring.py", "pipelines/operator/casework.py",
    "pipelines/operator/handing_in.py", "pipelines/operator/replaying.py", "pipelines/returning/*.py",
    "pipelines/gates.py", "pipelines/night.py", "pipelines/nightly.py", "pipelines/decision.py",
    "sources/accounting.py", "sources/reading/access.py", "sources/reading/archive.py", "sources/reading/assembly.py",
    "sources/reading/decoding.py", "sources/reading/files.py", "sources/reading/headings.py",
    "sources/reading/register.py", "sources/reading/rows.py", "sources/reading/sheets.py", "sources/reading/text.py",
    "sources/reading/valueless.py", "sources/reading/workbook.py", "sources/reading/formats/*.py",
    "sources/reading/database/*.py",
    "pipelines/credentials.py", "pipelines/replay.py", "pipelines/scheduled.py", "pipelines/arrival/intake.py",
    "pipelines/arrival/protection.py", "pipelines/arrival/telling.py", "pipelines/evaluation/*.py",
    "pipelines/unattended/*.py", "pipelines/cli*.py", "pipelines/casebook/history.py",
)
#: What speaks Chinese only, or holds Chinese that nobody reads.
_APART = {
    "fonts.py", "form_examples.py", "flow.py", "mould.py", "cells.py",
}
#: The columns by which people are told apart.
_TELLING = {"name", "citizen_id", "dob", "sex"}
#: What is only compared with cells, never said.
_COMPARED = {" ()（）", '"\u3000"', "%Y年%m月%d日"}
#: Where docstrings are what people read.
_COMMANDS = {"cli.py", "cli_casebook.py"}
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NAMELESS = re.compile(r"\{\}")
_SQL_TEXT = re.compile(r"--[^\n]*|'((?:[^']|'')*)'")


def messages() -> dict[str, list[str]]:
    """Message → the files that say it."""
    found: dict[str, list[str]] = {}
    paths = sorted({path for room in ROOMS for path in _TOP.glob(room) if path.name not in _APART})
    for path in paths:
        place = path.relative_to(_TOP).as_posix()
        reading = _of_commands if path.name in _COMMANDS else _READ[path.suffix]
        for text in reading(path.read_text("utf-8")):
            if _CHINESE.search(text) and text not in _COMPARED and place not in found.setdefault(text, []):
                found[text].append(place)
    return {text: [] for text in _of_lists()} | found


def definitions() -> dict[str, list[str]]:
    """What the data dictionary says → the files that say it: its page, and the headers of all that is published."""
    found: dict[str, list[str]] = {}
    models = [("marts", model) for model in sql.marts() if model.publish != "no"]
    models += [("views", model) for model in sql.views()]
    for place in ("sql/templates/dictionary.html.j2", "sql/__init__.py"):
        for text in filter(_CHINESE.search, _READ[Path(place).suffix]((_TOP / place).read_text("utf-8"))):
            found.setdefault(text, []).append(place)
    for folder, model in models:
        for text in dict.fromkeys(model.words):
            found.setdefault(text, []).append(f"sql/{folder}/{model.name}.sql")
    return found


def _of_lists() -> Iterator[str]:
    """Of the closed lists, what has no English of its own: what contracts note, findings and what mends them; the
    headings that are words to a reader, not what to look for in a file."""
    people = [sources.register_named(name).CONTRACT for name in ("population", "roll")]
    yield from (column.heading for one in people for column in one.columns if column.name in _TELLING)
    for contract in (register.CONTRACT for register in sources.REGISTERS):
        yield from filter(None, (contract.note, *(column.note for column in contract.columns)))
    yield from (text for finding in FINDINGS.values() for text in (finding.label, finding.mend))


def _of_python(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    lines = source.encode().splitlines()
    silent = {id(part) for node in ast.walk(tree) for part in _untold(node, lines)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in silent:
            yield _with_fields(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield _numbered(node.value)


def _of_commands(source: str) -> Iterator[str]:
    """Of a command its docstring, too, line by line: its help."""
    yield from (line for text in _of_python(source) for line in text.splitlines())
    told = (ast.get_docstring(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    yield from (line.strip() for text in told if text for line in text.splitlines())


def _numbered(text: str) -> str:
    """With names for values that have none, as in ``pl.format``."""
    names = iter(["{value}", *(f"{{value{number}}}" for number in range(2, 1 + text.count("{}")))])
    return _NAMELESS.sub(lambda _: next(names), text) if _CHINESE.search(text) else text


def _with_fields(text: ast.JoinedStr) -> str:
    """A sentence that was put with its values in place, as the message by which ``Language.sentence`` knows it."""
    said, names = "", dict[str, str]()
    for part in text.values:
        if isinstance(part, ast.FormattedValue):
            meant = ast.unparse(part.value)
            name = next((one for one in re.findall(r"[A-Za-z]\w*", meant)[::-1] if not iskeyword(one)), "value")
            taken = [other for other, named in names.items() if named.rstrip("0123456789") == name and other != meant]
            said += f"{{{names.setdefault(meant, name + (str(len(taken) + 1) if taken else ''))}}}"
        elif isinstance(part, ast.Constant):
            said += str(part.value).replace("{", "{{").replace("}", "}}")
    return said


def _untold(node: ast.AST, lines: list[bytes]) -> Iterator[ast.AST]:
    """A text that stands as a statement of its own, a docstring; the pieces of a text with values in it; a raw text,
    which is a pattern."""
    if isinstance(node, ast.JoinedStr | ast.Constant) and lines[node.lineno - 1][node.col_offset :][:1] in b"rR":
        yield node
    if isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value


def _of_template(source: str) -> Iterator[str]:
    tree = Environment(autoescape=True).parse(source)
    for text in (str(node.value) for node in tree.find_all(nodes.Const) if isinstance(node.value, str)):
        yield text.removeprefix("+")
    yield from (node.data.strip() for node in tree.find_all(nodes.TemplateData))


def _of_sql(source: str) -> Iterator[str]:
    # A pattern is nobody's message.
    yield from (text.replace("''", "'") for text in _SQL_TEXT.findall(source) if not text.endswith(")$"))


_READ = {".py": _of_python, ".j2": _of_template, ".html": _of_template, ".sql": _of_sql}


def updated(path: Path = CATALOGUE) -> Catalog:
    """The catalogue with exactly the messages there are now; what was translated stays."""
    known = Catalog(locale="en")
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale="en")
    made = Catalog(locale="en", fuzzy=False, header_comment="# What people read, in English. See messages.py.")
    for context, said in ((None, messages()), (DEFINED, definitions())):
        for message, places in said.items():
            before = known.get(message, context)
            lineless: Any = [(one, None) for one in places]  # its types forget that a place may lack a line
            made.add(before.id if before else message, before.string if before else "", lineless, context=context)
    return made


def main() -> None:
    """Write the catalogue anew."""
    made = updated()
    with CATALOGUE.open("wb") as file:
        write_po(file, made, width=110, sort_output=False, omit_header=True)


if __name__ == "__main__":
    main()
