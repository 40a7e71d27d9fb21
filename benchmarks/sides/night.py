"""One night of a county, telling the seconds and processor seconds of each of its steps.

    .venv/bin/python benchmarks/sides/night.py COUNTY.toml
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phases import imported, phase


def main() -> None:
    """Run it; the whole of it is told as ``night``."""
    from pipelines.night import night
    from pipelines.settings import load

    settings = load(Path(sys.argv[1]))
    assert settings.night.as_of
    imported()
    with phase("night"):
        night(settings, settings.night.as_of, step=_told, tell=lambda _: None)


def _told(name: str, function: Callable[..., Any], /, *args: Any, retry: bool = False, **kwargs: Any) -> Any:
    with phase(name):
        return function(*args, **kwargs)


if __name__ == "__main__":
    main()
