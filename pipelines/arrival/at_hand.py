"""Whether each source is at hand: asked by the doctor before a night has to find out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import sources
from pipelines.arrival import credentials
from pipelines.arrival.intake import source_files
from pipelines.arrival.loads import Loads
from pipelines.settings import Settings, SettingsError, Source
from sources.person import SourceRefusedError, SourceUnreachableError
from sources.reading.database import Database
from sources.sentence import Sentence


class Arrival(NamedTuple):
    """One register: ``at_hand`` is None where no file has come yet; ``detail`` says what was found, or the mend."""

    title: str
    at_hand: bool | None
    detail: str


def arrivals(settings: Settings) -> Iterator[Arrival]:
    """Each register of the settings: its files counted, or its database asked for its columns and no row."""
    for name in type(settings.sources).model_fields:
        source: Source | None = getattr(settings.sources, name)
        if source is None or not (source.path or source.url):
            continue
        title = sources.register_named(name).CONTRACT.title
        try:
            yield Arrival(title, *_found(name, source, settings))
        except SourceUnreachableError as error:
            earlier = Loads(settings.state / "loads").newest(name, date.today())  # what a night would use for it
            told = str(error)
            if earlier:
                told = Sentence("{error}（可改用 {night} 读入的数据）", error=told, night=earlier.night)
            yield Arrival(title, False, told)
        except (SettingsError, SourceRefusedError) as error:
            yield Arrival(title, False, str(error))


def _found(name: str, source: Source, settings: Settings) -> tuple[bool | None, str]:
    database = credentials.database(name, source, settings.home)
    if database:
        return True, f"{database.name} 可以连接，有 {_columns(database)} 列"
    count = len(source_files(name, settings.home, source.path or ""))
    # Nothing is wrong with an empty inbox before a county's first night, or before the month's files are due.
    return True if count else None, f"{source.path} 有 {count} 个文件" if count else f"{source.path} 还没有文件"


def _columns(database: Database) -> int:
    from sources.reading.database.opening import reached

    return reached(database)
