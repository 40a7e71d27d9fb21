"""The models by which a county's registers are linked: levels with their declared chances, rules, grounds, guards.

Declared chances are what training starts from and what it falls back on where a county shows too little. m: among
pairs of one person; u: among strangers; kin: among brothers and sisters.
"""

from __future__ import annotations

from pipelines.linkage.levels import LEVELS
from pipelines.linkage.model import Comparison, Ground, Guard, Model, Rule, Weighed

NAME = Comparison("name", frequency=True, levels=(
    Weighed("exact", 0.955, 4e-6, 1e-5, fixed=("kin",)),
    Weighed("former", 0.004, 2e-7, 1e-5),
    Weighed("sound", 0.012, 4e-6, 4e-3),
    Weighed("lookalike", 0.006, 2e-6, 2e-3),
    Weighed("swapped", 0.001, 1e-6, 1e-3),
    Weighed("one_char", 0.008, 2e-4, 0.08),
    Weighed("unreadable", 0.005, 1e-4, 5e-3),
    Weighed("part", 0.002, 2e-4, 5e-3),
    Weighed("given", 0.003, 1e-3, 2e-3),
    Weighed("surname", 0.002, 0.04, 0.85),
    Weighed("unlike", 0.002, 0.96, 0.04),
))  # fmt: skip

NUMBER = Comparison("id", given=("dob", "exact"), levels=(
    Weighed("same", 0.940, 1e-9, 1e-4, u_given=2e-7, fixed=("u", "kin")),
    Weighed("one_edit", 0.012, 1e-8, 1e-4, u_given=1e-4),
    Weighed("ends", 0.003, 1e-6, 1e-4, u_given=1e-4),
    Weighed("cut", 0.030, 1e-6, 2e-3, u_given=2e-3),
    Weighed("partly", 0.003, 1e-5, 1e-3, u_given=1e-3),
    Weighed("unlike", 0.006, 0.05, 0.05, u_given=0.05),
    Weighed("different", 0.005, 0.94, 0.93, u_given=0.25),
    Weighed("neighbor", 0.001, 5e-5, 0.015, u_given=0.70),
))  # fmt: skip

BIRTH = Comparison("dob", frequency=True, levels=(
    Weighed("exact", 0.970, 2.5e-4, 0.012),
    Weighed("month", 0.006, 1e-4, 1e-3),
    Weighed("swapped", 0.002, 1e-4, 1e-4),
    Weighed("lunar", 0.004, 3e-4, 3e-4),
    Weighed("filler", 0.003, 3e-4, 3e-4),
    Weighed("year_off", 0.004, 4e-4, 6e-4),
    Weighed("one_digit", 0.004, 4e-3, 4e-3),
    Weighed("different", 0.004, 0.99, 0.97),
))  # fmt: skip

SEX = Comparison("sex", levels=(Weighed("same", 0.995, 0.5, 0.5), Weighed("different", 0.005, 0.5, 0.5)))

#: Kin agree on family and place as one person does.
FAMILY = Comparison("family", levels=(
    Weighed("guardian_id", 0.30, 2e-7),
    Weighed("household", 0.01, 1e-7),
    Weighed("phone_and_guardian", 0.25, 1e-7),
    Weighed("phone", 0.06, 1e-6),
    Weighed("guardian", 0.25, 2e-5),
    Weighed("guardian_sound", 0.02, 3e-5),
    Weighed("different", 0.11, 0.9999),
))  # fmt: skip

PLACE = Comparison("place", levels=(
    Weighed("village", 0.70, 0.005), Weighed("town", 0.15, 0.06), Weighed("elsewhere", 0.15, 0.935)))  # fmt: skip

COMPARISONS = (NAME, NUMBER, BIRTH, SEX, FAMILY, PLACE)

#: A number with one slip still has, whole, its last eight characters, or its first nine and last four, or its first
#: thirteen; the last are shared by ten days' births and so need part of the name.
NUMBER_RULES = (
    Rule("id", ("id18",), any_age=True),
    Rule("id_cut_surname", ("cut15", "surname"), ("front15", "surname")),
    Rule("cut_id_surname", ("front15", "surname"), ("cut15", "surname")),
    Rule("id_cut_given", ("cut15", "given_chars"), ("front15", "given_chars")),
    Rule("cut_id_given", ("front15", "given_chars"), ("cut15", "given_chars")),
    Rule("id_tail", ("number_tail",), ("wrong_tail",)),
    Rule("tail_id", ("wrong_tail",), ("number_tail",)),
    Rule("id_ends", ("number_ends",), ("wrong_ends",)),
    Rule("ends_id", ("wrong_ends",), ("number_ends",)),
    Rule("id_front_surname", ("number_front", "surname"), ("wrong_front", "surname")),
    Rule("front_id_surname", ("wrong_front", "surname"), ("number_front", "surname")),
)
NAME_RULES = (
    Rule("name_dob", ("name", "dob")),
    Rule("sound_dob", ("sound", "dob")),
    Rule("former_dob", ("former", "dob"), ("name", "dob")),
    Rule("dob_former", ("name", "dob"), ("former", "dob")),
    Rule("surname_dob", ("surname", "dob")),
    Rule("given_dob", ("given", "dob")),
    Rule("name_month", ("name", "birth_month")),
    Rule("name_year", ("name", "birth_year")),
    Rule("name_month_day", ("name", "month_day")),
    Rule("name_village", ("name", "village")),
    Rule("sound_village", ("sound", "village")),
)
FAMILY_RULES = (
    Rule("name_guardian", ("name", "guardians")),
    Rule("name_phone", ("name", "phones")),
    Rule("sound_guardian", ("sound", "guardians")),
    Rule("former_guardian", ("former", "guardians"), ("name", "guardians")),
    Rule("guardian_former", ("name", "guardians"), ("former", "guardians")),
    Rule("dob_guardian", ("dob", "guardians")),
    Rule("dob_guardian_id", ("dob", "guardian_ids")),
    Rule("dob_phone", ("dob", "phones")),
    Rule("dob_village_sex", ("dob", "village", "sex")),
    Rule("phone_given", ("phones", "given_chars")),
    Rule("guardian_given", ("guardians", "given_chars")),
    Rule("guardian_id_given", ("guardian_ids", "given_chars")),
)
RULES = (*NUMBER_RULES, *NAME_RULES, *FAMILY_RULES)

_NEAR = ("former", "sound", "lookalike", "swapped")
_RELATED = ("guardian_id", "household", "phone_and_guardian", "phone", "guardian")
_CLOSE = ("guardian_id", "household", "phone_and_guardian")
_SLIP = ("month", "swapped", "lunar", "filler", "year_off", "one_digit")
_NO_NUMBER = ("unknown", "unlike", "partly")


def _but(comparison: str, *codes: str) -> tuple[str, ...]:
    """Every level of the comparison, and unknown, but those."""
    return tuple(code for code in (*(level.code for level in LEVELS[comparison]), "unknown") if code not in codes)


GROUNDS = (
    Ground("id_name", "号码和姓名都相同", {"id": ("same",), "name": ("exact",)}, again=True),
    # A name one character apart is a brother's as often as a slip, and the birth date on a record under a brother's
    # number is that brother's: number and date are one fact. So such names go to a person.
    Ground("id_name_near", "号码和出生日期相同，姓名读音或字形相近", {
        "id": ("same",), "name": (*_NEAR, "unreadable"), "dob": _but("dob", "different")}, again=True),
    Ground("id_edit_name", "姓名相同，号码只差一位，出生日期不矛盾", {
        "id": ("one_edit", "ends"), "name": ("exact",), "dob": _but("dob", "different")}, again=True),
    Ground("id_edit_name_near", "号码只差一位，出生日期相同，姓名读音或字形相近", {
        "id": ("one_edit",), "name": _NEAR, "dob": ("exact",)}),
    Ground("id_cut_name", "姓名和出生日期相同，号码可见部分相同", {
        "id": ("cut", "partly"), "name": ("exact",), "dob": ("exact", "month", "unknown")}),
    Ground("id_cut_name_near", "号码可见部分和出生日期相同，姓名相近，家庭相同", {
        "id": ("cut", "partly"), "name": _NEAR, "dob": ("exact",), "family": _RELATED}),
    Ground("id_cut_name_slip", "姓名、家庭和号码可见部分相同，出生日期为常见笔误", {
        "id": ("cut",), "name": ("exact",), "dob": _SLIP, "family": _RELATED}),
    Ground("name_dob_family", "姓名、出生日期和家庭都相同", {
        "id": _NO_NUMBER, "name": ("exact",), "dob": ("exact",), "family": _RELATED}, again=True),
    # A town is too wide: a newcomer of the same name and day, without a number, would pass for the missing child.
    Ground("name_dob_village", "姓名、出生日期和村（居）都相同", {
        "id": ("unknown",), "name": ("exact",), "dob": ("exact",), "family": ("unknown", "guardian_sound"),
        "place": ("village",)}),
    Ground("name_slip_family", "姓名和家庭相同，出生日期为常见笔误", {
        "id": ("unknown",), "name": ("exact",), "dob": _SLIP, "family": _RELATED}),
    Ground("name_near_dob_family", "姓名相近，出生日期和家庭都相同", {
        "id": ("unknown",), "name": _NEAR, "dob": ("exact",), "family": _RELATED}),
    Ground("one_char_dob_close", "姓名有一字不同，出生日期、监护人和电话（或监护人号码）都相同", {
        "id": ("unknown",), "name": ("one_char",), "dob": ("exact",), "family": _CLOSE}, alone=True),
    Ground("other_id_family", "号码不同，但姓名、出生日期和家庭都相同，且别无他人", {
        "id": ("different",), "name": ("exact",), "dob": ("exact",), "family": _RELATED}, alone=True),
)  # fmt: skip

GUARDS = (
    Guard("id_name_conflict", "号码相同而姓名不相符", {"id": ("same",), "name": ("surname", "unlike")}),
    Guard("name_unreadable", "姓名有无法识别的字，号码又不全相同", {"name": ("unreadable",), "id": _but("id", "same")}),
    Guard("neighbor_numbers", "号码显示为同地同日登记的另一人", {"id": ("neighbor",)}),
    Guard("sex_differs", "性别不同，姓名也不完全相同", {
        "sex": ("different",), "id": _but("id", "same"), "name": _but("name", "exact")}),
    Guard("sex_differs", "性别不同，出生日期也不完全相同", {
        "sex": ("different",), "id": _but("id", "same"), "dob": _but("dob", "exact")}),
    Guard("sex_differs", "性别不同，又不知是否同一家庭", {
        "sex": ("different",), "id": _but("id", "same"), "family": _but("family", *_RELATED)}),
)

SUSPICIONS = (
    Ground("id", "号码相同", {"id": ("same",)}),
    Ground("name_dob", "姓名和出生日期相同", {"name": ("exact",), "dob": ("exact",)}),
    Ground("name_family", "姓名和家庭相同", {"name": ("exact",), "family": _RELATED, "dob": _but("dob", "different")}),
    Ground("dob_family", "出生日期和家庭相同", {
        "dob": ("exact",), "family": _RELATED, "sex": _but("sex", "different"),
        "id": _but("id", "different", "neighbor")}),
)

POPULATION_ROLL = Model(
    "population", "roll", COMPARISONS, RULES, GROUNDS, GUARDS, SUSPICIONS, many="right", expected_matches=0.8)
POPULATION_POVERTY = Model(
    "population", "poverty", COMPARISONS, RULES, GROUNDS, GUARDS, SUSPICIONS, expected_matches=0.8)
ROLL_POVERTY = Model("roll", "poverty", COMPARISONS, RULES, GROUNDS, GUARDS, SUSPICIONS, expected_matches=0.2)
#: The registry against itself. Twins share everything but the name; their numbers are neighbors.
DUPLICATES = Model("population", "population", COMPARISONS, (
    Rule("id", ("id18",), any_age=True),
    Rule("name_dob", ("name", "dob")),
    Rule("former_dob", ("former", "dob"), ("name", "dob")),
    Rule("sound_dob_guardian", ("sound", "dob", "guardians")),
    Rule("name_household", ("name", "household")),
    Rule("name_guardian", ("name", "guardians")),
    Rule("id_cut_surname", ("cut15", "surname"), ("front15", "surname")),
    Rule("id_tail", ("number_tail",), ("wrong_tail",)),
    Rule("id_front_surname", ("number_front", "surname"), ("wrong_front", "surname")),
), (
    Ground("same_id", "号码相同，姓名相同或相近", {
        "id": ("same",), "name": ("exact", *_NEAR, "one_char", "given", "part")}),
    Ground("name_dob_family", "姓名、出生日期和家庭都相同", {
        "name": ("exact",), "dob": ("exact",), "family": _RELATED, "sex": ("same", "unknown")}),
    Ground("former_dob_family", "与曾用名、出生日期和家庭都相同，号码不指向另一人", {
        "name": ("former",), "dob": ("exact",), "family": _RELATED, "sex": ("same", "unknown"),
        "id": _but("id", "neighbor", "different")}),
    Ground("name_dob_id_near", "姓名和出生日期相同，号码只差一位或被截断", {
        "name": ("exact", *_NEAR), "dob": ("exact",), "id": ("one_edit", "ends", "cut"), "sex": ("same", "unknown")}),
    Ground("name_slip_family", "姓名和家庭相同，出生日期为常见笔误", {
        "name": ("exact",), "dob": ("swapped", "lunar", "filler", "year_off"), "family": _RELATED,
        "sex": ("same", "unknown")}),
), (), expected_matches=0.001)  # fmt: skip
#: Evidence has a name and a number only; the birth date is the number's.
POPULATION_EVIDENCE = Model(
    "population", "evidence", (NAME, NUMBER, BIRTH), (*NUMBER_RULES, *NAME_RULES[:6]),
    tuple(ground for ground in GROUNDS if ground.name.startswith("id_") and "family" not in ground.levels),
    GUARDS[:3], SUSPICIONS[:2], many="both", kin_ratio=1.0, expected_matches=0.9)  # fmt: skip
