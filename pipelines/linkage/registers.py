"""The county's registers linked as one problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from importlib.metadata import version

import numpy as np
import polars as pl

from pipelines.linkage import county
from pipelines.linkage.answer import Answer, question
from pipelines.linkage.blocking import Side
from pipelines.linkage.carried import Carried
from pipelines.linkage.duplicates import duplicates_of
from pipelines.linkage.households import by_household
from pipelines.linkage.linking import Linked, linked, proposed
from pipelines.linkage.model import Model, Provenance, Thresholds
from pipelines.linkage.owners import Owners
from pipelines.linkage.persons import Persons, records_of
from pipelines.linkage.quality import self_weights
from pipelines.linkage.recalling import recalling
from pipelines.linkage.records import Records
from pipelines.linkage.twins import with_twins
from sources.person import PERSON

REGISTERS = ("population", "roll", "poverty", "evidence")
#: The problem by whose model each register's records are compared with themselves.
_AT_HOME = (
    ("population-roll", "population"), ("population-roll", "roll"), ("population-poverty", "poverty"),
    ("population-evidence", "evidence"))
#: Who is younger or older on the night's date is no pupil and is linked by number only.
_YOUNGEST, _OLDEST = 3, 25
_USUAL = Thresholds()
#: Columns of a person that are for people to read.
_UNREAD = ("name_display", "name_note")
_READ = [column for column in PERSON if column not in _UNREAD]
#: What of a Linkage is kept for a night without news.
_TABLES = ("links", "pairs", "duplicates", "counts", "totals", "weights", "selves")
#: One row a problem: how much was compared and linked, how many links may be false, from where on pairs link.
TOTALS = {
    "problem": pl.String, "fast": pl.Int64, "compared": pl.Int64, "linked": pl.Int64, "review": pl.Int64,
    "expected_false": pl.Float64, "false_at_most": pl.Int64, "link_probability": pl.Float64, "prior": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Linkage:
    """All registers linked.

    ``links`` and ``pairs``: as in ``linking.Linked``, of all problems. ``duplicates``: registry rows that seem to be
    one person (``left_record, right_record, probability, why``). ``models``: trained, by problem
    (``population-roll`` …), with the link probability each came to. ``counts``: ``problem, rule, pairs, largest,
    blocks_left_out, pairs_left_out``; ``totals``: TOTALS. ``weights``: all compared pairs by whole bits (``problem,
    match_weight, decision, pairs``). ``selves`` (``problem, register, weight, records``): as ``quality.self_weights``.
    ``carried``: for the next night. ``recalled``: the share of records that were remembered from an earlier one.
    """

    links: pl.DataFrame
    pairs: pl.DataFrame
    duplicates: pl.DataFrame
    models: dict[str, Model]
    counts: pl.DataFrame
    totals: pl.DataFrame
    weights: pl.DataFrame
    selves: pl.DataFrame
    carried: Carried | None = None
    recalled: float = 0.0


def link_registers(
    registers: Mapping[str, pl.DataFrame], *, as_of: date, thresholds: Thresholds = _USUAL,
    decisions: pl.DataFrame | None = None, carried: Carried | None = None,
) -> Linkage:  # fmt: skip
    """The registers ``population``, ``roll``, ``poverty``, ``evidence`` (columns of PERSON) linked.

    A roll record goes to at most one registry row; a registry row has several only as double enrollment. Roll and
    poverty records without a registry row are linked with each other; where a poverty record stands between a
    registry row and a roll record, the two are proposed for review. ``decisions`` as for ``link``. With what is
    ``carried`` from an earlier night its models serve on, and its pairs are not compared again; where nothing changed
    its answer is given again. But for ``counts`` the result is that of the models alone. Models that are worn
    (``carried.Wear``) are trained anew.
    """
    read = [registers[name].select(_READ) for name in REGISTERS]
    asked = question(read, (_pupil(one, as_of) for one in read), thresholds, decisions)
    if carried and (known := carried.answer_to(asked, as_of)):
        told = known.told(pl.concat([one["record_id"] for one in read]))
        return Linkage(**told, models=dict(carried.models), carried=carried, recalled=1.0)
    found = _linked(registers, as_of, thresholds, decisions, carried)
    answer = Answer.of(asked, {name: getattr(found, name) for name in _TABLES})
    return replace(found, carried=replace(found.carried, answer=answer) if found.carried else None)


def _linked(
    registers: Mapping[str, pl.DataFrame], as_of: date, thresholds: Thresholds, decisions: pl.DataFrame | None,
    carried: Carried | None,
) -> Linkage:  # fmt: skip
    records, sides = stock_of(registers, as_of)
    population, roll, poverty, evidence = (sides[name] for name in REGISTERS)
    recall = recalling(records, sides, as_of, carried)
    twice, seen = recall.of("population-population", county.DUPLICATES)
    duplicates = duplicates_of(records, population, twice, seen)
    twins = with_twins(records, tuple(sides.values()))
    done: dict[str, Linked] = {}

    def of(model: Model, left: Side, right: Side) -> Model:
        sizes = (len(left.rows), len(right.rows))
        made = Provenance(version("rollcall"), as_of.isoformat(), *sizes, thresholds.link_probability)
        kept = model.provenance and replace(model.provenance, asked_probability=thresholds.link_probability)
        return replace(model, provenance=kept or made)

    def run(model: Model, left: Side, right: Side, owners: Owners | None = None) -> Linked:
        name = f"{model.left}-{model.right}"
        model, seen = recall.of(name, model)
        model = of(model.with_thresholds(thresholds), left, right)
        done[name] = linked(
            records, (left, right), model, decisions=decisions, person=duplicates.person, twins=twins, recalled=seen,
            owners=owners)
        return done[name]

    on_roll = run(county.POPULATION_ROLL, population, roll)
    poor = run(county.POPULATION_POVERTY, population, poverty)
    pupils = poor.links.join(on_roll.links, on="left_record", how="semi")["right_record"]
    run(county.ROLL_POVERTY, _without(records, roll, on_roll.links["right_record"]), _placed(records, poverty, pupils),
        Owners.of(records, duplicates.person, poor.links, on_roll.pairs))
    on_file = run(county.POPULATION_EVIDENCE, population, evidence)
    fresh = [
        proposed(records, (population, side), found.model, pairs, twins, why)
        for side, found, pairs, why in (
            (roll, on_roll, on_roll.claims, "sibling"), (evidence, on_file, on_file.claims, "sibling"),
            (roll, on_roll, _bridged(done), "bridge"),
            (roll, on_roll, _of_household(records, (population, roll), on_roll), "household"))
    ]  # fmt: skip
    twice = of(duplicates.model, population, population)
    found = _joined(done, duplicates.pairs, twice, fresh, _selves(done, records, sides, twins))
    compared = {name: one.carried for name, one in done.items()} | {"population-population": duplicates.carried}
    return replace(found, carried=recall.tomorrow(found.models, compared), recalled=recall.known)


def _of_household(records: Records, sides: tuple[Side, Side], found: Linked) -> pl.DataFrame:
    if not isinstance(records, Persons):
        return found.claims.clear()
    return by_household(records, sides, found.model, found.links, found.pairs)


def stock_of(registers: Mapping[str, pl.DataFrame], as_of: date) -> tuple[Records, dict[str, Side]]:
    """All registers as one stock of records, and which of its rows are whose."""
    frames = [registers[name].select(_READ).sort("record_id") for name in REGISTERS]
    both = pl.concat(frames)
    pupil = _pupil(both, as_of).to_numpy()
    ends = np.cumsum([0, *(frame.height for frame in frames)])
    sides = {}
    for name, start, end in zip(REGISTERS, ends, ends[1:], strict=False):
        rows = np.arange(start, end)
        sides[name] = Side(rows, np.ones(len(rows), dtype=bool), pupil[rows])
    return records_of(both), sides


def _pupil(persons: pl.DataFrame, as_of: date) -> pl.Series:
    """Boolean: may be a pupil by age."""
    years = (pl.lit(as_of) - pl.col("dob")).dt.total_days() / 365.25
    return persons.select(years.is_between(_YOUNGEST, _OLDEST + 1).fill_null(True)).to_series()


def _placed(records: Records, side: Side, pupils: pl.Series) -> Side:
    """The side, those of its records marked that are known to be on the roll by way of the registry."""
    return replace(side, placed=records.ids.gather(side.rows).is_in(pupils.implode()).to_numpy())


def _without(records: Records, side: Side, taken: pl.Series) -> Side:
    return side.only(~records.ids.gather(side.rows).is_in(taken.implode()).to_numpy())


def _joined(
    done: Mapping[str, Linked], duplicates: pl.DataFrame, twice: Model, fresh: list[pl.DataFrame], selves: pl.DataFrame
) -> Linkage:
    pairs = pl.concat([one.pairs for one in done.values()])
    models = {name: one.model for name, one in done.items()} | {"population-population": twice}
    return Linkage(
        links=pl.concat([one.links for one in done.values()]), pairs=reduce(_with_proposed, fresh, pairs),
        duplicates=duplicates, models=models,
        counts=_named(done, "counts"), totals=pl.DataFrame([_totals(*item) for item in done.items()], TOTALS),
        weights=_named(done, "weights"), selves=selves,
    )  # fmt: skip


def _named(done: Mapping[str, Linked], part: str) -> pl.DataFrame:
    """That frame of every problem, one below the other, each row with its ``problem``."""
    return pl.concat([getattr(one, part).select(pl.lit(name).alias("problem"), pl.all()) for name, one in done.items()])


def _totals(problem: str, one: Linked) -> dict[str, object]:
    return {
        "problem": problem, "fast": one.fast, "compared": one.compared, "linked": one.links.height,
        "review": one.pairs.filter(pl.col("decision") == "review").height,
        # Six digits: the sum's last ones hang on the order of adding.
        "expected_false": float(f"{one.false.expected:.6g}"), "false_at_most": one.false.at_most,
        "link_probability": one.model.link_probability, "prior": one.model.prior,
    }  # fmt: skip


def _selves(
    done: Mapping[str, Linked], records: Records, sides: Mapping[str, Side], twins: np.ndarray
) -> pl.DataFrame:
    """Each register's records compared with themselves: ``problem, register, weight, records``."""
    found = []
    for problem, register in _AT_HOME:
        model = done[problem].model
        both = (sides[model.left], sides[model.right])
        counted = self_weights(model, records, both, sides[register].rows, twins)
        names = (pl.lit(problem).alias("problem"), pl.lit(register).alias("register"))
        found.append(counted.select(*names, pl.all()))
    return pl.concat(found)


def _bridged(done: Mapping[str, Linked]) -> pl.DataFrame:
    """Unlinked registry rows and unlinked roll records that one poverty record joins: ``left_record, right_record``."""
    poor = done["population-poverty"].links.select("left_record", pl.col("right_record").alias("poor"))
    pupils = done["roll-poverty"].links.select(
        pl.col("left_record").alias("right_record"), pl.col("right_record").alias("poor")
    )
    placed = done["population-roll"].links
    found = poor.join(pupils, on="poor").select("left_record", "right_record").unique()
    return found.join(placed, on="left_record", how="anti").join(placed, on="right_record", how="anti")


def _with_proposed(pairs: pl.DataFrame, proposals: pl.DataFrame) -> pl.DataFrame:
    """The pairs, the proposed ones in review unless people or the weights decided already."""
    keys = ["left_source", "left_record", "right_source", "right_record"]
    settled = pairs.filter((pl.col("decision") == "review") | (pl.col("why") == "decision"))
    proposals = proposals.join(settled, on=keys, how="anti")
    return pl.concat([pairs.join(proposals, on=keys, how="anti", maintain_order="left"), proposals])
