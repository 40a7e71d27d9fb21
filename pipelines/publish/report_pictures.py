"""Which pictures the report has: each where there is something to show, drawn from the answer of one query."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from pipelines.language import CHINESE, Language
from pipelines.publish.figures import UNSETTLED, Share
from pipelines.publish.linkage_section import Told, linkage_pictures_of

#: The lines of the ledger that are followed from night to night: words → statuses.
_FOLLOWED = {
    "就学未落实": UNSETTLED, "县外就读未取证": ("outside_unevidenced",), "待核对": ("possible_match", "data_conflict"),
    "缓学与安置": ("disabled_unplaced", "deferred", "suspended"),
}
_WEEKLY = {"opened": "新立案", "reopened": "再次立案", "closed": "了结"}


def pictures_of(answers: dict[str, pl.DataFrame], told: Told, say: Language = CHINESE) -> dict[str, Markup]:
    """Name → SVG, for each picture that has something to show."""
    of_linkage = linkage_pictures_of(told, answers["weights"], say)
    drawn = {**of_linkage, **_of_children(answers, say), **_of_time(answers, say)}
    return {name: Markup(svg) for name, svg in drawn.items()}


def trend(nights: pl.DataFrame) -> pl.DataFrame:
    """``as_of, label, children`` of the lines that are followed, nought where a night has none; in their order."""
    days = nights.select("as_of").unique().sort("as_of")
    words = pl.DataFrame([(label, status) for label, of in _FOLLOWED.items() for status in of],
                         schema=["label", "status"], orient="row")
    counted = nights.join(words, on="status").group_by("as_of", "label").agg(pl.col("children").sum())
    grid = words.select("label").unique(maintain_order=True).join(days, how="cross")
    return grid.join(counted, on=["as_of", "label"], how="left", maintain_order="left").with_columns(
        pl.col("children").fill_null(0))


def _of_children(answers: dict[str, pl.DataFrame], say: Language) -> dict[str, str]:
    # Altair takes long to import, and `rollcall init` comes through this package too.
    from pipelines.publish import pictures

    tasks, age, villages = answers["tasks_by_town"], answers["gaps_by_age"], answers["gaps_by_village"]
    drawn = {}
    if tasks["town"].n_unique() > 1:
        drawn["towns"] = pictures.children_on_lists(
            tasks.select("town", "list", "children"), answers["gaps_by_town"], say=say)
    if age["gaps"].sum():
        drawn["ages"] = pictures.gaps_by_age(age, say)
    if villages.height > 1:
        drawn["villages"] = pictures.most_gaps(villages, say)
    if answers["poverty"]["poverty"].n_unique() == 2 and answers["poverty"]["visit"].sum():
        drawn["poverty"] = pictures.rates(_poverty_rates(answers["poverty"], say), say("入户核查儿童占比（%）"))
    return drawn


def _of_time(answers: dict[str, pl.DataFrame], say: Language) -> dict[str, str]:
    from pipelines.publish import pictures_over_time as pictures

    nights, towns = answers["nights"], answers["nights_of_towns"]
    drawn = {}
    if nights["as_of"].n_unique() > 1:
        drawn["nights"] = pictures.nights(trend(nights), say)
    if towns["as_of"].n_unique() > 1 and towns["town"].n_unique() > 1 and towns["gaps"].sum():
        drawn["nights_of_towns"] = pictures.nights_of_towns(towns, say)
    if answers["case_weeks"].height > 1:
        drawn["case_weeks"] = pictures.weeks(answers["case_weeks"], _WEEKLY, "案件（件）", "case-weeks", say)
    if answers["expiring_weeks"].height > 1:
        drawn["expiring"] = pictures.weeks(
            answers["expiring_weeks"], {"children": "到期"}, "儿童（人）", "expiring", say)
    return drawn


def _poverty_rates(frame: pl.DataFrame, say: Language) -> pl.DataFrame:
    shares = [(row["poverty"], Share(row["visit"], row["children"])) for row in frame.to_dicts()]
    return pl.DataFrame({
        "label": [say("脱贫（监测）户儿童" if poor else "其他儿童") for poor, _ in shares],
        "percent": [100 * share.part / share.whole if share.whole else 0.0 for _, share in shares],
        "words": [say("{percent}（{fraction}）", percent=share.percent, fraction=share.fraction)
                  for _, share in shares],
    })
