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
    Weighed("dropped", 0.002, 1e-6, 1e-3),
    Weighed("inner", 0.003, 5e-5, 8e-3),
    Weighed("unreadable", 0.005, 1e-4, 5e-3),
    Weighed("one_char", 0.003, 1.5e-4, 0.08),
    Weighed("part", 0.002, 2e-4, 5e-3),
    Weighed("given", 0.003, 1e-3, 1e-4),
    Weighed("surname", 0.002, 0.04, 0.85),
    Weighed("unlike", 0.002, 0.96, 0.04),
))  # fmt: skip

#: Kin of one birth date are twins, whose numbers are neighbors and begin alike. How often a school writes a brother's
#: number is learned: nobody is enrolled under one in most counties, one pupil in a hundred in some.
NUMBER = Comparison("id", given=("dob", "exact"), levels=(
    Weighed("same", 0.940, 1e-9, 1e-4, u_given=2e-7, kin_given=1e-4, fixed=("u", "kin"),
            learned=("kin",)),
    Weighed("one_edit", 0.012, 1e-8, 1e-4, u_given=1e-4, kin_given=1e-3),
    Weighed("ends", 0.003, 1e-6, 1e-4, u_given=1e-4, kin_given=1e-4),
    Weighed("cut", 0.030, 1e-6, 2e-3, u_given=2e-3, kin_given=0.03),
    Weighed("partly", 0.003, 1e-5, 1e-3, u_given=1e-3, kin_given=3e-3),
    Weighed("unlike", 0.006, 0.05, 0.05, u_given=0.05, kin_given=0.03),
    Weighed("different", 0.005, 0.94, 0.93, u_given=0.25, kin_given=0.02),
    Weighed("neighbor", 0.001, 5e-5, 0.015, u_given=0.70, kin_given=0.91),
))  # fmt: skip

BIRTH = Comparison("dob", frequency=True, levels=(
    Weighed("exact", 0.970, 2.5e-4, 0.012),
    Weighed("month", 0.006, 1e-4, 1e-3),
    Weighed("swapped", 0.002, 1e-4, 1e-4),
    Weighed("lunar", 0.004, 3e-4, 3e-4),
    Weighed("filler", 0.003, 3e-4, 3e-4),
    Weighed("year_off", 0.004, 4e-4, 6e-4),
    Weighed("one_digit", 0.004, 4e-3, 4e-3),
    Weighed("close", 0.0005, 0.015, 2e-4),
    Weighed("different", 0.0035, 0.97, 0.97),
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

#: Independent of number and birth date: a school that took both from a brother's card still writes its pupil's grade.
COHORT = Comparison("cohort", levels=(
    Weighed("fits", 0.62, 0.08, 0.03), Weighed("late", 0.35, 0.08, 0.08), Weighed("early", 0.01, 0.08, 0.06),
    Weighed("later", 0.01, 0.08, 0.09), Weighed("far", 0.01, 0.68, 0.74)))  # fmt: skip

COMPARISONS = (NAME, NUMBER, BIRTH, SEX, FAMILY, PLACE, COHORT)

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

_NEAR = ("former", "sound", "lookalike", "swapped", "dropped")
_WORN = (*_NEAR, "unreadable")
#: One character off, but not as brothers' names are: they share the surname, and the character of their generation.
_UNBROTHERLY = ("inner", "given")
_RELATED = ("guardian_id", "household", "phone_and_guardian", "phone", "guardian")
_CLOSE = ("guardian_id", "household", "phone_and_guardian")
#: By more than a parent's name, which many bear.
_TIED = (*_CLOSE, "phone")
_SLIP = ("month", "swapped", "lunar", "filler", "year_off", "one_digit")
_NO_NUMBER = ("unknown", "unlike", "partly")


def _but(comparison: str, *codes: str) -> tuple[str, ...]:
    """Every level of the comparison, and unknown, but those."""
    return tuple(code for code in (*(level.code for level in LEVELS[comparison]), "unknown") if code not in codes)


#: The grade is of the child's age, or not told; nobody else of the family bears a name as near.
_OF_AGE = {"cohort": ("fits", "late", "unknown")}
_SCHOOLED_AT_THAT_AGE = {"cohort": ("fits", "late")}
_NO_OTHER = {"sibling": ("none", "unknown")}
#: Only of a family with surnames it can be said how its brothers are named: 金花娜 and 莲花娜 are sisters of another.
_BY_SURNAME = {"surname": ("parents",)}

GROUNDS = (
    Ground("id_name", "号码和姓名都相同，出生日期不矛盾", {
        "id": ("same",), "name": ("exact",), "dob": _but("dob", "year_off", "one_digit", "different")}, again=True),
    # Brothers may be of one name, or the school may have written the child's: then the date is the brother's own.
    Ground("id_name_slip", "号码和姓名都相同，年级相符，出生日期差一年或一位", {
        "id": ("same",), "name": ("exact",), "dob": ("year_off", "one_digit"), **_OF_AGE}, again=True),
    # Number and date are one fact: on a record under a brother's number the birth date is usually that brother's too.
    # What tells the two apart is the grade, the sex and the name.
    Ground("id_name_near", "号码和出生日期相同，姓名读音或字形相近，年级相符", {
        "id": ("same",), "name": _WORN, "dob": _but("dob", "different"), **_OF_AGE}, again=True),
    Ground("id_name_unbrotherly", "号码、出生日期和家庭相同，年级相符，姓名只差一字且不似兄弟姐妹", {
        "id": ("same",), "name": _UNBROTHERLY, "dob": ("exact",), "family": _RELATED, **_SCHOOLED_AT_THAT_AGE,
        **_NO_OTHER, **_BY_SURNAME}),
    Ground("lent_number", "姓名和出生日期相同，年级相符，所填号码是其兄弟姐妹的", {
        "id": ("different",), "owner": ("kin",), "name": ("exact",), "dob": ("exact",), "sex": ("same", "unknown"),
        "twin": ("none", "placed"), **_OF_AGE}, outranks=True),
    Ground("lent_number_near", "出生日期和家庭相同，年级相符，姓名相近，所填号码是其兄弟姐妹的", {
        "id": ("different",), "owner": ("kin",), "name": _NEAR, "dob": ("exact",), "sex": ("same", "unknown"),
        "family": _RELATED, **_SCHOOLED_AT_THAT_AGE, **_NO_OTHER}, outranks=True),
    Ground("id_edit_name", "姓名相同，号码只差一位，出生日期不矛盾", {
        "id": ("one_edit", "ends"), "name": ("exact",), "dob": _but("dob", "different")}, again=True),
    Ground("id_edit_name_near", "号码只差一位，出生日期相同，姓名读音或字形相近，年级相符", {
        "id": ("one_edit",), "name": _WORN, "dob": ("exact",), **_OF_AGE, **_NO_OTHER}),
    # Namesakes of one day may share all that is left of a number, but no parent's number, nor parent and telephone.
    Ground("id_cut_name_family", "姓名、出生日期、号码可见部分和家庭都相同", {
        "id": ("cut",), "name": ("exact",), "dob": ("exact",), "family": _CLOSE, "twin": ("none",)}, again=True),
    # Beyond the date a cut number shows the district and one digit: a newcomer of the name and day may share both.
    Ground("id_cut_name", "姓名和出生日期相同，号码可见部分相同，家庭不矛盾", {
        "id": ("cut", "partly"), "name": ("exact",), "dob": ("exact", "month", "unknown"),
        "family": _but("family", "different")}),
    Ground("id_cut_name_near", "号码可见部分、出生日期和家庭相同，姓名相近，年级相符", {
        "id": ("cut", "partly"), "name": _WORN, "dob": ("exact",), "family": _RELATED, **_SCHOOLED_AT_THAT_AGE,
        **_NO_OTHER}),
    Ground("id_cut_name_unbrotherly", "号码可见部分、出生日期和家庭相同，年级相符，姓名只差一字且不似兄弟姐妹", {
        "id": ("cut", "partly"), "name": _UNBROTHERLY, "dob": ("exact",), "family": _RELATED, **_SCHOOLED_AT_THAT_AGE,
        **_NO_OTHER, **_BY_SURNAME}),
    Ground("id_cut_name_slip", "姓名、家庭和号码前十五位相同，年级相符，所填出生日期有误", {
        "id": ("cut",), "name": ("exact",), "dob": _but("dob", "exact"), "family": _RELATED, **_OF_AGE}),
    Ground("name_dob_family", "姓名、出生日期和家庭都相同", {
        "id": _NO_NUMBER, "name": ("exact",), "dob": ("exact",), "family": _CLOSE}, again=True),
    # Never a second record: a namesake's father may bear the name of hers, and there is no number to tell them apart.
    Ground("name_dob_guardian", "姓名、出生日期和监护人（或电话）都相同，且别无他人", {
        "id": _NO_NUMBER, "name": ("exact",), "dob": ("exact",), "family": ("phone", "guardian")}, alone=True),
    # A village is too wide: a newcomer of the same name and day, without a number, would pass for the missing child.
    Ground("name_dob_guardian_sound", "姓名和出生日期相同，监护人姓名读音相同，年级相符", {
        "id": ("unknown",), "name": ("exact",), "dob": ("exact",), "family": ("guardian_sound",),
        "place": _but("place", "elsewhere"), **_OF_AGE}),
    Ground("name_slip_family", "姓名和家庭相同，年级相符，出生日期为常见笔误", {
        "id": ("unknown",), "name": ("exact",), "dob": _SLIP, "family": _RELATED, **_SCHOOLED_AT_THAT_AGE}),
    # Slips that no brother's birth date shows.
    Ground("name_slip_wrong_number", "姓名和家庭相同，年级相符，号码有误，出生日期为常见笔误", {
        "id": ("unlike", "partly"), "name": ("exact",), "dob": ("month", "swapped", "lunar", "filler"),
        "family": _CLOSE, **_SCHOOLED_AT_THAT_AGE}),
    # No two of a family, nor a cousin, are given one name of two characters under two surnames.
    Ground("name_given_dob_family", "名、出生日期和家庭都相同，年级相符，姓有一字之误", {
        "id": ("unknown", "unlike"), "name": ("given",), "dob": ("exact",), "family": _RELATED,
        "place": ("village", "town"), **_SCHOOLED_AT_THAT_AGE, **_NO_OTHER, **_BY_SURNAME}),
    Ground("name_near_dob_family", "姓名相近，出生日期和家庭都相同，年级相符", {
        "id": ("unknown", "unlike"), "name": _WORN, "dob": ("exact",), "family": _RELATED, **_SCHOOLED_AT_THAT_AGE,
        **_NO_OTHER}),
    Ground("other_id_family", "号码不同，但姓名、出生日期和家庭都相同，年级相符，且别无他人", {
        "id": ("different",), "name": ("exact",), "dob": ("exact",), "family": _RELATED, **_OF_AGE}, alone=True),
)  # fmt: skip

GUARDS = (
    Guard("id_name_conflict", "号码相同而姓名不相符", {"id": ("same",), "name": ("surname", "unlike")}),
    Guard("like_a_sibling", "号码相同，姓名却与其家中另一人相同或同样相近", {
        "id": ("same",), "name": _but("name", "exact"), "sibling": ("same", "as_near")}),
    Guard("grade_differs", "号码相同，姓名和年级都不相符", {
        "id": ("same",), "name": _but("name", "exact"), "cohort": ("early", "later", "far")}),
    # Whoever goes to school as another writes the other's number, name and birth date, and sits in his own grade.
    Guard("grade_far", "年级与年龄相差太远，可能有人顶替", {"cohort": ("far",)}),
    Guard("neighbor_numbers", "号码显示为同地同日登记的另一人", {"id": ("neighbor",)}),
    Guard("sex_differs", "性别不同，姓名也不完全相同", {"sex": ("different",), "name": _but("name", "exact")}),
    Guard("sex_differs", "性别不同，出生日期也不完全相同", {
        "sex": ("different",), "id": _but("id", "same"), "dob": _but("dob", "exact")}),
    Guard("sex_differs", "性别不同，又不知是否同一家庭", {
        "sex": ("different",), "id": _but("id", "same"), "family": _but("family", *_RELATED)}),
    # A newcomer of the name and birth date, whose father bears the name of the missing child's.
    Guard("place_differs", "乡镇不同，又只有监护人姓名相同，没有号码或电话可以证实", {
        "id": _NO_NUMBER, "family": ("guardian", "guardian_sound"), "place": ("elsewhere",)}),
    # 宁 and 宇 are a stroke apart, and children are named by both: a slip of the pen, or two of a family.
    Guard("both_are_names", "姓名形近而两字都常用作名字，可能是兄弟姐妹", {"name": ("lookalike",), "borne": ("both",)}),
    # A twin whose name is another altogether does not bear the record's, however that came to be mistyped.
    Guard("twin", "有同日出生的兄弟姐妹，现有信息不能区分", {
        "twin": ("twin",), "name": _but("name", "exact"), "sibling": _but("sibling", "none")}),
    Guard("twin", "有同日出生的兄弟姐妹，现有信息不能区分", {
        "twin": ("twin",), "name": _but("name", "exact", *_NEAR)}),
    # 馨沐 mistyped for 沐馨: the very name may be the twin's, where no number tells and the twin has no other record.
    Guard("twin", "有同日出生的兄弟姐妹，现有信息不能区分", {"twin": ("alike",)}),
)

SUSPICIONS = (
    Ground("id", "号码相同", {"id": ("same",)}, again=True),
    Ground("name_dob", "姓名和出生日期相同", {"name": ("exact",), "dob": ("exact",)}, again=True),
    Ground("name_family", "姓名和家庭相同", {
        "name": ("exact",), "family": _RELATED, "dob": _but("dob", "different")}, again=True),
    Ground("dob_family", "出生日期和家庭相同", {
        "dob": ("exact",), "family": _RELATED, "sex": _but("sex", "different"),
        "id": _but("id", "different", "neighbor")}, again=True),
    # A record under a brother's number, its name misspelled as well: nobody but this child may be its owner.
    Ground("lent_number", "号码是其家中另一人的，姓名与此人相近", {
        "owner": ("kin",), "name": _but("name", "surname", "unlike"), "cohort": _but("cohort", "far")}),
    Ground("lent_number", "号码是其家中另一人的，出生日期与此人相同", {
        "owner": ("kin",), "dob": ("exact",), "sex": _but("sex", "different"), "cohort": _but("cohort", "far")}),
)

POPULATION_ROLL = Model(
    "population", "roll", COMPARISONS, RULES, GROUNDS, GUARDS, SUSPICIONS, many="right", expected_matches=0.8)
#: A record of the poverty list verifies nobody: there number and name suffice, whatever the date, and the grade that a
#: household claims says nothing against them.
POPULATION_POVERTY = Model(
    "population", "poverty", COMPARISONS, RULES,
    (Ground("id_name", "号码和姓名都相同", {"id": ("same",), "name": ("exact",)}, again=True), *GROUNDS[2:]),
    tuple(guard for guard in GUARDS if guard.name != "grade_far"), SUSPICIONS, expected_matches=0.8)
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
        "name": ("exact",), "dob": ("exact",), "family": _TIED, "sex": ("same", "unknown")}),
    # Two numbers and one parent's or grandparent's name: namesakes of one day, unless more joins them. A certificate
    # of the one would serve both.
    Ground("name_dob_guardian", "姓名、出生日期和监护人姓名都相同，号码不指向另一人", {
        "name": ("exact",), "dob": ("exact",), "family": ("guardian",), "sex": ("same", "unknown"),
        "id": _but("id", "neighbor", "different")}),
    Ground("former_dob_family", "与曾用名、出生日期和家庭都相同，号码不指向另一人", {
        "name": ("former",), "dob": ("exact",), "family": _RELATED, "sex": ("same", "unknown"),
        "id": _but("id", "neighbor", "different")}),
    Ground("name_dob_id_near", "姓名和出生日期相同，号码只差一位", {
        "name": ("exact", *_NEAR), "dob": ("exact",), "id": ("one_edit", "ends"), "sex": ("same", "unknown")}),
    # As above: beyond the date a cut number shows no more than two namesakes of one day may share, and twins do.
    Ground("name_dob_id_cut", "姓名和出生日期相同，号码被截断，可见部分相同，家庭不矛盾", {
        "name": ("exact",), "dob": ("exact",), "id": ("cut",), "sex": ("same", "unknown"),
        "family": _but("family", "different")}),
    Ground("name_slip_family", "姓名和家庭相同，出生日期为常见笔误", {
        "name": ("exact",), "dob": ("swapped", "lunar", "filler", "year_off"), "family": _TIED,
        "sex": ("same", "unknown")}),
), (), expected_matches=0.001)  # fmt: skip
#: Evidence has a name and a number only, and the birth date is the number's. Nothing tells a certificate of the child
#: from a brother's whose name sounds alike.
POPULATION_EVIDENCE = Model(
    "population", "evidence", (NAME, NUMBER, BIRTH, COHORT), (*NUMBER_RULES, *NAME_RULES[:6]),
    tuple(ground for ground in GROUNDS if ground.name in ("id_name", "id_name_slip", "id_edit_name", "id_cut_name")),
    (*GUARDS[:5], Guard("grade_differs", "年级与年龄不符", {"cohort": ("later",)})), SUSPICIONS[:2],
    many="both", kin_ratio=1.0, expected_matches=0.9)  # fmt: skip
