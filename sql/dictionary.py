"""The dictionary of the published file, made from the headers of its tables and views.

``python -m sql.dictionary`` writes ``sql/README.md`` anew; a night puts the same, as a page, beside the file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

import sql

#: Where the committed one lies.
README = Path(__file__).with_name("README.md")


def as_markdown() -> str:
    """The dictionary as Markdown, for the repository: tables, then views with the SELECT behind each."""
    return _rendered("README.md.j2")


def as_page(say: Callable[[str], str] = str, lang: str = "zh-CN") -> str:
    """The dictionary as one HTML page that opens offline and holds no data of any county.

    In Chinese as it stands in the headers, or in the language ``lang`` as ``say`` has each text.
    """
    return _rendered("dictionary.html.j2", say=say, lang=lang)


def _rendered(template: str, **said: object) -> str:
    environment = Environment(
        loader=PackageLoader("sql"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=template.endswith(".html.j2"), keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {"cell": _cell, "query": _query}
    tables = sorted((model for model in sql.marts() if model.publish == "main"), key=lambda model: model.name)
    restricted = sorted((model for model in sql.marts() if model.publish == "restricted"), key=lambda model: model.name)
    return environment.get_template(template).render(tables=tables, restricted=restricted, views=sql.views(), **said)


def _cell(text: str) -> str:
    """A text as one cell of a Markdown table."""
    return text.replace("|", "\\|").replace("*", "\\*")


def _query(model: sql.Model) -> str:
    """The SELECT without its header."""
    return "\n".join(line for line in model.text.splitlines() if not line.startswith("--"))


if __name__ == "__main__":
    README.write_text(as_markdown(), "utf-8")
