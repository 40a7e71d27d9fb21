"""The rows of evidence: certificates, approvals, filings and visit results on file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from sources.synthetic.damage import Register
from sources.synthetic.enrollment import grade_word
from sources.synthetic.places import Places
from sources.synthetic.plan import ALL_FATES, FATE_CODES, PART, Plan, school_year
from sources.synthetic.registry import between
from sources.vocabulary import EVIDENCE_RESULT, NON_CLOSING_RESULTS

_TYPES = {
    "enrolled_outside": "就读证明", "other_stage": "就读证明", "graduated": "毕业证书", "deferred": "延缓入学审批",
    "suspended": "休学审批",
    "disabled_unplaced": "残疾人证", "out_of_school": "走访记录", "located_unevidenced": "走访记录",
}
_OLD_CERTIFICATES = 0.02  # of children outside who also have last year's


@dataclass(frozen=True)
class _Items:
    """Pieces of evidence as codes: about whom, saying what, of which day, valid until when (NaT: not stated)."""

    who: np.ndarray
    result: np.ndarray
    dated: np.ndarray
    until: np.ndarray


def evidence_rows(rng: np.random.Generator, plan: Plan, places: Places, people: pl.DataFrame) -> Register:
    """What is on file, oldest first; every closing item has its number."""
    items = _items(rng, plan, people)
    order = np.lexsort((items.who, items.dated))
    items = _Items(*(getattr(items, name)[order] for name in ("who", "result", "dated", "until")))
    of, count = people[items.who], len(items.who)
    labels = EVIDENCE_RESULT.labels
    closing = pl.Series(~np.isin(items.result, NON_CLOSING_RESULTS))
    kinds = [_TYPES.get(result, "备案材料") for result in items.result]
    serial = (pl.int_range(1, count + 1) + PART * plan.part).cast(pl.String).str.zfill(6)
    numbers = pl.select(pl.format(
        "{}{}-{}", pl.Series([kind[0] for kind in kinds]), pl.Series(items.dated).dt.year(), serial)).to_series()
    rows = of.select("name", "citizen_id").with_columns(
        pl.Series("result", [labels[result] for result in items.result]), pl.Series("evidence_type", kinds),
        pl.when(closing).then(numbers).alias("evidence_no"),
        pl.Series("evidence_date", items.dated).dt.to_string("%Y-%m-%d"),
        pl.Series("valid_until", items.until).dt.to_string("%Y-%m-%d"),
        pl.format("核查员{}", pl.Series(rng.integers(1, 60, count)).cast(pl.String).str.zfill(2)).alias("verifier"),
        pl.Series("remark", _remarks(items.result), dtype=pl.String),
    ).hstack(_located(rng, places, of, items.result))
    return Register("evidence", rows, items.who, {}, np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64))


def term(as_of: date) -> tuple[date, date]:
    """First and last day of the school term of that date (terms begin on 16 February and 1 September)."""
    starts = sorted(
        date(year, month, day)
        for year in (as_of.year - 1, as_of.year, as_of.year + 1)
        for month, day in ((2, 16), (9, 1))
    )
    first = max(start for start in starts if start <= as_of)
    return first, min(start for start in starts if start > as_of) - timedelta(days=1)


def _items(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> _Items:
    fate = people["fate"].to_numpy()
    of_fate = np.array([one.evidence or "" for one in ALL_FATES])
    who = np.flatnonzero(of_fate[fate] != "")
    dated, until = _dates(rng, plan, fate[who], of_fate[fate[who]])
    items = _Items(who, of_fate[fate[who]], dated, until)
    return _with_old(rng, plan, fate, items) if plan.oddities else items


def _dates(rng: np.random.Generator, plan: Plan, fate: np.ndarray, result: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, last = term(plan.as_of)
    count, year, day = len(fate), school_year(plan.as_of), timedelta(days=1)
    dated = between(rng, first, plan.as_of, count)
    until = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    certificate = np.isin(result, ("enrolled_outside", "other_stage"))
    until = np.where(certificate & (rng.random(count) < 0.7), np.datetime64(last), until)
    approved = np.isin(result, ("deferred", "suspended"))
    until = np.where(approved, between(rng, plan.as_of + 30 * day, plan.as_of + 250 * day, count), until)
    before = between(rng, first - 150 * day, first - 10 * day, count)
    over = fate == FATE_CODES["certificate_over"]
    dated = np.where(over | (fate == FATE_CODES["suspension_over"]), before, dated)
    until = np.where(over, np.where(rng.random(count) < 0.7, np.datetime64(first - day), np.datetime64("NaT")), until)
    until = np.where(fate == FATE_CODES["suspension_over"], np.datetime64(plan.as_of - 5 * day), until)
    dated = np.where(fate == FATE_CODES["returned"], between(rng, date(year, 4, 1), date(year, 6, 20), count), dated)
    return dated, until


def _with_old(rng: np.random.Generator, plan: Plan, fate: np.ndarray, items: _Items) -> _Items:
    """Certificates of an earlier year beside a valid one, and of pupils who have since come home."""
    first, day = term(plan.as_of)[0], timedelta(days=1)
    outside = np.flatnonzero(fate == FATE_CODES["outside"])
    home = np.flatnonzero(np.isin(fate, [FATE_CODES["in_town"], FATE_CODES["in_county"]]))
    some = round(_OLD_CERTIFICATES * len(outside))
    who = np.concatenate([rng.permutation(outside)[:some], rng.permutation(home)[:some]])
    old = _Items(
        who, np.full(len(who), "enrolled_outside"), between(rng, first - 400 * day, first - 230 * day, len(who)),
        np.full(len(who), np.datetime64(first - 200 * day)),
    )
    return _Items(
        *(np.concatenate([getattr(one, name) for one in (items, old)]) for name in ("who", "result", "dated", "until"))
    )


def _remarks(results: np.ndarray) -> list[str | None]:
    """Why proof is missing: one family's parents refuse it, others cannot be reached."""
    found: list[str | None] = []
    located = 0
    for result in results:
        located += result == "located_unevidenced"
        found.append(
            ("家长不配合，拒绝提供证明" if located <= 4 else "无法联系家长")
            if result == "located_unevidenced"
            else None
        )
    return found


def _located(rng: np.random.Generator, places: Places, of: pl.DataFrame, result: np.ndarray) -> pl.DataFrame:
    """School, grade and place, for children found at a school."""
    grade = of["grade"].to_numpy()
    school = np.where(
        grade <= 6, rng.choice(places.outside_primary, len(of)), rng.choice(places.outside_junior, len(of))
    )
    at_school = pl.Series(np.isin(result, ("enrolled_outside", "located_unevidenced")))
    senior = pl.Series(result == "other_stage")
    words = pl.Series([grade_word(one, 0) for one in grade], dtype=pl.String)
    schools = places.schools[school]
    return pl.select(
        pl.when(at_school).then(schools["name"])
        .when(senior).then(schools["place"] + "高级中学").alias("located_school"),
        pl.when(at_school | senior).then(words).alias("located_grade"),
        pl.when(at_school | senior).then(schools["place"]).alias("located_place"),
    )
