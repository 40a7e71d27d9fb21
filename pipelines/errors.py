"""Why a night was not published."""

from __future__ import annotations


class NothingPublishedError(Exception):
    """A folder cannot be used or an invariant broke. The text is one sentence with the cause and the mend."""
