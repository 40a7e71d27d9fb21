"""A model of linkage as data: what is compared, what it is worth, where candidates come from, what may link."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from pipelines.linkage.levels import LEVELS, UNKNOWN, Level


@dataclass(frozen=True, slots=True)
class Weighed:
    """One level of a comparison and how often it is seen.

    ``m``: among pairs of one person; ``u``: among strangers; ``kin``: among different members of one family (None: as
    often as among pairs of one person); ``u_given``, ``kin_given``: among strangers, and among such kin, who agree on
    what the comparison is conditioned on (None: as among all of them).
    ``fixed`` chances ('u', 'kin') stay as declared: another's number or name in a row comes about by mistakes, which
    random pairs and families of one register cannot show. ``learned`` ones ('kin') are learned from the candidate
    pairs, as m is, and are never below what is declared.
    """

    level: str
    m: float
    u: float
    kin: float | None = None
    u_given: float | None = None
    kin_given: float | None = None
    fixed: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: its levels, strongest first.

    ``kind``: how it compares (a key of ``levels.LEVELS``); a comparison without one is of the kind it is named after.
    ``columns``: the column it reads, and others in which the other record may have written the same (a text's).
    ``given`` (comparison, level): pairs that agree so, or more strongly, have their own u. ``frequency``: agreement on
    a rare value says more. ``variants``: pairs of values that stand for each other (Thomas, Tom); a comparison that
    has a level for them and no pairs learns these from the register.
    """

    name: str
    levels: tuple[Weighed, ...]
    given: tuple[str, str] | None = None
    frequency: bool = False
    kind: str = ""
    columns: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()

    @property
    def scale(self) -> type[Level]:
        """The ordered levels that its kind tells apart."""
        return LEVELS[self.kind or self.name]

    def code(self, level: str) -> int:
        """The number of that level (or of 'unknown') in arrays of levels. KeyError when its kind has no such level."""
        return UNKNOWN if level == "unknown" else int(self.scale[level.upper()])

    def word(self, code: int) -> str:
        """The level of that number, or 'unknown'."""
        return "unknown" if code == UNKNOWN else self.scale(code).code


@dataclass(frozen=True, slots=True)
class Rule:
    """A blocking rule: records that agree on all terms become a candidate pair.

    ``right`` terms where they differ from the left's. ``any_age`` rules are used for every record, the others only
    for those who may be pupils. ``both_open`` rules look among records alone that the fast path left over, the others
    also for records that contest what it linked. Blocks of more than ``most`` pairs are left out and counted.
    """

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    any_age: bool = False
    both_open: bool = False
    most: int = 40_000


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason that suffices to link: for each comparison named, the levels that count ('unknown' is one).

    ``levels`` may also ask for the facts of ``kinship`` (as sibling, owner, twin). ``outranks``: no sum of weaker
    pairs weighs against it, nor a rival. ``alone``: only where nobody else comes into question at all for either
    record. ``again``: strong enough for a further record of a person who is linked already (of a suspicion: enough to
    ask).
    """

    name: str
    sentence: str
    levels: dict[str, tuple[str, ...]]
    alone: bool = False
    again: bool = False
    outranks: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """A reason that forbids to link without a person's look, whatever the weight; ``levels`` as in Ground."""

    name: str
    sentence: str
    levels: dict[str, tuple[str, ...]]

    def allows(self, comparison: str, level: str) -> bool:
        """True when the guard may stand against a pair of that level."""
        return comparison not in self.levels or level in self.levels[comparison]


@dataclass(frozen=True, slots=True)
class Training:
    """What training found: share of matches among all pairs, iterations, log-likelihood after each, how it ended.

    ``unmatched``: share of the smaller register's records that have nobody in the other, by belief.
    ``matches``: pairs of one person, by belief; ``random_pairs``, ``kin_pairs``: how many of these were counted.
    """

    prior: float
    iterations: int
    log_likelihood: tuple[float, ...]
    converged: bool
    random_pairs: int
    kin_pairs: int
    matches: float = 0.0
    unmatched: float = 1.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on a pair may link, and down to which it is looked at.

    ``false_link_rate``: which share of the links may be false, as the model expects it; where that asks for more than
    ``link_probability``, it raises it. 1 asks for nothing.
    """

    link_probability: float = 0.9999
    review_probability: float = 0.05
    false_link_rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a trained model comes from: the program's version, the night's date (ISO), how many records each side had,
    and the link probability that was asked for before the bound on false links raised it."""

    version: str
    as_of: str
    left_records: int
    right_records: int
    asked_probability: float


@dataclass(frozen=True, slots=True)
class Model:
    """How two registers are linked. ``training`` is None until ``link`` has seen data; link returns a trained copy.

    ``grounds`` suffice to link, ``guards`` forbid it, ``suspicions`` call for a review however small the weight.
    ``margin``: by how many bits the chosen record must be ahead of any rival. ``kin_ratio``: pairs of kin there are
    for each pair of one person. ``many``: 'none' (one to one), 'right' (a left record may have several right ones,
    when they agree strongly: double enrollment), 'both' (evidence). ``random_pairs``: so many show u. ``bound``: the
    share of false pairs, as the model expects them, that clusters of one register may have. ``false_link_rate``: the
    same for links of two registers; of a model that ``link`` returns, ``link_probability`` is the one it came to.
    """

    left: str
    right: str
    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    grounds: tuple[Ground, ...]
    guards: tuple[Guard, ...]
    suspicions: tuple[Ground, ...] = ()
    link_probability: float = 0.9999
    review_probability: float = 0.05
    margin: float = 8.0
    kin_ratio: float = 1.0
    expected_matches: float = 0.5  # of the smaller register, before training
    many: str = "none"
    fast_path: bool = True
    random_pairs: int = 200_000
    bound: float = 0.01
    false_link_rate: float = 1.0
    training: Training | None = field(default=None)
    provenance: Provenance | None = None

    @property
    def prior(self) -> float:
        """The trained share of matches among all pairs. Raises ValueError before training."""
        if self.training is None:
            raise ValueError("the model is not trained")
        return self.training.prior

    @property
    def start(self) -> float:
        """log2 odds of a pair before it is compared: that its record is this one's against that it is nobody's.

        Where nearly every record of the smaller register is somebody's, "nobody's" has little in its favor.
        """
        unmatched = self.training.unmatched if self.training else 1.0
        return float(np.log2(self.prior / (1 - self.prior) / unmatched))

    def comparison(self, name: str) -> Comparison:
        """The comparison of that name; KeyError when the model has none."""
        return {one.name: one for one in self.comparisons}[name]

    @property
    def places(self) -> dict[str, int]:
        """The column of each comparison in arrays of levels."""
        return {one.name: place for place, one in enumerate(self.comparisons)}

    def with_thresholds(self, thresholds: Thresholds) -> Model:
        """The same model under other thresholds."""
        return replace(self, **asdict(thresholds))

    def with_variants(self, variants: Mapping[str, tuple[tuple[str, str], ...]]) -> Model:
        """The same model knowing those pairs of values, by comparison."""
        told = (replace(one, variants=variants.get(one.name, one.variants)) for one in self.comparisons)
        return replace(self, comparisons=tuple(told))

    def to_json(self) -> str:
        """The model as JSON; ``Model.from_json`` reads it back to an equal model."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Model:
        """The model that ``to_json`` wrote. Raises KeyError for a comparison or level that is not known."""
        raw = json.loads(text)
        model = cls(**{
            **raw,
            "comparisons": tuple(_comparison(one) for one in raw["comparisons"]),
            "rules": tuple(_rule(one) for one in raw["rules"]),
            "grounds": tuple(Ground(**_with_levels(one)) for one in raw["grounds"]),
            "guards": tuple(Guard(**_with_levels(one)) for one in raw["guards"]),
            "suspicions": tuple(Ground(**_with_levels(one)) for one in raw["suspicions"]),
            "training": _training(raw["training"]),
            "provenance": Provenance(**raw["provenance"]) if raw.get("provenance") else None,
        })  # fmt: skip
        for comparison in model.comparisons:
            for weighed in comparison.levels:
                comparison.code(weighed.level)
        return model


def _comparison(raw: dict) -> Comparison:
    levels = tuple(_weighed(one) for one in raw["levels"])
    given = tuple(raw["given"]) if raw["given"] else None
    variants = tuple((one, other) for one, other in raw.get("variants", ()))
    told = {"levels": levels, "given": given, "columns": tuple(raw["columns"]), "variants": variants}
    return Comparison(**{**raw, **told})


def _weighed(raw: dict) -> Weighed:
    return Weighed(**{**raw, "fixed": tuple(raw["fixed"]), "learned": tuple(raw.get("learned", ()))})


def _rule(raw: dict) -> Rule:
    return Rule(**{**raw, "left": tuple(raw["left"]), "right": tuple(raw["right"])})


def _with_levels(raw: dict) -> dict:
    return {**raw, "levels": {name: tuple(codes) for name, codes in raw["levels"].items()}}


def _training(raw: dict | None) -> Training | None:
    return Training(**{**raw, "log_likelihood": tuple(raw["log_likelihood"])}) if raw else None
