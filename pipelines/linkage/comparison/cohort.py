"""How far a grade fits an age: the cohort of a pupil, even where number and birth date came from a brother's card."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.levels import UNKNOWN, Cohort
from pipelines.linkage.persons import Persons

_BY_YEARS = {0: Cohort.FITS, 1: Cohort.LATE, 2: Cohort.LATER, -1: Cohort.EARLY}


def cohort(records: Persons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Cohort: by how many years the grade on one side is behind what the other side tells of the child.

    A grade is held against the other record's grade, else against the other record's birth date. Its own birth date
    says nothing: it may have come from the same card as the number.
    """
    born, taught = records.birth_cohort, records.grade_cohort
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    for years, known in (  # the weaker evidence first
        (taught[left] - born[right], (taught[left] >= 0) & (born[right] >= 0)),
        (taught[right] - born[left], (taught[right] >= 0) & (born[left] >= 0)),
        (np.abs(taught[right] - taught[left]), (taught[left] >= 0) & (taught[right] >= 0)),
    ):
        levels[known] = _levels(years[known])
    return levels


def _levels(years: np.ndarray) -> np.ndarray:
    """The level for a grade that is so many years behind the age."""
    return np.select([years == one for one in _BY_YEARS], list(_BY_YEARS.values()), Cohort.FAR).astype(np.uint8)
