"""A night ended by SIGKILL at random moments, each time from rest and followed by the night that comes after.

    .venv/bin/python benchmarks/kills.py [--kills 100] [--swaps 20] [--children 300] [--seed 1]

The moments of ``kills`` are drawn evenly over the night's own work (seconds of processor: these machines are shared);
those of ``swaps`` from the tenths of a second in which last night's files are replaced.

Printed: in which step each was killed, what was wounded then (published files, kept nights, casebook, loads), and what
differs from an undisturbed night once the next one has run. Where the night was killed before it had changed more than
``state/tmp`` and the list of runs, the next night is run after every fifth only, unless ``--every``. Exit 1 when
anything is wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.killing import Doomed, Killed, Scene, run, scars, set_up, untouched, wounds

_SWAP = 0.25  # seconds in which files are replaced, and more


def main() -> None:
    """Kill as often as asked; a county in a folder of its own, gone at the end."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        scene = set_up(room, wanted.children, wanted.seed)
        print(f"{wanted.children} children; an undisturbed night takes {scene.effort:.1f} s of processor", flush=True)
        moments = random.Random(wanted.seed)
        told = [
            *(_once(scene, room, _by_swap(moments.uniform(0, _SWAP)), True) for _ in range(wanted.swaps)),
            *(_once(scene, room, _by_effort(moments.uniform(0, scene.effort)), wanted.every or number % 5 == 0)
              for number in range(wanted.kills)),
        ]
    steps = Counter(step for step, _, _ in told)
    print("\nkilled in: " + ", ".join(f"{step} {times}" for step, times in steps.items()))
    followed, bad = sum(ran for _, ran, _ in told), sum(bool(wrong) for _, _, wrong in told)
    print(f"next night run after {followed}; the other {len(told) - followed} were killed before they changed anything")
    print(f"{len(told)} kills: {bad} left something wounded or made the next night differ")
    sys.exit(bool(bad))


def _by_effort(moment: float) -> Callable[[Doomed], Killed]:
    return lambda doomed: doomed.ended(lambda night: night.effort >= moment, moment % 0.01)


def _by_swap(later: float) -> Callable[[Doomed], Killed]:
    return lambda doomed: doomed.ended(lambda night: night.swapping, later)


def _once(
    scene: Scene, room: Path, end: Callable[[Doomed], Killed], always: bool
) -> tuple[str, bool, list[str]]:
    """The step it was killed in, whether the next night was run, and what was wrong."""
    county = Path(shutil.copytree(scene.rest, room / "killed"))
    try:
        ended = end(Doomed(county, scene.second))
        wrong = wounds(county, scene)
        follow = always or not untouched(county, scene)
        if follow:
            run(county, scene.second)
            wrong += [f"then {scar}" for scar in scars(county, scene)]
    finally:
        shutil.rmtree(county)
    step = "finished before" if ended.finished else ended.step
    print(f"{step}{', next night' if follow else ''}: {'; '.join(wrong) or 'whole'}", flush=True)
    return step, follow, wrong


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--swaps", type=int, default=20)
    parser.add_argument("--every", action="store_true", help="run the next night after every kill")
    parser.add_argument("--children", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
