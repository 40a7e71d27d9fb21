"""What is on file when a list comes back: cases, children, pieces of evidence, pairs and verdicts, as frames."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

#: What a piece of evidence says, as it is kept: the evidence register's own columns as text. Two rows that say the
#: same of the same child are one piece.
SAID = (
    "result", "evidence_type", "evidence_no", "located_school", "located_grade", "located_place", "evidence_date",
    "valid_until", "verifier", "remark",
)  # fmt: skip
CASES = {"case_token": pl.String, "child_id": pl.String, "closed": pl.Date}
CHILDREN = {"child_id": pl.String, "id_key": pl.String}
NAMES = {"child_id": pl.String, "name_key": pl.String}
#: ``who``: the child's id, else what the piece itself says of whom it is about.
PIECES = {"piece_id": pl.String, "who": pl.String} | {name: pl.String for name in SAID}
ON_FILE = {"child_id": pl.String, "result": pl.String, "evidence_date": pl.Date}
PAIRS = {"pair_token": pl.String, "left_record": pl.String, "right_record": pl.String, "open": pl.Boolean}
VERDICTS = {"verdict_id": pl.String, "pair_token": pl.String, "decision": pl.String, "decided_by": pl.String,
            "decided_on": pl.Date}
DRAWS = {"draw_id": pl.String, "drawn": pl.Boolean}
CALLS = {"call_id": pl.String, "draw_id": pl.String, "result": pl.String, "called_by": pl.String, "called_on": pl.Date}


@dataclass(frozen=True, slots=True)
class Known:
    """What a returned row is held against.

    ``cases`` (CASES): every token ever issued; ``closed`` is null while the case is open. ``children`` (CHILDREN) and
    ``names`` (NAMES): keyed digests of the numbers and of all names that a child has had. ``pieces`` (PIECES): what
    was returned before and not withdrawn. ``on_file`` (ON_FILE): that and the inbox, by child. ``pairs`` (PAIRS):
    every pair that the data desk was asked of, with the ids that its records had then. ``verdicts`` (VERDICTS): what
    was decided and not withdrawn. ``draws`` (DRAWS): every certificate drawn. ``calls`` (CALLS): what came of the
    telephone checks and was not withdrawn.
    """

    cases: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CASES))
    children: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CHILDREN))
    names: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=NAMES))
    pieces: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PIECES))
    on_file: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ON_FILE))
    pairs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAIRS))
    verdicts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VERDICTS))
    draws: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DRAWS))
    calls: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CALLS))
