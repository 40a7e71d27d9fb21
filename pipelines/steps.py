"""How a step of the night is run: plainly, or by an orchestrator; the night does not know which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class StepRunner(Protocol):
    """Runs one step of the night. ``retry`` marks steps that may be tried again: those that read from outside."""

    def __call__(self, name: str, function: Callable[..., T], /, *args: Any, retry: bool = False, **kwargs: Any) -> T:
        """What ``function(*args, **kwargs)`` returns. ``name`` is for people: no personal value in it."""
        ...


def plain(name: str, function: Callable[..., T], /, *args: Any, retry: bool = False, **kwargs: Any) -> T:
    """The step, run here and now; what it raises comes through unchanged."""
    return function(*args, **kwargs)
