"""The numbers a report speaks in: the ledger grouped as officials read it, rates with their denominators, sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.language import CHINESE, Language
from pipelines.settings import Night
from sources.vocabulary import CHILD_STATUS, FILED, IN_SCHOOL

#: Not schooling, and not known to be schooled: what a visit must settle.
UNSETTLED = ("suspected_dropout", "out_of_school", "not_found")


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the ledger that are read together, with the words for their sum."""

    code: str
    label: str
    statuses: tuple[str, ...]


#: The ledger's lines in the order of the township report; every status stands in exactly one group.
GROUPS = (
    Group("in_school", "在校", IN_SCHOOL),
    Group("graduated", "初中毕业", ("graduated",)),
    Group("filed", "已备案", FILED),
    Group("arranged", "缓学与安置", ("disabled_unplaced", "deferred", "suspended", "entry_not_due")),
    Group("unclear", "待核对", ("possible_match", "data_conflict")),
    Group("unsettled", "就学未落实", UNSETTLED),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, always shown with both."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        """Two decimals; never 100.00 % or 0.00 % unless it is exactly so."""
        if not self.whole:
            return "—"
        hundredths = round(10000 * self.part / self.whole)
        if 0 < self.part < self.whole:
            hundredths = min(max(hundredths, 1), 9999)
        return f"{hundredths / 100:.2f}%"

    @property
    def fraction(self) -> str:
        """``3,090 / 3,095``."""
        return f"{self.part:,} / {self.whole:,}"


@dataclass(frozen=True, slots=True)
class Counts:
    """One ledger, of the county or of a town: status → children."""

    of: Mapping[str, int]

    def sum(self, statuses: tuple[str, ...]) -> int:
        """Children in any of these statuses."""
        return sum(self.of.get(status, 0) for status in statuses)

    @property
    def total(self) -> int:
        """Every child of the ledger; rows without a birth date stand beside it."""
        return self.sum(CHILD_STATUS.codes)

    @property
    def in_school(self) -> Share:
        """在校率: in school together, of all children."""
        return Share(self.sum(IN_SCHOOL), self.total)

    @property
    def evidenced(self) -> Share:
        """取证率: evidenced among those in school outside the county."""
        outside = self.of.get("enrolled_outside", 0)
        return Share(outside, outside + self.of.get("outside_unevidenced", 0))

    @property
    def unsettled(self) -> Share:
        """就学未落实率: suspected drop-outs, confirmed drop-outs and those nothing was found of, of all children."""
        return Share(self.sum(UNSETTLED), self.total)


def signed(number: int) -> str:
    """+1,204, −7 or 0."""
    return f"{number:+,}".replace("-", "−") if number else "0"


def age_band(night: Night, as_of: date, say: Language = CHINESE) -> str:
    """Who is counted, in words: 6—15周岁, or the birth dates of the school year's cohorts."""
    if night.age_mode == "full_years":
        return say("{youngest}—{oldest}周岁", youngest=night.ages[0], oldest=night.ages[1])
    start = as_of.year if as_of.month >= 9 else as_of.year - 1
    return say("{start}—{end}学年适龄（{first}年9月1日至{last}年8月31日出生）",
               start=start, end=start + 1, first=start - 15, last=start - 6)


def closing_sentence(county: str, band: str, as_of: date, counts: Counts, say: Language = CHINESE) -> str:
    """The sentence with which a township closes its year-end report, filled in."""
    parts = [_group_words(group, counts, say) for group in GROUPS if counts.sum(group.statuses)]
    return say(
        "截至{day}，{county}公安户籍登记的{band}适龄儿童少年共{total:,}人。其中：{parts}。"
        "以上合计{total:,}人，与户籍登记数一致。",
        day=say.day(as_of), county=county, band=band, total=counts.total, parts=say("；").join(parts))


def equation(counts: Counts, say: Language = CHINESE) -> str:
    """The ledger's lines as a sum: ``14,563 = 本镇就读 9,351 + …``."""
    lines = [f"{label} {counts.of[status]:,}" for status, label in say.labels(CHILD_STATUS).items()
             if counts.of.get(status)]
    return f"{counts.total:,} = {' + '.join(lines) or '0'}"


def _group_words(group: Group, counts: Counts, say: Language) -> str:
    labels = say.labels(CHILD_STATUS)
    lines = [(labels[status], counts.of.get(status, 0)) for status in group.statuses]
    named = [say("{line}{n:,}人", line=label, n=children) for label, children in lines if children]
    whole = say("{line}{n:,}人", line=say(group.label), n=counts.sum(group.statuses))
    if len(group.statuses) == 1:
        return whole
    return say("{whole}（{parts}）", whole=whole, parts=say("，").join(named))
