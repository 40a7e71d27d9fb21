"""What must not stand in a log: the numbers by which a child or a household is known."""

from __future__ import annotations

import logging
import re

_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")


def blotted(text: str) -> str:
    """The text with every ID and telephone number blotted out."""
    return _PERSONAL.sub("▇", text)


class Discreet(logging.Filter):
    """Lets every record through without the ID and telephone numbers that stand in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True, always; message and traceback are made free of numbers first."""
        record.msg, record.args = blotted(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = blotted(record.exc_text)
        return True


def be_discreet() -> None:
    """Put the filter on the root logger and on Prefect's."""
    # A logger's filters see what is logged on it, not what its children pass up: the handlers' see everything.
    discreet = Discreet()
    for name in ("", "prefect", "prefect.flow_runs", "prefect.task_runs", "prefect.extra"):
        logger = logging.getLogger(name)
        for place in (logger, *logger.handlers):
            place.addFilter(discreet)
