"""Who is linked, reviewed or left: drawn tables of the cases that cost a child when decided wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.linkage import link, link_registers
from pipelines.linkage.county import POPULATION_ROLL
from tests.pipelines.linkage.people import as_roll as of_roll
from tests.pipelines.linkage.people import cut, families, frame, mistyped, number, person

AS_OF = date(2026, 9, 1)
DAY, OTHER = date(2014, 3, 15), date(2016, 8, 9)
NUMBER, TWIN, BROTHER = number(DAY, 121), number(DAY, 123), number(OTHER, 57)
HOME = {"guardian_keys": ["孟兆德", "秦玉珍"], "phones": ["16100000001"], "household_no": "x1", "town": "甲镇", "village": "甲1村"}
FAR = {"guardian_keys": ["孟广志"], "phones": ["16100000009"], "household_no": "x9", "town": "丙镇", "village": "丙5村"}
CHILD = person("pA", "孟子涵", DAY, NUMBER, **HOME)
BLANK = {"citizen_id": None, "id18": None, "id_class": "blank"}
ADULT = {"citizen_id": None, "id18": None, "id_class": "adult", "guardian_ids": [number(date(1985, 5, 5), 33)]}


def child(record: str, name: str, day: date, id18: str, **more: object) -> dict[str, object]:
    return person(record, name, day, id18, **(HOME | more))


def pupil(of: dict[str, object], record: str = "rX", **changes: object) -> dict[str, object]:
    return of_roll(of, record, **changes)


def outcomes(children: list[dict[str, object]], pupils: list[dict[str, object]], decisions: pl.DataFrame | None = None) -> dict[tuple[str, str], str]:
    """(registry record, roll record) → 'link:rule', 'review:why' or 'non_link:why', among a crowd of other families."""
    crowd = families(250, 7)
    others = [of_roll(one, f"rc{one['record_id'][1:]}") for one in crowd[: len(crowd) * 9 // 10]]
    found = link(frame(crowd + children), frame(others + pupils), POPULATION_ROLL, decisions=decisions)
    ours = {str(row["record_id"]) for row in children + pupils}
    links = {(row["left_record"], row["right_record"]): f"link:{row['rule']}" for row in found.links.to_dicts()}
    pairs = {(row["left_record"], row["right_record"]): f"{row['decision']}:{row['why']}" for row in found.pairs.to_dicts()}
    return {pair: outcome for pair, outcome in (links | pairs).items() if set(pair) & ours}


#: what the roll says differently of the only child → what becomes of the pair
ONE_CHILD = [
    ("nothing", {}, "link:fast_id_name_dob"),
    ("cut number", cut(NUMBER), "link:id_cut_name_family"),
    ("cut number, a guardian's name alone", {**cut(NUMBER), "phones": []}, "link:id_cut_name"),
    ("one digit wrong", mistyped(NUMBER[:9] + "9" + NUMBER[10:]), "link:id_edit_name"),
    ("two digits swapped", mistyped(NUMBER[:15] + NUMBER[16] + NUMBER[15] + NUMBER[17]), "link:id_edit_name"),
    ("a digit missing", mistyped(NUMBER[:8] + NUMBER[9:]), "link:id_edit_name"),
    ("no number", BLANK, "link:name_dob_family"),
    ("a parent's number", ADULT, "link:name_dob_family"),
    ("homophone", {"name_key": "孟梓涵"}, "link:id_name_near"),
    ("look-alike", {"name_key": "孟子函"}, "link:id_name_near"),
    ("given characters swapped", {"name_key": "孟涵子"}, "link:id_name_near"),
    ("one character wrong: a slip, or a brother who is registered nowhere", {"name_key": "孟子豪"}, "review:too_little"),
    ("one character dropped", {"name_key": "孟涵"}, "review:too_little"),
    ("one character wrong that brothers share", {"name_key": "孟雨涵"}, "link:id_name_unbrotherly"),
    ("the same, the grade not told", {"name_key": "孟雨涵", "grade_cohort": None}, "review:too_little"),
    ("the mother's surname", {"name_key": "秦子涵"}, "link:id_name_unbrotherly"),
    ("another's number, the names of two sisters of a people without surnames", {"name_key": "莲花托娅"}, "review:id_name_conflict"),
    ("the surname misread", {"name_key": "盂子涵"}, "link:id_name_near"),
    ("the surname wrong", {"name_key": "何子涵"}, "link:id_name_unbrotherly"),
    ("homophone, a grade behind", {"name_key": "孟梓涵", "grade_cohort": 2014}, "link:id_name_near"),
    ("homophone, two grades behind: a brother who is registered nowhere", {"name_key": "孟梓涵", "grade_cohort": 2015}, "review:grade_differs"),
    ("homophone, a grade ahead: an elder one", {"name_key": "孟梓涵", "grade_cohort": 2012}, "review:grade_differs"),
    ("homophone, and the other sex", {"name_key": "孟梓涵", "sex": "2"}, "review:sex_differs"),
    ("all the same, two grades behind", {"grade_cohort": 2015}, "link:fast_id_name_dob"),
    ("all the same, three grades behind: somebody else goes to school as this child", {"grade_cohort": 2016}, "review:grade_far"),
    ("number and name, date some days off", {"dob": date(2014, 3, 26)}, "link:id_name"),
    ("number and name, date a year off", {"dob": date(2015, 3, 15)}, "link:id_name_slip"),
    ("the same, two grades ahead", {"dob": date(2015, 3, 15), "grade_cohort": 2011}, "review:grade_far"),
    ("number and name, another date: a brother's of the same name", {"dob": OTHER}, "review:dob_differs"),
    ("cut number, another family: a newcomer of the name and day", {**cut(NUMBER), **FAR}, "review:too_little"),
    ("cut number, homophone", {"name_key": "孟梓涵", **cut(NUMBER)}, "link:id_cut_name_near"),
    ("cut number, one character wrong that brothers share", {"name_key": "孟雨涵", **cut(NUMBER)}, "link:id_cut_name_unbrotherly"),
    ("cut number, one character wrong", {"name_key": "孟子豪", **cut(NUMBER)}, "review:too_little"),
    ("unreadable with its number", {"name_key": "孟□涵", "name_unreadable": True}, "link:id_name_near"),
    ("unreadable without number", {"name_key": "孟□涵", "name_unreadable": True, **BLANK}, "link:name_near_dob_family"),
    ("the same, the grade not told", {"name_key": "孟□涵", "name_unreadable": True, **BLANK, "grade_cohort": None}, "review:too_little"),
    ("number the same, name unlike", {"name_key": "秦小宝"}, "review:id_name_conflict"),
    ("no number, lunar date", {"dob": date(2014, 2, 15), **BLANK}, "link:name_slip_family"),
    ("no number, 1 January", {"dob": date(2014, 1, 1), **BLANK}, "link:name_slip_family"),
    ("the same, the grade not told", {"dob": date(2014, 1, 1), **BLANK, "grade_cohort": None}, "review:too_little"),
    ("no number, homophone", {"name_key": "孟梓涵", **BLANK}, "link:name_near_dob_family"),
    ("no number, the surname another", {"name_key": "尉子涵", **BLANK}, "link:name_given_dob_family"),
    ("the same, of another town", {"name_key": "尉子涵", **BLANK, "town": "丙镇", "village": "丙5村"}, "review:too_little"),
    ("the same, two grades behind", {"name_key": "尉子涵", **BLANK, "grade_cohort": 2015}, "review:too_little"),
    ("no number, the middle character another: twins may be named so", {"name_key": "孟雨涵", **BLANK}, "review:too_little"),
    ("another's damaged number, lunar date", {"dob": date(2014, 2, 15), **mistyped("349999198505050334")}, "link:name_slip_wrong_number"),
    ("the same, a guardian's name alone", {"dob": date(2014, 2, 15), **mistyped("349999198505050334"), "phones": []}, "review:too_little"),
    ("the same, the date a year off: a brother's may be", {"dob": date(2015, 3, 15), **mistyped("349999198505050334")}, "review:too_little"),
    ("no number, a guardian's name alone", {**BLANK, "phones": []}, "link:name_dob_guardian"),
    ("the same, of another town", {**BLANK, "phones": [], "address": "某县丙镇丙5村1号", "town": "丙镇"}, "review:place_differs"),
    ("no number, family or place", {**BLANK, "guardian_keys": [], "phones": [], "address": None}, "review:too_little"),
    ("no number, other family", {**BLANK, "guardian_keys": ["孙大海"], "phones": ["16199999999"], "address": None}, "review:too_little"),
    ("another valid number, same family", {"citizen_id": BROTHER, "id18": BROTHER}, "link:other_id_family"),
    ("another valid number, no family", {"citizen_id": BROTHER, "id18": BROTHER, "guardian_keys": [], "phones": []}, "review:ids_differ"),
    ("neighboring valid number", {"citizen_id": TWIN, "id18": TWIN}, "review:neighbor_numbers"),
]


SISTERS = {"guardian_keys": ["巴特尔", "乌云其其格"]}
#: the name of a child of a people without surnames, what the roll says differently → what becomes of the pair
NO_SURNAMES = [
    ("the first character another: a sister who is registered nowhere", "金花娜", {"name_key": "莲花娜"}, "review:too_little"),
    ("the same, the number cut", "金花娜", {"name_key": "莲花娜", **cut(NUMBER)}, "review:too_little"),
    ("the middle character another", "金花娜", {"name_key": "金莲娜"}, "review:too_little"),
    ("the same, and no parent told", "金花娜", {"name_key": "金莲娜", "guardian_keys": []}, "review:too_little"),
    ("homophone", "金花娜", {"name_key": "金花那"}, "link:id_name_near"),
]


@pytest.mark.parametrize(("name", "changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in NO_SURNAMES])
def test_sisters_of_a_people_without_surnames_are_not_one_child(name: str, changes: dict[str, object], expected: str) -> None:
    girl = CHILD | {"name_key": name} | SISTERS
    assert outcomes([girl], [pupil(girl, **changes)])["pA", "rX"] == expected


#: the name in the registry, what the roll says differently → what becomes of the pair; 桂 and 佳 are in names of the crowd
LOOK_ALIKE = [
    ("a slip: nobody is named by the other character", "孟子桂", {"name_key": "孟子挂"}, "link:id_name_near"),
    ("the registry's own slip", "孟子住", {"name_key": "孟子佳"}, "link:id_name_near"),
    ("children are named by both", "孟子桂", {"name_key": "孟子佳"}, "review:both_are_names"),
    ("the same, without number", "孟子佳", {"name_key": "孟子桂", **BLANK}, "review:both_are_names"),
    ("the same, the number cut", "孟桂", {"name_key": "孟佳", **cut(NUMBER)}, "review:both_are_names"),
    ("the surname: no brother's has another", "王子涵", {"name_key": "玉子涵"}, "link:id_name_near"),
]


@pytest.mark.parametrize(("name", "changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in LOOK_ALIKE])
def test_a_character_misread_for_one_that_kin_may_be_named_by_is_asked_about(
    name: str, changes: dict[str, object], expected: str
) -> None:
    named = CHILD | {"name_key": name}
    assert outcomes([named], [pupil(named, **changes)])["pA", "rX"] == expected


@pytest.mark.parametrize(("changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ONE_CHILD])
def test_one_child_and_its_damaged_record(changes: dict[str, object], expected: str) -> None:
    assert outcomes([CHILD], [pupil(CHILD, **changes)])["pA", "rX"] == expected


def test_a_name_alone_never_links() -> None:
    namesake = person("rX", "孟子涵", date(2015, 6, 6), number(date(2015, 6, 6), 301), **FAR)
    assert "link" not in outcomes([CHILD], [namesake]).get(("pA", "rX"), "non_link")[:4]


def test_a_namesake_of_the_same_day_with_a_number_of_his_own_is_reviewed_not_linked() -> None:
    namesake = person("rX", "孟子涵", DAY, number(DAY, 487, "669901"), **FAR)
    assert outcomes([CHILD], [namesake])["pA", "rX"].startswith("review")


def test_two_namesakes_of_one_day_are_not_told_apart_by_rounding() -> None:
    namesake = person("pB", "孟子涵", DAY, number(DAY, 487), **FAR)
    found = outcomes([CHILD, namesake], [person("rX", "孟子涵", DAY, sex="2")])
    assert found["pA", "rX"].startswith("review") and found["pB", "rX"].startswith("review")


BROTHERS = child("pB", "孟子豪", OTHER, BROTHER)


def test_a_missing_child_is_not_hidden_by_the_record_of_the_brother() -> None:
    found = outcomes([CHILD, BROTHERS], [pupil(BROTHERS)])
    assert found["pB", "rX"] == "link:fast_id_name_dob"
    assert found.get(("pA", "rX"), "non_link").startswith("non_link")


LOST_LAST = {"name_key": "孟子□", "name_unreadable": True}

#: the record of the enrolled brother pB, which bears the number of the missing pA → (pA, pB)
UNDER_THE_MISSING_ONES_NUMBER = [
    ("name, date and grade his own: the number is lent", {}, "non_link", "link:lent_number"),
    ("his name sounds alike", {"name_key": "孟子毫"}, "non_link", "link:lent_number_near"),
    ("misspelled", {"name_key": "孟子夏"}, "review", "review:ids_differ"),
    ("unreadable", LOST_LAST, "review", "review:ids_differ"),
    ("the date from that number too", {"dob": DAY}, "review", "review:id_name_split"),
    ("the date from that number too, unreadable", {"dob": DAY} | LOST_LAST, "review", "review:sibling"),
    ("the name from that number too", {"name_key": "孟子涵"}, "review:dob_differs", "review:ids_differ"),
    ("a grade that is not his", {"grade_cohort": 2011}, "review", "review"),
]


@pytest.mark.parametrize(("changes", "missing", "enrolled"), [pytest.param(*row[1:], id=row[0]) for row in UNDER_THE_MISSING_ONES_NUMBER])
def test_a_brother_enrolled_under_the_missing_childs_number_does_not_hide_it(changes: dict[str, object], missing: str, enrolled: str) -> None:
    record = pupil(BROTHERS, **({"citizen_id": NUMBER, "id18": NUMBER} | changes))
    rows = {"population": [*families(250, 7), CHILD, BROTHERS], "roll": [record], "poverty": [], "evidence": []}
    found = link_registers({name: frame(of) for name, of in rows.items()}, as_of=AS_OF)
    told = {row["left_record"]: f"link:{row['rule']}" for row in found.links.to_dicts()}
    told |= {row["left_record"]: f"{row['decision']}:{row['why']}" for row in found.pairs.to_dicts()}
    assert told["pA"].startswith(missing) and told["pB"].startswith(enrolled)


def test_nor_when_the_brothers_names_sound_alike_and_the_record_tells_no_family() -> None:
    missing, brother = child("pA", "孟子涵", DAY, NUMBER), child("pB", "孟梓涵", OTHER, BROTHER)
    found = outcomes([missing, brother], [person("rX", "孟梓涵", DAY, NUMBER)])
    assert found["pA", "rX"] == "review:like_a_sibling"


def test_the_second_record_of_an_enrolled_namesake_does_not_hide_the_missing_one() -> None:
    missing = person("pA", "孟子涵", DAY, NUMBER, **HOME)
    enrolled = person("pB", "孟子涵", DAY, TWIN, **FAR)
    second = person("rY", "孟子涵", DAY, town="甲镇", village="甲1村", sex=enrolled["sex"])
    found = outcomes([missing, enrolled], [pupil(enrolled), second])
    assert found["pB", "rX"].startswith("link:")
    assert not found["pA", "rY"].startswith("link:")


def test_brothers_enrolled_under_one_number_are_each_found() -> None:
    found = outcomes([CHILD, BROTHERS], [pupil(CHILD, "r1"), pupil(BROTHERS, "r2", citizen_id=NUMBER, id18=NUMBER)])
    assert found["pA", "r1"].startswith("link")
    assert found["pB", "r2"] == "link:lent_number"
    assert not found.get(("pA", "r2"), "non_link").startswith("link")


TWINS = child("pT", "孟子轩", DAY, TWIN)

#: the record of the enrolled twin pA, whose twin pT dropped out → (pA, pT)
TWIN_RECORD = [
    ("whole", {}, "link", "non_link"),
    ("number cut", cut(NUMBER), "link", "non_link"),
    ("number blank", BLANK, "link", "non_link"),
    ("number mistyped", mistyped(NUMBER[:16] + "9" + NUMBER[17:]), "link", "non_link"),
    ("number the twin's", {"citizen_id": TWIN, "id18": TWIN}, "review", "review"),
    ("number blank, name of neither", {**BLANK, "name_key": "孟子杰"}, "review", "review"),
    ("number cut, name unreadable where they differ", {**cut(NUMBER), "name_key": "孟子□", "name_unreadable": True}, "review", "review"),
]


@pytest.mark.parametrize(("changes", "enrolled", "missing"), [pytest.param(*row[1:], id=row[0]) for row in TWIN_RECORD])
def test_a_dropped_out_twin_is_not_hidden_by_the_other(changes: dict[str, object], enrolled: str, missing: str) -> None:
    found = outcomes([CHILD, TWINS], [pupil(CHILD, **changes)])
    assert found["pA", "rX"].split(":")[0] == enrolled
    assert found.get(("pT", "rX"), "non_link").split(":")[0] == missing


#: what the record of a brother 秦小宝 bears beside the child's number → what becomes of her own, a digit of its number wrong
BROTHERS_RECORD = [
    ("his own birth date and grade", date(2019, 8, 9), "link:id_edit_name"),
    ("a birth date and grade that may be hers", date(2014, 8, 9), "review:id_name_split"),
]


@pytest.mark.parametrize(("day", "expected"), [pytest.param(*row[1:], id=row[0]) for row in BROTHERS_RECORD])
def test_her_number_on_the_record_of_another_by_name_date_and_grade_does_not_part_a_child_from_hers(day: date, expected: str) -> None:
    brother = child("pB", "秦小宝", day, number(day, 35))
    own = pupil(CHILD, "r1", **mistyped(NUMBER[:16] + "9" + NUMBER[17:]))
    found = outcomes([CHILD, brother], [own, pupil(brother, "r2", citizen_id=NUMBER, id18=NUMBER, sex="2")])
    assert found["pA", "r1"] == expected


#: the twin's name in the registry, what the roll says of the child 孟子涵 differently → what becomes of her record
BESIDE_A_TWIN = [
    ("a homophone, the twin's name another", "孟子轩", {"name_key": "孟梓涵"}, "link:id_name_near"),
    ("the same, a number that a spreadsheet cut is the twin's as well", "孟子轩", {"name_key": "孟梓涵", **cut(NUMBER)}, "review:below_link"),
    ("the same, without number", "孟子轩", {"name_key": "孟梓涵", **BLANK}, "link:name_near_dob_family"),
    ("a homophone of both names", "孟紫涵", {"name_key": "孟梓涵", **cut(NUMBER)}, "review:twin"),
    ("the very name of the twin", "孟梓涵", {"name_key": "孟梓涵", **cut(NUMBER)}, "non_link:one_to_one_loser"),
    ("unreadable, the twin's name another", "孟雪", {"name_key": "孟□涵", "name_unreadable": True, **BLANK}, "review:twin"),
    ("her very name without number, a slip from the twin's, who has no record", "孟涵子", BLANK, "review:twin"),
    ("the same, with the number", "孟涵子", {}, "link:fast_id_name_dob"),
    ("her very name without number, the twin's another", "孟雪", BLANK, "link:name_dob_family"),
    ("one character off, as twins' names are", "孟子轩", {"name_key": "孟雨涵", **cut(NUMBER)}, "review:twin"),
]


@pytest.mark.parametrize(("twin", "changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in BESIDE_A_TWIN])
def test_a_near_name_is_the_childs_unless_it_is_as_near_to_the_twins(twin: str, changes: dict[str, object], expected: str) -> None:
    assert outcomes([CHILD, TWINS | {"name_key": twin}], [pupil(CHILD, **changes)])["pA", "rX"] == expected


def test_twins_with_swapped_numbers_are_not_linked_by_number() -> None:
    one, other = pupil(CHILD, "r1", citizen_id=TWIN, id18=TWIN), pupil(TWINS, "r2", citizen_id=NUMBER, id18=NUMBER)
    found = outcomes([CHILD, TWINS], [one, other])
    assert {found[pair].split(":")[0] for pair in (("pA", "r1"), ("pA", "r2"), ("pT", "r1"), ("pT", "r2"))} == {"review"}


def test_a_cousins_record_is_not_the_childs() -> None:
    day = date(2014, 5, 20)
    cousin = person("rX", "孟子航", day, **(FAR | {"village": "甲1村", "town": "甲镇"}))
    assert not outcomes([CHILD], [cousin]).get(("pA", "rX"), "non_link").startswith("link")


def test_enrolled_twice_is_linked_twice() -> None:
    found = outcomes([CHILD], [pupil(CHILD, "r1"), pupil(CHILD, "r2")])
    assert sorted(found.values()) == ["link:double_enrollment", "link:fast_id_name_dob"]


def test_a_weak_second_record_is_no_double_enrollment() -> None:
    found = outcomes([CHILD], [pupil(CHILD, "r1"), person("r2", "孟子涵", DAY, sex=CHILD["sex"])])
    assert found["pA", "r1"].startswith("link") and found["pA", "r2"] == "review:second_record"


GUARDIAN_ONLY = {**BLANK, "phones": []}

#: a record without a number beside the child's own, under her name and birth date → what becomes of it
SECOND_RECORD = [
    ("the telephone and the guardian's name are hers", BLANK, "link:double_enrollment"),
    ("the guardian's name alone: a namesake's father may bear it", GUARDIAN_ONLY, "review:second_record"),
    ("the same, a class below", {**GUARDIAN_ONLY, "grade_cohort": 2014}, "review:second_record"),
    ("the telephone alone", {**BLANK, "guardian_keys": []}, "review:second_record"),
    ("a cut number, the telephone and the guardian's name", cut(NUMBER), "link:double_enrollment"),
    ("a cut number and the guardian's name: namesakes of one day may share both", {**cut(NUMBER), "phones": []}, "review:second_record"),
]


@pytest.mark.parametrize(("changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SECOND_RECORD])
def test_a_second_record_by_less_than_family_is_asked_about(changes: dict[str, object], expected: str) -> None:
    found = outcomes([CHILD], [pupil(CHILD, "r1", grade_cohort=None), pupil(CHILD, "r2", **changes)])
    assert found["pA", "r1"] == "link:fast_id_name_dob" and found["pA", "r2"] == expected


#: who else there is, when a record has the child's name, day and a guardian's name → what becomes of the record
SOMEBODY_ELSE = [
    ("a twin of another name", child("pB", "孟雪", DAY, TWIN), "link:name_dob_guardian"),
    ("a twin of a name as near as brothers' are", child("pB", "孟子豪", DAY, TWIN), "review:ambiguous"),
    ("a namesake of the next week, of another family", person("pB", "孟子涵", date(2014, 3, 22), number(date(2014, 3, 22), 9), **FAR),
     "link:name_dob_guardian"),
    ("a namesake of that day, of another family", person("pB", "孟子涵", DAY, number(DAY, 487), **FAR), "review:ambiguous"),
]


@pytest.mark.parametrize(("other", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SOMEBODY_ELSE])
def test_whoever_must_be_alone_has_no_rival_in_a_child_who_cannot_be_meant(other: dict[str, object], expected: str) -> None:
    assert outcomes([CHILD, other], [pupil(CHILD, **GUARDIAN_ONLY)])["pA", "rX"] == expected


#: the birth date of a brother 孟子豪 → whether 孟子□, under the child's number and date and in her grade, is hers
UNREADABLE = [
    ("of her grade, or nearly", date(2013, 6, 1), "review:like_a_sibling"),
    ("five years younger, not at school yet", date(2019, 6, 1), "link:id_name_near"),
    ("four years older", date(2010, 6, 1), "link:id_name_near"),
]


@pytest.mark.parametrize(("day", "expected"), [pytest.param(*row[1:], id=row[0]) for row in UNREADABLE])
def test_a_brother_of_another_grade_is_not_meant_by_an_unreadable_name(day: date, expected: str) -> None:
    brother = child("pB", "孟子豪", day, number(day, 31))
    assert outcomes([CHILD, brother], [pupil(CHILD, name_key="孟子□", name_unreadable=True)])["pA", "rX"] == expected


@pytest.mark.parametrize("margin", [0.0, 8.0, 1e12])
def test_whoever_has_no_rival_is_ahead_by_any_margin_and_whoever_has_one_waits(margin: float) -> None:
    model = replace(POPULATION_ROLL, margin=margin)
    namesake = person("pB", "孟子涵", DAY, number(DAY, 487), **(HOME | {"phones": [], "household_no": "x2"}))
    crowd = families(250, 7)
    records = [of_roll(one, f"rc{one['record_id'][1:]}") for one in crowd] + [pupil(CHILD, **GUARDIAN_ONLY)]
    alone = link(frame([*crowd, CHILD]), frame(records), model).links
    rivaled = link(frame([*crowd, CHILD, namesake]), frame(records), model)
    assert alone.filter(right_record="rX")["left_record"].to_list() == ["pA"]
    assert not rivaled.links["right_record"].is_in(["rX"]).any()
    assert set(rivaled.pairs.filter(right_record="rX")["decision"]) == {"review"}


def test_where_every_record_has_a_rival_nobody_is_linked() -> None:
    namesake = child("pB", "孟子涵", DAY, number(DAY, 487), phones=[], household_no="x2")
    found = outcomes([CHILD, namesake], [pupil(CHILD, one, **GUARDIAN_ONLY) for one in ("r1", "r2")])
    assert set(found) == {(one, other) for one in ("pA", "pB") for other in ("r1", "r2")}
    assert {outcome.partition(":")[0] for outcome in found.values()} == {"review"}


#: what a second registry row of the child's name and day, under another number, has of her family → same person?
SECOND_ROW = [
    ("telephone and guardians", {}, ["name_dob_family"]),
    ("the telephone", {"guardian_keys": ["何大海"]}, ["name_dob_family"]),
    ("the mother's name: two namesakes", {"guardian_keys": ["孟大海", "秦玉珍"], "phones": ["16100000007"]}, []),
    ("a cut number and the visible part alone: two namesakes", FAR | {**cut(NUMBER)}, []),
    ("a cut number, and the telephone", {"guardian_keys": ["何大海"], **cut(NUMBER)}, ["name_dob_family"]),
    ("the mother's name, no number", {"guardian_keys": ["孟大海", "秦玉珍"], "phones": ["16100000007"], **BLANK}, ["name_dob_guardian"]),
]


@pytest.mark.parametrize(("changes", "why"), [pytest.param(*row[1:], id=row[0]) for row in SECOND_ROW])
def test_a_parents_name_does_not_make_one_person_of_two_numbers(changes: dict[str, object], why: list[str]) -> None:
    again = child("pB", "孟子涵", DAY, number(DAY, 487)) | {"household_no": "x2"} | changes
    certificate = person("e1", "孟子涵", DAY, **cut(str(again["citizen_id"] or NUMBER)))
    rows = {"population": [*families(250, 7), CHILD, again], "roll": [], "poverty": [], "evidence": [certificate]}
    found = link_registers({name: frame(of) for name, of in rows.items()}, as_of=AS_OF)
    assert found.duplicates["why"].to_list() == why


def test_a_certificate_with_a_cut_number_is_neither_namesakes() -> None:
    again = child("pB", "孟子涵", DAY, number(DAY, 124), household_no="x2", phones=["16100000007"], guardian_keys=["孟大海", "秦玉珍"])
    rows = {"population": [*families(250, 7), CHILD, again], "roll": [], "poverty": [], "evidence": [person("e1", "孟子涵", DAY, **cut(NUMBER))]}
    found = link_registers({name: frame(of) for name, of in rows.items()}, as_of=AS_OF)
    assert found.links.filter(right_record="e1").is_empty()
    assert found.pairs.filter(right_record="e1", decision="review").height == 2


def test_registered_twice_the_better_row_takes_the_school_and_the_duplicate_is_told() -> None:
    again = child("pB", "孟子涵", DAY, number(DAY, 601, "349922"), town="乙镇", village="乙2村", household_no="x2")
    crowd = families(250, 7)
    found = link_registers(
        {"population": frame([*crowd, CHILD, again]), "roll": frame([pupil(CHILD)]), "poverty": frame([]), "evidence": frame([])}, as_of=AS_OF)
    assert found.links.select("left_record", "rule").rows() == [("pA", "fast_id_name_dob")]
    assert found.duplicates.select("left_record", "right_record", "why").rows() == [("pA", "pB", "name_dob_family")]


def test_twins_are_no_duplicates() -> None:
    found = link_registers(
        {"population": frame([*families(100, 3), CHILD, TWINS]), "roll": frame([]), "poverty": frame([]), "evidence": frame([])}, as_of=AS_OF)
    assert found.duplicates.is_empty()


#: what people decided → what becomes of a pair that would be linked, and of one that would not
PEOPLE = [("different", "non_link:decision"), ("unsure", "review:decision_unsure"), ("same", "link:decision")]


@pytest.mark.parametrize(("decision", "expected"), PEOPLE)
@pytest.mark.parametrize("changes", [{}, {"name_key": "秦小宝", **BLANK, "guardian_keys": [], "phones": [], "dob": OTHER}])
def test_people_outrank_weights(decision: str, expected: str, changes: dict[str, object]) -> None:
    told = pl.DataFrame({"left_record": ["rX"], "right_record": ["pA"], "decision": [decision]})
    assert outcomes([CHILD], [pupil(CHILD, **changes)], told)["pA", "rX"] == expected


def test_a_record_people_gave_to_one_child_is_no_other_childs() -> None:
    told = pl.DataFrame({"left_record": ["pT"], "right_record": ["rX"], "decision": ["same"]})
    found = outcomes([CHILD, TWINS], [pupil(CHILD, **BLANK)], told)
    assert found["pT", "rX"] == "link:decision" and found["pA", "rX"] == "non_link:decision"
