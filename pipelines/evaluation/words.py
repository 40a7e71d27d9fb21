"""The words for the groups that an invented county's truth tells apart; what has none is shown as it is."""

from __future__ import annotations

from pipelines.language import CHINESE, Language
from pipelines.publish.words import HEADINGS, SHORT

FAMILIES = {
    "whole": "全体", "person": "人群", "number": "学籍号码", "town": "乡镇", "trap": "易混情形", "damage": "差错",
}
GROUPS = {
    "whole": "全体", "minority": "少数民族姓名", "mothers_surname": "随母姓", "twin": "双胞胎",
    "poor": "脱贫（监测）户", "no_number": "无完整号码", "wrong_number": "号码有误", "registered_twice": "重复户籍",
    "double_of_hidden": "未就学者的相似者", "shadow_of_hidden": "未就学者的户籍外相似者",
    "trap_twin": "双胞胎一在学一失学", "trap_brother": "兄弟姐妹一在学一失学", "trap_namesake": "同名同年一在学一失学",
    "not_in_class": "在籍不在班", "trap_same_birth": "同名同日一在学一失学", "trap_shadow": "户籍外同名者在学",
}
#: Damage → what was done to the cell.
DAMAGES = {
    "blank": "空缺", "homophone": "同音字", "look_alike": "形近字", "traditional": "繁体异体", "noted": "括注",
    "former_name": "写曾用名", "wrong_character": "错一字", "swapped": "两字颠倒", "dropped": "漏字",
    "unreadable": "字无法识别", "pinyin": "写拼音", "spaced": "夹空格", "dotted": "间隔点写法", "milk_name": "写小名",
    "sibling_id": "写兄弟姐妹的", "guardian_id": "写监护人的", "digit_wrong": "错一位", "neighbors_swapped": "相邻颠倒",
    "excel_cut": "表格截断", "file_cut": "整个文件被截断", "scientific": "科学计数", "fifteen_digits": "只有十五位",
    "temporary": "临时号", "masked": "遮盖", "x_written": "末位X写法", "id_spaced": "夹空格", "id_full_width": "全角",
    "disability_number": "残疾证号", "day_off": "差一日", "month_day_swapped": "月日颠倒", "lunar_date": "农历",
    "first_of_january": "填1月1日", "year_off": "差一年", "month_only": "只有年月", "date_form": "日期写法",
    "other_sex": "写反", "other_parent": "写另一家长", "other_phone": "写另一号码", "changed_phone": "已换号码",
    "phone_spaced": "夹空格或横线", "address_form": "地址写法", "alias": "写别名", "zero_lost": "丢失前导零",
    "trap": "按易混情形设定",
}


#: The cells whose damage is told: those by which people are told apart. The others stand in the JSON.
TOLD = tuple(
    f"{register}.{column}" for register in ("population", "roll") for column in ("name", "citizen_id", "dob", "sex"))


def group_words(subgroup: str, say: Language = CHINESE) -> str:
    """The group as officials read it; a damage ``register.column:kind`` as register, heading and what was done."""
    if ":" not in subgroup:
        return say(GROUPS.get(subgroup, subgroup))
    cell, kind = subgroup.split(":", 1)
    register = say(SHORT.get(cell.split(".", 1)[0], cell))
    return say("{register}{heading}：{damage}", register=register, heading=say(HEADINGS.get(cell, cell)),
               damage=say(DAMAGES.get(kind, kind)))
