"""Why a night was not published."""

from __future__ import annotations


class NothingPublishedError(Exception):
    """A source was refused, a folder cannot be used, or an invariant broke. One sentence with the cause and the mend."""
