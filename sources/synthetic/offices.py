"""The registers of other desks and offices: approvals, the federation's list, who answers for whom, declared counts.

They agree with the truth, and say nothing that the other registers do not say already; their mistakes (leave that ran
out, leave without an approver) excuse nobody.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from sources.synthetic import names
from sources.synthetic.damage import Register
from sources.synthetic.filings import term
from sources.synthetic.places import Places
from sources.synthetic.plan import FATE_CODES, Plan
from sources.synthetic.registry import between
from sources.vocabulary import APPROVAL, CHILD_STATUS

_RETURNED = 0.003  # of pupils in the county: on leave last year, back since
_IN_CLASS = 0.004  # of pupils in the county: disabled, and in an ordinary class
_MISCOUNTED = 0.1  # of towns
_GROWN = 0.02  # of those older than the band: they stand on the federation's list as well


def of_persons(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> tuple[Register, ...]:
    """The registers that name children."""
    return _approvals(rng, plan, people), _disability(rng, plan, people)


def _approvals(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> Register:
    """Leave in force, leave that ran out, and leave of which somebody forgot to write who gave it or until when."""
    first, day = term(plan.as_of)[0], timedelta(days=1)
    excused, over = _of(people, "deferred", "suspended"), _of(people, "suspension_over")
    bare = _of(people, "suspended_bare")
    back = _some(rng, _of(people, "in_town", "in_county"), _RETURNED)
    who = np.concatenate([excused, over, bare, back])
    kind = np.full(len(who), "suspended", dtype=object)
    kind[people["fate"].to_numpy()[who] == FATE_CODES["deferred"]] = "deferred"
    since = between(rng, first - 300 * day, first - 160 * day, len(who))
    until = between(rng, first - 100 * day, first - 10 * day, len(who)).astype("datetime64[D]")
    current = np.arange(len(who)) < len(excused)
    since = np.where(current, between(rng, first, plan.as_of, len(who)), since)
    until = np.where(current, between(rng, plan.as_of + 30 * day, plan.as_of + 250 * day, len(who)), until)
    unfinished = np.isin(who, bare)
    approver = np.where(unfinished & (rng.random(len(who)) < 0.5), "", f"{plan.county}教育局")
    rows = people[who].select("name", "citizen_id").with_columns(
        pl.Series("kind", [APPROVAL.labels[one] for one in kind], dtype=pl.String),
        pl.Series("approved_by", approver, dtype=pl.String),
        pl.Series("valid_from", since).dt.to_string("%Y-%m-%d"),
        # Whoever wrote who gave the leave forgot until when.
        pl.when(pl.Series(unfinished & (approver != ""))).then(None)
        .otherwise(pl.Series(until).dt.to_string("%Y-%m-%d")).alias("valid_until"),
    )
    return _register("approvals", rows, who)


def _disability(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> Register:
    """Children taught at home or waiting for a place, pupils in ordinary classes, and grown-ups."""
    home, waiting = _of(people, "home_taught"), _of(people, "disabled_unplaced")
    pupils = _some(rng, _of(people, "in_town", "in_county"), _IN_CLASS)
    grown = _some(rng, np.flatnonzero((people["age"] > 15).to_numpy() & people["registered"].to_numpy()), _GROWN)
    parts = ((home, "送教上门"), (waiting, "未安置"), (pupils, "随班就读"), (grown, None))
    who = np.concatenate([part for part, _ in parts])
    placement = [words for part, words in parts for _ in part]
    severe = np.isin(np.arange(len(who)), np.arange(len(home) + len(waiting)))
    level = np.where(severe, rng.integers(1, 3, len(who)), rng.integers(3, 5, len(who)))
    kind = rng.integers(1, 8, len(who))
    rows = people[who].select(
        "name", "citizen_id", pl.col("town_name").alias("town"), pl.col("village_name").alias("village"),
    ).with_columns(
        pl.Series("placement", placement, dtype=pl.String),
        certificate_no=pl.col("citizen_id") + pl.Series(kind).cast(pl.String) + pl.Series(level).cast(pl.String),
    ).drop("citizen_id")
    return _register("disability", rows, who)


def _of(people: pl.DataFrame, *fates: str) -> np.ndarray:
    return np.flatnonzero(np.isin(people["fate"].to_numpy(), [FATE_CODES[name] for name in fates]))


def _some(rng: np.random.Generator, rows: np.ndarray, share: float) -> np.ndarray:
    return np.sort(rng.permutation(rows)[: round(share * len(rows))])


def _register(name: str, rows: pl.DataFrame, who: np.ndarray) -> Register:
    return Register(name, rows, who, {}, np.zeros(len(who), dtype=bool), np.zeros(len(who), dtype=np.int64))


def assignment_rows(rng: np.random.Generator, plan: Plan, places: Places) -> pl.DataFrame:
    """Who answers: for each town the county's and its own, for each village and each of the county's schools one."""
    towns = pl.DataFrame({"town": list(places.towns)})
    villages = places.villages.select(pl.col("town_name").alias("town"), "village")
    schools = places.schools.filter("in_county").select(school_code="code", school_name="name")
    leaders = officials(rng, 1 + len(towns) // 4)
    return pl.concat([
        towns.with_columns(
            county_lead=pl.Series([leaders[place % len(leaders)] for place in range(len(towns))]),
            town_lead=pl.Series(officials(rng, len(towns)))),
        villages.with_columns(village_lead=pl.Series(officials(rng, len(villages)))),
        schools.with_columns(school_lead=pl.Series(officials(rng, len(schools)))),
    ], how="diagonal")  # fmt: skip


def officials(rng: np.random.Generator, count: int) -> list[str]:
    """Names of invented grown-ups."""
    given = names.given_texts(*names.given_names(rng, np.ones(count, dtype=bool), np.full(count, 1980)))
    return (pl.Series(names.surnames()).gather(names.drawn_surnames(rng, count).astype(np.uint32)) + given).to_list()


def declared_rows(rng: np.random.Generator, statuses: pl.DataFrame) -> pl.DataFrame:
    """What the bureau declares for each town and the county, and the towns for themselves: mostly the truth.

    ``statuses`` has ``town, status, children`` of the truth. One town in ten has miscounted its children by a few.
    """
    whole = statuses.group_by("status").agg(pl.col("children").sum()).select(pl.lit("全县").alias("town"), pl.all())
    both = pl.concat([whole.select(statuses.columns), statuses]).sort("town", "status")
    of_age = both.group_by("town").agg(pl.col("children").sum()).with_columns(item=pl.lit("适龄儿童"))
    lines = both.with_columns(item=pl.col("status").replace_strict(CHILD_STATUS.labels))
    rows = pl.concat([of_age.select("town", "item", "children"), lines.select("town", "item", "children")])
    rows = rows.sort("town", "item").with_columns(declared_by=pl.lit("教育局"))
    own = rows.filter(pl.col("item") == "适龄儿童", pl.col("town") != "全县").with_columns(declared_by=pl.lit("乡镇"))
    wrong = np.where(rng.random(len(own)) < _MISCOUNTED, rng.integers(1, 6, len(own)), 0)
    own = own.with_columns(children=pl.col("children") + pl.Series(wrong))
    both = pl.concat([rows, own], how="vertical_relaxed")
    return both.select("town", "item", pl.col("children").cast(pl.String).alias("declared"), "declared_by")
