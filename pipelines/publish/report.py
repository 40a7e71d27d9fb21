"""``report.html``: the county's report for a person. One file, offline, without any personal value.

The numbers come from ``sql/reports/*.sql``, one SELECT per table or picture; the words and the order stand in
``templates/report.html.j2`` and ``templates/report/``, in Chinese; ``_`` says them in the language of the settings.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from lxml import html
from markupsafe import Markup

import sql
from pipelines.language import language
from pipelines.publish.figures import signed
from pipelines.publish.fonts import SANS, SERIF, font_face
from pipelines.publish.report_view import Context, view
from pipelines.publish.summary import few

__all__ = ["Ask", "Context", "asked", "origins", "report"]

#: Answers a SELECT with a frame; ``Workspace.frame`` is one.
Ask = Callable[[str], pl.DataFrame]
#: What the report asks of the published file's views, as every analyst can.
_VIEWS = ("rate_by_town",)
#: Where the style sheet has the fonts, and what is set in the second of them.
_FACES = "/* fonts */"
_IN_SERIF = "//h1 | //h2 | //*[contains(@class, 'closing') or contains(@class, 'figure-number')]"


def asked(ask: Ask) -> dict[str, pl.DataFrame]:
    """The answers that the report is made of, by the name of their query in ``sql/reports`` or ``sql/views``."""
    return {query.name: ask(query.text) for query in _queries()}


def origins() -> dict[str, list[str]]:
    """Query → the tables or views of ``rollcall.duckdb`` that give its figures; ``run`` is left out beside others."""
    views = {name: [name] for name in _VIEWS}
    tables = {query.name: sorted(sql.reads(query.text)) for query in sql.reports()}
    return {name: [one for one in found if one != "run"] or found for name, found in tables.items()} | views


def report(answers: dict[str, pl.DataFrame], context: Context) -> str:
    """The report of the night that gave these answers. Asks no table and writes no file."""
    code = context.settings.output.language
    page = _environment(code).get_template("report.html.j2").render(view(answers, context))
    return page.replace(_FACES, _faces(page))


def _queries() -> tuple[sql.Model, ...]:
    return (*sql.reports(), *(view for view in sql.views() if view.name in _VIEWS))


def _faces(page: str) -> str:
    """The page's own characters as fonts, so that it shows none as a box, whatever the machine has."""
    root = html.document_fromstring(page)
    headline = "".join(text for node in root.xpath(_IN_SERIF) for text in node.itertext())
    return font_face(SANS, root.text_content()) + font_face(SERIF, headline)


@cache
def _environment(code: str) -> Environment:
    say = language(code)
    loader = PackageLoader("pipelines.publish")
    environment = Environment(
        loader=loader, undefined=StrictUndefined, autoescape=select_autoescape(["html.j2"], default=True),
        trim_blocks=True, lstrip_blocks=True)
    environment.filters["n"] = lambda number: f"{number:,}"
    environment.filters["signed"] = signed
    environment.filters["day"] = say.day
    environment.filters["few"] = lambda expected: few(expected, say)
    environment.globals |= {"_": say.page, "lang": {"zh": "zh-CN"}.get(code, code)}
    environment.globals["style"] = Markup(loader.get_source(environment, "report.css")[0])
    environment.globals["origins"] = origins()
    return environment
