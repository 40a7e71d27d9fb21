"""The models of the public sets, as declared: what training starts from. Writes febrl4.json and historical_50k.json.

    .venv/bin/python benchmarks/models/public_sets.py

m is a round guess at how often people write the same thing; u counts like two random pairs seen. Thresholds follow
from a bound on false links: one link in ten thousand for FEBRL4, one pair in a hundred for historical_50k.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.linkage.model import Comparison, Ground, Model, Rule, Weighed

#: Level → (m, u).
Chances = dict[str, tuple[float, float]]

_TEXT: Chances = {
    "exact": (0.70, 2e-3), "one_edit": (0.12, 1e-3), "two_edits": (0.02, 2e-4), "elsewhere": (0.06, 1e-3),
    "close": (0.02, 1e-3), "like": (0.03, 5e-3), "initial": (0.01, 1e-3), "unlike": (0.04, 0.988),
}  # fmt: skip
#: Nicknames, and the wider and narrower names of a place, are learned.
_VARIANT: Chances = {**{level: _TEXT[level] for level in ("exact", "one_edit", "two_edits", "elsewhere")},
    "variant": (0.05, 5e-3), **{level: _TEXT[level] for level in ("close", "like", "initial", "unlike")}}  # fmt: skip
_TOKENS: Chances = {"all": (0.5, 2e-3), "part": (0.2, 1e-3), "some": (0.1, 1e-3), "none": (0.2, 0.996)}
_DIGITS: Chances = {
    "exact": (0.88, 1e-3), "one_edit": (0.06, 1e-2), "two_edits": (0.02, 0.1), "different": (0.04, 0.889),
}  # fmt: skip
_NUMBER: Chances = {
    "exact": (0.88, 1e-7), "one_edit": (0.06, 7e-6), "two_edits": (0.02, 3e-4), "different": (0.04, 0.9996929),
}  # fmt: skip
_DATE: Chances = {
    "exact": (0.70, 1e-4), "swapped": (0.01, 2e-5), "one_digit": (0.15, 2e-3), "two_digits": (0.03, 1e-3),
    "two_apart": (0.03, 0.03), "filler": (0.02, 4e-3), "year": (0.01, 1e-2), "different": (0.05, 0.95288),
}  # fmt: skip
_POSTCODE: Chances = {
    "exact": (0.60, 1e-5), "one_edit": (0.10, 5e-5), "sector": (0.05, 2e-4), "district": (0.05, 6e-4),
    "area": (0.10, 1e-2), "different": (0.10, 0.98914),
}  # fmt: skip
_SEX: Chances = {"exact": (0.95, 0.6), "different": (0.05, 0.4)}
_STATE: Chances = {"exact": (0.95, 0.2), "different": (0.05, 0.8)}
_LIST: Chances = {"exact": (0.85, 0.04), "different": (0.15, 0.96)}


def _compared(
    name: str,
    kind: str,
    chances: Chances,
    columns: tuple[str, ...] = (),
    given: tuple[str, str] | None = None,
    *,
    frequency: bool = True,
) -> Comparison:
    levels = tuple(Weighed(level, m, u) for level, (m, u) in chances.items())
    return Comparison(name, levels, given, frequency, kind, columns or (name,))


def _rules(*terms: str, most: int = 70_000) -> tuple[Rule, ...]:
    return tuple(Rule(line.replace(" ", "+"), tuple(line.split()), most=most) for line in terms)


_BY_WEIGHT = (Ground("weight", "各项信息合计足以确认", {}),)

_ADDRESS = ("address_1", "address_2", "suburb")

FEBRL4 = Model(
    left="dataset4a", right="dataset4b", kin_ratio=0.0, fast_path=False, random_pairs=1_000_000,
    expected_matches=0.8, link_probability=1 - 1e-4, review_probability=0.05, grounds=_BY_WEIGHT, guards=(),
    comparisons=(
        _compared("given_name", "text", _TEXT, ("given_name", "surname")),
        _compared("surname", "text", _TEXT, ("surname", "given_name")),
        *(_compared(one, "text", _TEXT, (one, *(other for other in _ADDRESS if other != one))) for one in _ADDRESS),
        _compared("street_number", "digits", _DIGITS),
        _compared("postcode", "digits", _DIGITS),
        _compared("state", "same", _STATE, frequency=False),
        _compared("date_of_birth", "iso_date", _DATE),
        _compared("soc_sec_id", "digits", _NUMBER),
    ),
    rules=(
        *_rules(
            "soc_sec_id", "soc_sec_id:first4", "soc_sec_id:last4", "date_of_birth", "date_of_birth:last5 state",
            "given_name surname", "given_name postcode", "surname postcode", "given_name suburb", "surname suburb",
            "given_name date_of_birth:first4", "surname date_of_birth:first4", "postcode date_of_birth:first4",
            "suburb date_of_birth:first4", "suburb postcode", "postcode street_number", "surname street_number",
            "address_1", "address_2",
        ),
        Rule("names_swapped", ("given_name", "surname"), ("surname", "given_name")),
    ),
)  # fmt: skip

HISTORICAL_50K = Model(
    left="historical_50k", right="historical_50k", kin_ratio=0.0, fast_path=False, random_pairs=1_000_000,
    expected_matches=5.0, bound=0.01, grounds=_BY_WEIGHT, guards=(),
    comparisons=(
        _compared("surname", "text", _TEXT, ("surname", "given", "middle")),
        _compared("given", "text", _VARIANT, ("given", "surname", "middle")),
        _compared("middle", "tokens", _TOKENS, frequency=False),
        _compared("dob", "iso_date", _DATE),
        _compared("postcode", "postcode", _POSTCODE),
        # A place is a wider word for its postcodes: where these agree it says little.
        _compared("place", "text", _VARIANT, given=("postcode", "district")),
        # A given name tells the sex.
        _compared("sex", "same", _SEX, given=("given", "exact"), frequency=False),
        _compared("occupation", "same", _LIST),
    ),
    rules=(
        *_rules(
            "surname", "postcode", "day",
            "surname:first4 given:first1", "surname:last4 given:first1", "surname:first4 district",
            "given dob", "given anniversary", "given district", "given place", "given dob:first4",
            "dob place", "dob district", "dob:first4 place", "dob:first4 district", "place anniversary",
            "dob:first4 surname:first1 given:first1", "place surname:first1 given:first1",
            "district given:first1", "district surname:first1", "district occupation",
        ),
        *_rules("names:words", most=3600),
    ),
)  # fmt: skip

if __name__ == "__main__":
    for name, model in (("febrl4", FEBRL4), ("historical_50k", HISTORICAL_50K)):
        Path(__file__).with_name(f"{name}.json").write_text(model.to_json() + "\n", "utf-8")
