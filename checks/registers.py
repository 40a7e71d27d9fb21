"""A register at the gates: as read, as conformed, and its totals beside last night's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import polars as pl

from checks import classes
from checks.answered import Answered, question
from checks.expectations import Answers, answers, imported
from checks.guards import UNWATCHED, Watch, guards, totals
from checks.promises import Gate, Promise, promises
from checks.results import kinds_of, told
from sources.contract import Contract
from sources.person import Loaded


def checked(
    loaded: Loaded, contract: Contract, as_of: date, watch: Watch = UNWATCHED, answered: Answered | None = None
) -> pl.DataFrame:
    """What Great Expectations found in one register (``checks.results.RESULT``), in the order of the promises.

    What was ``answered`` on an earlier night is not asked again.
    """
    asked = promises(contract, frozenset(loaded.rows.columns), loaded.rows.height, as_of)
    of_gate = {gate: [one for one in asked if one.gate is gate] for gate in Gate}
    shares = totals(loaded.rows, as_of, watch)
    of_gate[Gate.TOTALS] = [*guards(contract.register, shares, watch)]
    seen = {
        Gate.TOTALS: shares,
        Gate.FILES: classes.files(loaded),
        Gate.AS_READ: classes.as_read(loaded, of_gate[Gate.AS_READ]),
        Gate.AS_CONFORMED: classes.as_conformed(loaded.rows, of_gate[Gate.AS_CONFORMED]),
    }
    named = {gate.name.lower(): frame for gate, frame in seen.items()}
    questions = {name: [question(one, named[name], name) for one in of_gate[Gate[name.upper()]]] for name in named}
    found = (answered or Answered()).answers(questions, lambda unknown: _asked(named, unknown))
    return told(contract.register, contract.title, found, kinds_of(loaded.findings))


def _asked(seen: Mapping[str, pl.DataFrame], asked: Mapping[str, Sequence[Promise]]) -> Answers:
    imported()  # DuckDB asks pandas, where that is there, and must not find it half imported by another thread
    # Nothing may spill: there are no names in these frames, but record ids, and the disk is not ours.
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        for name in asked:
            connection.register(name, seen[name].to_arrow(compat_level=pl.CompatLevel.newest()))
        return answers(connection, asked)
