"""Odd files read by the thousand: how many, how fast, and every find kept as a file.

    POLARS_MAX_THREADS=1 .venv/bin/python benchmarks/fuzz_readers.py [--minutes 10] [--seed 0]

Draws what ``tests/corpus/fuzzing.py`` draws: tables of every register in every format, also as LibreOffice saves them
(.xls, .ods, .dbf, .html, .xlsx), a part of them damaged byte by byte or inside their containers. A find is anything
but rows that add up or a refusal in one Chinese sentence without a cell's value: an exception, a lost row, more than
two seconds of the processor, or a gigabyte more of memory. Finds are kept in build/fuzz/, one a place in the code, the
smallest file seen. Minutes are the processor's, and the drawing of the files is in them.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from measuring import machine, versions  # noqa: E402

from tests.corpus.fuzzing import Odd, holds, odd_files, seeds  # noqa: E402

ROOM = HERE.parent / "build" / "fuzz"
#: More than that for one small file is a find.
MOST_SECONDS, MOST_GIGABYTES = 2.0, 1.0
#: Hypothesis draws so many files of one seed.
_ROUND = 500


def main() -> None:
    """Fuzz until the time is up, print the counts and the finds."""
    wanted = _arguments()
    warnings.simplefilter("ignore")  # of xlsxwriter, about strings longer than a cell
    ROOM.mkdir(parents=True, exist_ok=True)
    print(machine())
    print(versions(sys.executable, ("rollcall", "hypothesis", "polars", "python-calamine")))
    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        whole = seeds(Path(folder))
    number = wanted.seed
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):  # stopped from outside: what was done so far is told
        while time.process_time() < wanted.minutes * 60:
            _round(run, whole, number)
            number += 1
    print(f"{run.files:,} files, {time.process_time():.0f} processor seconds, seeds {wanted.seed}–{number}")
    print("ending | read | refused | finds")
    for ending in sorted({ending for ending, _ in run.outcomes}):
        print(f"{ending} | {' | '.join(f'{run.outcomes[ending, what]:,}' for what in ('read', 'refused', 'find'))}")
    print(f"slowest file: {run.slowest:.2f} processor seconds; memory: {_gigabytes():.2f} GiB at most")
    print(f"finds: {len(run.finds)}")
    for place, path in run.finds.items():
        print(f"  {place}: {path}")
    sys.exit(bool(run.finds))


class Run:
    """What came of the files so far."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.finds: dict[str, Path] = {}
        self.slowest = 0.0

    @property
    def files(self) -> int:
        """How many files were read or refused, or were finds."""
        return self.outcomes.total()

    def judge(self, odd: Odd) -> None:
        """Read one file; a find is kept."""
        began, memory = time.process_time(), _gigabytes()
        try:
            outcome, place = holds(odd), ""
        except BaseException as error:  # a reader written in Rust panics with what is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            outcome, place = "find", _place(error)
        took = time.process_time() - began
        self.slowest = max(self.slowest, took)
        if not place and took > MOST_SECONDS:
            outcome, place = "find", f"slow {odd.ending}"
        if not place and _gigabytes() - memory > MOST_GIGABYTES:
            outcome, place = "find", f"large {odd.ending}"
        self.outcomes[odd.ending, outcome] += 1
        if place:
            self._keep(odd, place)

    def _keep(self, odd: Odd, place: str) -> None:
        kept = self.finds.get(place)
        if kept is None or len(odd.content) < kept.stat().st_size:
            path = ROOM / f"{len(self.finds) if kept is None else kept.stem.split('-')[0]}-{odd.register}.{odd.ending}"
            path.write_bytes(odd.content)
            self.finds[place] = path


def _round(run: Run, whole: list[tuple[str, str, bytes]], number: int) -> None:
    unhurried = settings(deadline=None, suppress_health_check=list(HealthCheck))

    @seed(number)
    @settings(unhurried, max_examples=_ROUND, database=None, phases=[Phase.generate])
    @given(odd_files(whole))
    def drawn(odd: Odd) -> None:
        run.judge(odd)

    with suppress(Flaky):  # a file that came out otherwise when it was drawn again; the next round draws others
        drawn()


def _place(error: BaseException) -> str:
    """The kind of the error and the innermost place of ours that it came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(HERE.parent) in frame.filename]
    innermost = frames[-1]
    said = f" {error}" if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__}{said} in {Path(innermost.filename).name}:{innermost.lineno}"


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="of processor time")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
