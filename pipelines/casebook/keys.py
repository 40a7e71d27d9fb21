"""What a child is recognized by from night to night: keyed digests of what the registry says of it, never the words."""

from __future__ import annotations

import polars as pl

from pipelines.casebook.presence import KEYS
from pipelines.casebook.tokens import each_keyed

#: Key → the columns of a person that it is of; no key without the first of them.
_OF = {
    "id_key": ("id", "id18"),
    "person_key": ("person", "name_key", "dob", "sex", "town", "village"),
    "name_key": ("name", "name_key"),
    "birth_key": ("birth", "dob", "sex"),
    "place_key": ("place", "village", "town"),
    "home_key": ("home", "household_no"),
    "kin_key": ("kin", "kin"),
    "former_key": ("name", "former_key"),  # comparable with another night's name_key
}
#: The columns of a person that keys are made of.
READ = tuple(sorted({
    "record_id", "guardian_ids", "guardian_keys", *(one for _, *of in _OF.values() for one in of if one != "kin")}))


def keys_of(persons: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``record_id``, KEYS and ``former_key`` of each person, of whom there is READ of ``sources.person.PERSON``."""
    numbers, names = (pl.col(name).cast(pl.List(pl.String)) for name in ("guardian_ids", "guardian_keys"))
    kin = pl.when(numbers.list.len() > 0).then(numbers).otherwise(names).list.join("|")
    told = persons.with_columns(kin=kin)
    return pl.DataFrame([told["record_id"], *(_digests(told, name, key) for name in (*KEYS, "former_key"))])


def _digests(persons: pl.DataFrame, name: str, key: bytes) -> pl.Series:
    word, *columns = _OF[name]
    said = persons.select(
        pl.when(pl.col(columns[0]).cast(pl.String).fill_null("") != "").then(
            pl.concat_str([pl.col(column).cast(pl.String).fill_null("") for column in columns], separator="|"))
    ).to_series()
    # Villages, days and names are few: each is digested once.
    told = said.to_arrow().dictionary_encode()
    digests = pl.Series(name, each_keyed(key, word, told.dictionary.to_pylist()), dtype=pl.String)
    return digests.gather(pl.Series(told.indices))
