"""``report.html``: the county's report for a person. One file, offline, in Chinese, without any personal value.

The numbers come from ``sql/reports/*.sql``, one SELECT per table or picture; the words and the order stand in
``templates/report.html.j2``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from lxml import html
from markupsafe import Markup

import sql
from checks.page import GATES
from pipelines.publish.figures import GROUPS, Counts, Share, age_band, closing_sentence, day
from pipelines.publish.fonts import SANS, SERIF, font_face
from pipelines.publish.linkage_section import Told, linkage_pictures_of, linkage_section
from pipelines.publish.summary import few
from pipelines.publish.words import KINDS, REGISTERS, SHORT, finding_words, row_reason
from pipelines.settings import Settings
from sources.vocabulary import CHILD_STATUS, LIST, REASON

#: Answers a SELECT with a frame; ``Workspace.frame`` is one.
Ask = Callable[[str], pl.DataFrame]
#: Where the style sheet has the fonts, and what is set in the second of them.
_FACES = "/* fonts */"
_IN_SERIF = "//h1 | //h2 | //*[contains(@class, 'closing') or contains(@class, 'figure-number')]"
_LISTS = [code for code in LIST.codes if code != "none"]


@dataclass(frozen=True, slots=True)
class Context:
    """What the tables do not know: the office's settings, notes of the night, what linkage tells of itself.

    ``linkage_words`` says its rules and reasons in words; ``notes`` are sentences the reader must see first (an older
    load was used, a guard was accepted). Without models the report does not tell how links came about.
    """

    settings: Settings
    linkage: Told
    linkage_words: Mapping[str, str]
    notes: tuple[str, ...] = ()


def asked(ask: Ask) -> dict[str, pl.DataFrame]:
    """The answers that the report is made of, by the name of their query in ``sql/reports``."""
    return {query.name: ask(query.text) for query in sql.reports()}


def report(answers: dict[str, pl.DataFrame], context: Context) -> str:
    """The report of the night that gave these answers. Asks no table and writes no file."""
    page = _environment().get_template("report.html.j2").render(_view(answers, context))
    return page.replace(_FACES, _faces(page))


def _faces(page: str) -> str:
    """The page's own characters as fonts, so that it shows none as a box, whatever the machine has."""
    root = html.document_fromstring(page)
    headline = "".join(text for node in root.xpath(_IN_SERIF) for text in node.itertext())
    return font_face(SANS, root.text_content()) + font_face(SERIF, headline)


@cache
def _environment() -> Environment:
    loader = PackageLoader("pipelines.publish")
    environment = Environment(
        loader=loader, undefined=StrictUndefined, autoescape=select_autoescape(["html.j2"], default=True),
        trim_blocks=True, lstrip_blocks=True)
    environment.filters["n"] = lambda number: f"{number:,}"
    environment.filters["nz"] = lambda number: f"{number:,}" if number else "·"
    environment.filters["day"] = day
    environment.filters["few"] = few
    environment.globals["style"] = Markup(loader.get_source(environment, "report.css")[0])
    return environment


def _view(answers: dict[str, pl.DataFrame], context: Context) -> dict[str, Any]:
    settings, run = context.settings, answers["run"].row(0, named=True)
    ledgers = _ledgers(answers["ledger"])
    county = ledgers.pop("*", Counts({}))
    band = age_band(settings.night, run["as_of"])
    return {
        "county": settings.county.name, "run": run, "band": band, "counts": county,
        "notes": [*answers["older_loads"]["detail"], *context.notes],
        "closing": closing_sentence(settings.county.name, band, run["as_of"], county),
        "groups": GROUPS, "labels": CHILD_STATUS.labels, "lists": LIST.labels, "list_codes": _LISTS,
        "present": [status for status in CHILD_STATUS.codes if county.of.get(status)],
        "towns": sorted(ledgers.items(), key=lambda item: (-item[1].total, item[0])),
        "age_unknown": county.of.get("age_unknown", 0),
        "tasks": _tasks(answers["tasks_by_town"]), "reasons": _named(answers["reasons"], reason=REASON.labels),
        "desk": _named(answers["data_desk"], kind=KINDS), "poverty": answers["poverty"].to_dicts(),
        "outside": _named(answers["outside_denominator"], reason=REASON.labels),
        "attendance": answers["attendance"].row(0, named=True),
        "totals": answers["control_totals"].to_dicts(),
        "declared": answers["control_totals_declared"].row(0, named=True),
        "pictures": _pictures(answers, context), "sources": _sources(answers["files"]),
        "aside": row_reason(answers["rows_set_aside"]).to_dicts(),
        "findings": finding_words(answers["findings"]).to_dicts(),
        "gates": _named(answers["checks"], gate=GATES), "broken": _named(answers["broken_promises"], gate=GATES),
        "links": _named(answers["links"], left_source=SHORT, right_source=SHORT, rule=context.linkage_words),
        "pairs": _named(answers["pairs"], left_source=SHORT, right_source=SHORT, why=context.linkage_words),
        "wrong": {row["kind"]: row for row in answers["expected_wrong"].to_dicts()},
        "settings": settings, "share": Share, **linkage_section(context.linkage),
    }


def _ledgers(ledger: pl.DataFrame) -> dict[str, Counts]:
    parts = ledger.with_columns(pl.col("town").fill_null("未识别")).partition_by("town", as_dict=True)
    return {str(town): Counts(dict(part.select("status", "children").rows())) for (town,), part in parts.items()}


def _tasks(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """One row per town: children on each list, all together, of poor families, late, unregistered; busiest first."""
    wide = frame.pivot("list", index="town", values="children", aggregate_function="sum")
    wide = wide.with_columns(pl.lit(0).alias(code) for code in _LISTS if code not in wide.columns).fill_null(0)
    sums = frame.group_by("town").agg(pl.col("children", "poverty", "late", "outside").sum())
    return wide.join(sums, on="town").sort("children", "town", descending=[True, False]).to_dicts()


def _named(frame: pl.DataFrame, **labels: Mapping[str, str]) -> list[dict[str, Any]]:
    return frame.with_columns(pl.col(name).replace(words) for name, words in labels.items()).to_dicts()


def _sources(files_read: pl.DataFrame) -> list[dict[str, Any]]:
    """One entry per register: its files and the sums of their rows."""
    parts = files_read.partition_by("source", as_dict=True)
    sums = ("rows_read", "loaded", "quarantined", "excluded")
    return [
        {"title": title, "files": part.to_dicts(), **part.select(sums).sum().row(0, named=True)}
        for register, title in REGISTERS.items()
        if (part := parts.get((register,))) is not None
    ]


def _pictures(answers: dict[str, pl.DataFrame], context: Context) -> dict[str, Markup]:
    """Name → SVG, for each picture that has something to show."""
    # Altair takes long to import, and `rollcall init` comes through this package too.
    from pipelines.publish import pictures

    towns, age, villages = answers["tasks_by_town"], answers["gaps_by_age"], answers["gaps_by_village"]
    drawn = linkage_pictures_of(context.linkage, answers["weights"])
    if towns["town"].n_unique() > 1:
        drawn["towns"] = pictures.children_on_lists(towns.select("town", "list", "children"), "town")
    if age["gaps"].sum():
        drawn["ages"] = pictures.gaps_by_age(age)
    if villages.height > 1:
        drawn["villages"] = pictures.most_gaps(villages)
    if answers["poverty"]["poverty"].n_unique() == 2 and answers["poverty"]["visit"].sum():
        drawn["poverty"] = pictures.rates(_poverty_rates(answers["poverty"]), "入户核查儿童占比（%）")
    return {name: Markup(svg) for name, svg in drawn.items()}


def _poverty_rates(frame: pl.DataFrame) -> pl.DataFrame:
    shares = [(row["poverty"], Share(row["visit"], row["children"])) for row in frame.to_dicts()]
    return pl.DataFrame({
        "label": ["脱贫（监测）户儿童" if poor else "其他儿童" for poor, _ in shares],
        "percent": [100 * share.part / share.whole if share.whole else 0.0 for _, share in shares],
        "words": [f"{share.percent}（{share.fraction}）" for _, share in shares],
    })
