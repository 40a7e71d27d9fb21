"""The traps as a table: how a child without school comes to look like a pupil, though every register is honest.

The *lead* of each scene is missing unless said otherwise; the *other* is at school. What the words of a line mean is
told in ``trap.Trap``.
"""

from __future__ import annotations

from collections.abc import Iterator

from sources.synthetic.traps.trap import Trap

_LEADS_NUMBER = {"roll.citizen_id": "lead"}
_LEADS_NUMBER_AND_DATE = {"roll.citizen_id": "lead", "roll.dob": "lead"}
_LEADS_NUMBER_CUT = {"roll.citizen_id": "lead:cut", "roll.roll_no": "own:blank"}
_NO_NUMBER = {"roll.citizen_id": "own:blank", "roll.roll_no": "own:blank"}
_NO_FAMILY = {"roll.guardian_name": "own:blank", "roll.guardian_phone": "own:blank", "roll.guardian_id": "own:blank"}
_PARENTS = {"roll.citizen_id": "own.guardian_id", "roll.roll_no": "own:blank"}
_LAST_LOST = {"roll.name": "own:last_unreadable"}

_TWINS = (
    Trap("twins_swapped", "Twins at school, each under the other's number; nobody is missing.", "twin",
         lead="enrolled", cells=_LEADS_NUMBER, lead_cells={"roll.citizen_id": "other"}),
    Trap("twins_one_number", "Twins at school, both under the number of one; nobody is missing.", "twin",
         lead="enrolled", cells=_LEADS_NUMBER),
    Trap("twin_under_number", "One twin is missing, the other is enrolled under the missing one's number.", "twin",
         cells=_LEADS_NUMBER),
    Trap("twin_under_number_cut", "As before, that number cut to fifteen digits.", "twin", cells=_LEADS_NUMBER_CUT),
    Trap("twin_whole", "One twin is missing, the other's record is whole.", "twin"),
    Trap("twin_cut", "One twin is missing, the other's number is cut to fifteen digits.", "twin",
         cells={"roll.citizen_id": "own:cut", "roll.roll_no": "own:blank"}),
    Trap("twin_blank", "One twin is missing, the other's record has no number.", "twin", cells=_NO_NUMBER),
    Trap("twin_mistyped", "One twin is missing, a digit of the other's number is wrong.", "twin",
         cells={"roll.citizen_id": "own:digit_wrong"}),
    Trap("twin_unreadable", "One twin is missing; the other has no number, and the character that tells them apart is "
         "unreadable.", "twin", cells=_NO_NUMBER | _LAST_LOST),
    Trap("twin_unreadable_number", "As twin_unreadable, under the missing one's number.", "twin",
         cells=_LEADS_NUMBER | _LAST_LOST),
    Trap("twin_name_swapped", "One twin is missing; the other bears the two characters of that name in the other order "
         "and has no number.", "twin", "swapped", cells=_NO_NUMBER),
    Trap("twin_parents_number", "One twin is missing, the other is enrolled under a parent's number.", "twin",
         cells=_PARENTS),
    Trap("minority_twin_blank", "One twin of a minority is missing, the other's record has no number.", "twin",
         cells=_NO_NUMBER, minority=True),
    Trap("unregistered_twin_under_number", "The registered twin is missing; the other, whom no registry has, is "
         "enrolled under the missing one's number.", "twin", other="unregistered", cells=_LEADS_NUMBER),
    Trap("unregistered_twin_blank", "As before, without any number.", "twin", other="unregistered", cells=_NO_NUMBER),
    Trap("unregistered_twin_sounds", "As unregistered_twin_under_number, the names sounding alike: not one cell is "
         "other than a typing error would make it.", "twin", "sound", other="unregistered", cells=_LEADS_NUMBER,
         separable=False),
)

_BROTHERS = (
    Trap("brothers_one_number", "Brothers at school, both under the number of one; nobody is missing.", "brother",
         lead="enrolled", cells=_LEADS_NUMBER),
    Trap("brothers_swapped", "Brothers at school, each under the other's number; nobody is missing.", "brother",
         lead="enrolled", cells=_LEADS_NUMBER, lead_cells={"roll.citizen_id": "other"}),
    Trap("brother_under_number", "The brother is enrolled under the missing child's number.", "brother",
         cells=_LEADS_NUMBER),
    Trap("brother_under_number_date", "As before, and the school took the birth date from that number.", "brother",
         cells=_LEADS_NUMBER_AND_DATE),
    Trap("brother_cut_date", "As before, that number cut to fifteen digits.", "brother",
         cells=_LEADS_NUMBER_CUT | {"roll.dob": "lead"}),
    Trap("brother_unreadable", "As brother_under_number, the character that tells them apart unreadable.", "brother",
         cells=_LEADS_NUMBER | _LAST_LOST),
    Trap("brother_unreadable_date", "As before, with the birth date from the number.", "brother",
         cells=_LEADS_NUMBER_AND_DATE | _LAST_LOST),
    Trap("brother_sounds", "As brother_under_number, the names sounding alike.", "brother", "sound",
         cells=_LEADS_NUMBER),
    Trap("brother_sounds_date", "As before, with the birth date from the number.", "brother", "sound",
         cells=_LEADS_NUMBER_AND_DATE),
    Trap("misspelt_under_sibling_number", "Brothers at school, one under the other's number and misspelt as well; "
         "nobody is missing.", "brother", lead="enrolled", cells=_LEADS_NUMBER | {"roll.name": "own:wrong_character"}),
    Trap("misspelt_under_number", "The brother is enrolled under the missing child's number, misspelt.", "brother",
         cells=_LEADS_NUMBER | {"roll.name": "own:homophone"}),
    Trap("misspelt_under_number_date", "As before, with the birth date from the number.", "brother",
         cells=_LEADS_NUMBER_AND_DATE | {"roll.name": "own:homophone"}),
    Trap("written_as_brother", "The brother is enrolled under the missing child's number and name, with his own birth "
         "date.", "brother", cells=_LEADS_NUMBER | {"roll.name": "lead"}),
    Trap("one_name", "Two brothers of one name, the other's record whole.", "brother", "same"),
    Trap("one_name_blank", "Two brothers of one name, the other's record without a number.", "brother", "same",
         cells=_NO_NUMBER),
    Trap("one_name_under_number", "Two brothers of one name, the other under the missing child's number.", "brother",
         "same", cells=_LEADS_NUMBER),
    Trap("number_off_brother", "The brother's row has the missing child's number with one digit wrong.", "brother",
         cells={"roll.citizen_id": "lead:digit_wrong"}),
    Trap("parents_number_brother", "The brother is enrolled under a parent's number.", "brother", cells=_PARENTS),
    Trap("both_parents_number", "Two brothers at school, both under one parent's number; nobody is missing.", "brother",
         lead="enrolled", cells=_PARENTS, lead_cells=_PARENTS),
    Trap("poverty_bridge", "The poverty list has the missing child under the enrolled brother's number.", "brother",
         lead_cells={"poverty.citizen_id": "other"}),
    Trap("poverty_bridge_back", "The poverty list has the enrolled brother under the missing child's number.",
         "brother", cells={"poverty.citizen_id": "lead"}),
)

_UNREGISTERED = (
    Trap("sibling_under_number", "A sibling in no registry is enrolled under the missing child's number.", "brother",
         other="unregistered", cells=_LEADS_NUMBER),
    Trap("sibling_under_number_date", "As before, and the school took the birth date from that number.", "brother",
         other="unregistered", cells=_LEADS_NUMBER_AND_DATE),
    Trap("sibling_sounds", "As sibling_under_number, the names sounding alike.", "brother", "sound",
         other="unregistered", cells=_LEADS_NUMBER),
    Trap("sibling_sounds_date", "As before, with the birth date from the number: the grade alone tells.", "brother",
         "sound", other="unregistered", gap="far", cells=_LEADS_NUMBER_AND_DATE),
    Trap("sibling_sounds_near", "As before, a year apart: the grade is as a late or an early start would make it.",
         "brother", "sound", other="unregistered", gap="near", cells=_LEADS_NUMBER_AND_DATE, separable=False),
    Trap("sibling_unreadable", "As sibling_under_number, the character that tells them apart unreadable.", "brother",
         other="unregistered", cells=_LEADS_NUMBER | _LAST_LOST),
    Trap("sibling_unreadable_date", "As before, with the birth date from the number: the grade alone tells.", "brother",
         other="unregistered", gap="far", cells=_LEADS_NUMBER_AND_DATE | _LAST_LOST),
    Trap("sibling_cut_date", "As sibling_sounds_date, that number cut to fifteen digits.", "brother", "sound",
         other="unregistered", gap="far", cells=_LEADS_NUMBER_CUT | {"roll.dob": "lead"}),
    Trap("sibling_date_blank", "As sibling_sounds_date, without a number.", "brother", "sound", other="unregistered",
         gap="far", cells=_NO_NUMBER | {"roll.dob": "lead"}),
    Trap("sibling_part_date", "As sibling_under_number_date, the sibling's name a part of the missing child's.",
         "brother", "part", other="unregistered", gap="far", cells=_LEADS_NUMBER_AND_DATE),
    Trap("sibling_mothers_name_date", "As before, the given name equal, the surname the other parent's.", "brother",
         "given", other="unregistered", gap="far", cells=_LEADS_NUMBER_AND_DATE),
    Trap("sibling_swapped_date", "As before, the two characters of the name in the other order.", "brother", "swapped",
         other="unregistered", gap="far", cells=_LEADS_NUMBER_AND_DATE),
    Trap("sibling_former_name", "As sibling_under_number, the sibling bearing what was the missing child's name.",
         "brother", other="unregistered", cells=_LEADS_NUMBER, lead_cells={"population.former_name": "other.name"}),
    Trap("sibling_former_name_date", "As before, with the birth date from the number.", "brother",
         other="unregistered", gap="far", cells=_LEADS_NUMBER_AND_DATE,
         lead_cells={"population.former_name": "other.name"}),
    Trap("sibling_one_name", "As sibling_under_number, the sibling bearing the missing child's name.", "brother",
         "same", other="unregistered", cells=_LEADS_NUMBER),
    Trap("sibling_blank", "A sibling in no registry, enrolled without a number, bears the missing child's name.",
         "brother", "same", other="unregistered", cells=_NO_NUMBER),
    Trap("sibling_parents_number", "A sibling in no registry is enrolled under a parent's number.", "brother",
         other="unregistered", cells=_PARENTS),
    Trap("sibling_number_off", "A sibling in no registry, sounding alike, has the missing child's number with one "
         "digit wrong.", "brother", "sound", other="unregistered", cells={"roll.citizen_id": "lead:digit_wrong"}),
    Trap("sibling_number_off_date", "As before, and the birth date is the missing child's: the grade alone tells.",
         "brother", "sound", other="unregistered", gap="far",
         cells={"roll.citizen_id": "lead:digit_wrong", "roll.dob": "lead"}),
    Trap("minority_sibling_date", "As sibling_under_number_date, in a family of a minority.", "brother",
         other="unregistered", cells=_LEADS_NUMBER_AND_DATE, minority=True),
    Trap("impersonator", "A sibling in no registry attends under the missing child's number, name and birth date; only "
         "a grade far from the age could tell.", "brother", other="unregistered",
         cells=_LEADS_NUMBER_AND_DATE | {"roll.name": "lead"}, separable=False),
)

_NAMESAKES = (
    Trap("cousin", "A cousin (surname, generation character, village, near birth date) has a whole record.", "cousin"),
    Trap("cousin_blank", "The cousin's record has no number.", "cousin", cells=_NO_NUMBER),
    Trap("cousin_sounds_blank", "The cousin's record has no number, and the names sound alike.", "cousin", "sound",
         cells=_NO_NUMBER),
    Trap("cousin_unregistered", "A cousin whom the registry lacks is enrolled without a number.", "cousin",
         other="unregistered", cells=_NO_NUMBER),
    Trap("cousin_under_number", "The cousin is enrolled under the missing child's number.", "cousin",
         cells=_LEADS_NUMBER),
    Trap("pupil_number_off", "Another pupil's row has the missing child's number with one digit wrong.", "cousin",
         "free", cells={"roll.citizen_id": "lead:digit_wrong"}, village="other"),
    Trap("pupil_under_number", "Another pupil's row has the missing child's number.", "cousin", "free",
         cells=_LEADS_NUMBER, village="other"),
    Trap("namesake_village", "A namesake of the same birth date and village has a whole record.", "namesake", "same"),
    Trap("namesake_elsewhere", "A namesake of the same birth date, of another village.", "namesake", "same",
         village="other"),
    Trap("namesake_blank", "A namesake of the same birth date and village, enrolled without a number.", "namesake",
         "same", cells=_NO_NUMBER),
    Trap("namesake_elsewhere_blank", "As before, of another village.", "namesake", "same", cells=_NO_NUMBER,
         village="other"),
    Trap("namesake_no_family", "As namesake_blank, and without guardian and telephone.", "namesake", "same",
         cells=_NO_NUMBER | _NO_FAMILY),
    Trap("namesake_guardian", "As namesake_blank, the guardians bearing one name as well.", "namesake", "same",
         cells=_NO_NUMBER | {"roll.guardian_name": "lead", "population.guardian_name": "lead"}),
    Trap("namesake_phone", "As namesake_blank, the school having one telephone for both families.", "namesake", "same",
         cells=_NO_NUMBER | {"roll.guardian_phone": "lead.phone"}),
    Trap("namesake_cut", "As namesake_village, the number cut to fifteen digits.", "namesake", "same",
         cells={"roll.citizen_id": "own:cut", "roll.roll_no": "own:blank"}),
    Trap("namesake_registry_blank", "As namesake_blank, and the registry has no number of the missing child.",
         "namesake", "same", cells=_NO_NUMBER, lead_cells={"population.citizen_id": "own:blank"}),
    Trap("newcomer", "A newcomer, said to be registered elsewhere, of the missing child's name, birth date and "
         "village, without number or guardian.", "namesake", "same", other="unregistered",
         cells=_NO_NUMBER | _NO_FAMILY | {"roll.registered_place": "=外县", "roll.migrant": "=是"}),
    Trap("newcomer_unmarked", "As before, the place of registration left empty.", "namesake", "same",
         other="unregistered", cells=_NO_NUMBER | _NO_FAMILY | {"roll.registered_place": "own:blank"}),
    Trap("newcomer_elsewhere", "As newcomer_unmarked, living in another village.", "namesake", "same",
         other="unregistered", cells=_NO_NUMBER | _NO_FAMILY | {"roll.registered_place": "own:blank"}, village="other"),
)

_OFFICES = (
    Trap("parents_number", "A pupil under a parent's number; nobody is missing.", "", lead="enrolled",
         lead_cells=_PARENTS),
    Trap("sheet_cut", "A pupil on a sheet whose numbers are cut; nobody is missing.", "", lead="enrolled", sheet="cut"),
    Trap("sheet_cut_twin", "The twin is on such a sheet.", "twin", sheet="cut"),
    Trap("sheet_cut_brother", "The brother is on such a sheet.", "brother", sheet="cut"),
    Trap("sheet_cut_sounds", "A brother sounding alike is on such a sheet.", "brother", "sound", sheet="cut"),
    Trap("sheet_cut_namesake", "A namesake of the same birth date and village is on such a sheet.", "namesake", "same",
         sheet="cut"),
    Trap("sheet_scientific", "A pupil on a sheet that shows numbers as 3.49901E+17; nobody is missing.", "",
         lead="enrolled", sheet="scientific"),
    Trap("sheet_scientific_twin", "The twin is on such a sheet.", "twin", sheet="scientific"),
    Trap("sheet_scientific_brother", "The brother is on such a sheet.", "brother", sheet="scientific"),
    Trap("sheet_scientific_namesake", "A namesake of the same birth date and village is on such a sheet.", "namesake",
         "same", sheet="scientific"),
    Trap("certificate_sibling", "The certificate of a sibling in no registry is filed under the missing child's "
         "number, the names sounding alike.", "brother", "sound", other="unregistered_certificate",
         cells={"evidence.citizen_id": "lead"}),
    Trap("certificate_sibling_own", "The certificate of such a sibling is filed under that sibling's own number.",
         "brother", "sound", other="unregistered_certificate"),
    Trap("certificate_brother", "The brother's certificate is filed under the missing child's number, the names "
         "sounding alike.", "brother", "sound", other="certificate", cells={"evidence.citizen_id": "lead"}),
    Trap("certificate_brother_poem", "As before, one character of the names apart.", "brother", other="certificate",
         cells={"evidence.citizen_id": "lead"}),
    Trap("certificate_brother_off", "As certificate_brother, one digit of the number wrong.", "brother", "sound",
         other="certificate", cells={"evidence.citizen_id": "lead:digit_wrong"}),
    Trap("certificate_one_name", "The certificate of a brother of the same name under the missing child's number.",
         "brother", "same", other="certificate", cells={"evidence.citizen_id": "lead"}, separable=False),
    Trap("certificate_twin", "The twin's certificate is filed under the missing child's number.", "twin",
         other="certificate", cells={"evidence.citizen_id": "lead"}),
    Trap("certificate_twin_cut", "The certificate of a twin sounding alike has a number cut to fifteen digits.", "twin",
         "sound", other="certificate", cells={"evidence.citizen_id": "own:cut"}),
    Trap("certificate_namesake_cut", "The certificate of a namesake of the same birth date has a number cut to fifteen "
         "digits.", "namesake", "same", other="certificate", cells={"evidence.citizen_id": "own:cut"}),
)

TRAPS = (*_TWINS, *_BROTHERS, *_UNREGISTERED, *_NAMESAKES, *_OFFICES)

_SPARE_OF_CUT = 1.2  # one number in eleven ends in X and stays whole in any spreadsheet


def scenes(each: int) -> Iterator[tuple[int, Trap, int]]:
    """Place in TRAPS, trap, and number of scenes, so that every kind stands at least ``each`` times."""
    for place, trap in enumerate(TRAPS):
        cut = trap.sheet or any(spec.endswith(":cut") for spec in trap.cells.values())
        yield place, trap, (round(each * _SPARE_OF_CUT) + 15 if cut and each else each)


def registered_children(each: int) -> int:
    """Children of the registry whom all scenes need."""
    return sum(count * trap.registered for _, trap, count in scenes(each))
