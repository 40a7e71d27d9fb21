"""A Chinese sentence that still knows what it was made of, so that it can be said in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["Sentence", "listed"]


class Sentence(str):
    """The sentence, a text like any other: ``message`` with its ``values`` in it, which stand there as ``{name}``.

    A value that is a Sentence itself is said in the reader's language, and so are the ``parts`` of a list; any other
    value is data (a file's name, a sheet, a heading) and stays as it is, though a message should read the same.
    """

    message: str
    values: Mapping[str, object]
    parts: tuple[str, ...]

    def __new__(cls, message: str, /, **values: object) -> Sentence:
        """Without values a Sentence stays itself."""
        if isinstance(message, Sentence) and not values:
            return message
        made = super().__new__(cls, message.format(**values) if values else message)
        made.message, made.values, made.parts = str(message), values, ()
        return made

    def __str__(self) -> str:
        """Itself: ``str(error)`` is a Sentence, when the error was raised with one."""
        return self


def listed(parts: Iterable[str], mark: str = "、") -> Sentence:
    """The parts in a row, with the mark between them. Those that are no Sentence are quoted in other languages."""
    told = tuple(parts)
    made = Sentence(mark.join(told))
    made.message, made.parts = mark, told
    return made
