"""A second look at children whom nothing found, by way of their brothers and sisters.

A school writes one parent and one telephone; the registry may know the other parent. But the school of a brother or
sister, who was found, wrote them too: whoever left a record nobody owns under the same parent or telephone may be the
child that is still missing. Such pairs are never linked, they are shown to a person.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side
from pipelines.linkage.comparison import compared
from pipelines.linkage.levels import Birth, Cohort, Name, Number, Sex
from pipelines.linkage.model import Model
from pipelines.linkage.persons import Persons

_PAIR = {"left_record": pl.String, "right_record": pl.String}


def by_household(
    records: Persons, sides: tuple[Side, Side], model: Model, links: pl.DataFrame, pairs: pl.DataFrame
) -> pl.DataFrame:
    """Pairs (``left_record, right_record``) of an unlinked left and an unlinked right record that belong together.

    The left record's household has a member whose linked right record shares a guardian or a telephone with the right
    record, and the two agree on birth date or nearly on the name; sex, number and cohort do not speak against it.
    ``links`` and ``pairs`` are those of the first look; who is in review there is asked about already.
    """
    asked = pairs.filter(pl.col("decision") == "review")
    left, right = (
        _rows(records, side, pl.concat([links[name], asked[name]]).implode())
        for side, name in zip(sides, ("left_record", "right_record"), strict=True)
    )
    found = _candidates(records, left, right, links)
    a, b = found["left"].to_numpy(), found["right"].to_numpy()
    levels = compared(records, a, b, model.comparisons)
    alike = _alike({name: levels[:, place] for name, place in model.places.items()})
    return pl.DataFrame(
        {"left_record": records.ids.gather(a[alike]), "right_record": records.ids.gather(b[alike])}, schema=_PAIR
    )


def _rows(records: Persons, side: Side, taken: pl.Series) -> np.ndarray:
    """Rows of possible pupils of that side that are not among those record ids."""
    rows = side.rows[side.pupil]
    return rows[~records.ids.gather(rows).is_in(taken).to_numpy()]


def _candidates(records: Persons, left: np.ndarray, right: np.ndarray, links: pl.DataFrame) -> pl.DataFrame:
    """``left, right``: rows joined by a household, a linked member of it, and that member's guardian or telephone."""
    row_of = pl.DataFrame({"record": records.ids, "row": np.arange(records.height)})
    placed = links.select(left_record="left_record", right_record="right_record")
    placed = placed.join(row_of.rename({"record": "left_record", "row": "member"}), on="left_record")
    placed = placed.join(row_of.rename({"record": "right_record", "row": "roll"}), on="right_record")
    home = pl.Series(records.household)
    members = placed.select(home=home.gather(placed["member"]), roll="roll").filter(pl.col("home") >= 0)
    children = pl.DataFrame({"left": left, "home": home.gather(left)}).join(members, on="home")
    theirs = _family(records, children["roll"].to_numpy(), children["left"].to_numpy()).rename({"row": "left"})
    free = _family(records, right, right).rename({"row": "right"})
    return theirs.join(free, on=("kind", "code")).select("left", "right").unique().sort("left", "right")


def _family(records: Persons, rows: np.ndarray, named: np.ndarray) -> pl.DataFrame:
    """``row, kind, code``: a line for every guardian and telephone of those rows, under the row each is named by."""
    lines = []
    for kind, codes in enumerate((records.guardians[rows], records.phones[rows])):
        place, column = np.nonzero(codes >= 0)
        told = {"row": named[place], "code": codes[place, column]}
        lines.append(pl.DataFrame(told).with_columns(kind=pl.lit(kind)))
    return pl.concat(lines)


def _alike(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Pairs that may be one pupil of that family: born on one day, or nearly of one name; nothing speaks against it."""
    name, number, dob, sex, cohort = (columns[one] for one in ("name", "id", "dob", "sex", "cohort"))
    near = (name <= Name.PART) & (dob != Birth.DIFFERENT)
    against = (sex == Sex.DIFFERENT) | (cohort == Cohort.FAR) | np.isin(number, [Number.DIFFERENT, Number.NEIGHBOR])
    return ((dob <= Birth.CLOSE) | near) & ~against
