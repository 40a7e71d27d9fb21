"""Names, ID numbers, dates, telephones and places made comparable, whatever register they stand in."""

from __future__ import annotations

from sources.identity.age import ADULT, SCHOOL_YEAR_STARTS, age_full, age_on, school_year_band, school_year_start
from sources.identity.checksum import check_character, checksum_ok
from sources.identity.codes import coded
from sources.identity.dates import dated, last_day
from sources.identity.names import UNREADABLE, name_key, named
from sources.identity.noted import Notes
from sources.identity.numbers import identified, normalized
from sources.identity.persons import Pupils, Telling, conformed, no_name, noted_codes, noted_dates, persons
from sources.identity.places import school_codes, school_key, school_keys, town_inside, town_named, towns_named

__all__ = [
    "ADULT",
    "SCHOOL_YEAR_STARTS",
    "UNREADABLE",
    "Notes",
    "Pupils",
    "Telling",
    "age_full",
    "age_on",
    "check_character",
    "checksum_ok",
    "coded",
    "conformed",
    "dated",
    "identified",
    "last_day",
    "name_key",
    "named",
    "no_name",
    "normalized",
    "noted_codes",
    "noted_dates",
    "persons",
    "school_codes",
    "school_key",
    "school_keys",
    "school_year_band",
    "school_year_start",
    "town_inside",
    "town_named",
    "towns_named",
]
