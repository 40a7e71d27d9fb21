"""How one cell comes to be wrong: each function takes the right text and a die and returns the wrong one.

A die is a random number. A function that cannot damage a text returns it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from sources.synthetic import lookalikes, names
from sources.synthetic.lunar import lunar

_DOTS = ("", "•", "・", "．", ".", "∙", "⋅")
_NOTES = ("（空挂）", "(转入)", "（小名{}{}）", "(随母)")
_UNREADABLE = ("?", "□", "\ue5f1", "〓")


def homophone(name: str, die: int) -> str:
    """One character typed as another of the same syllable."""
    return _one_replaced(name, die, lambda character: lookalikes.homophones().get(character, ()))


def look_alike(name: str, die: int) -> str:
    """One character read as another that looks like it."""
    return _one_replaced(name, die, lambda character: lookalikes.alike().get(character, ()))


def traditional(name: str, die: int) -> str:
    """One character in its traditional or variant form: the same name."""
    return _one_replaced(name, die, lambda character: lookalikes.traditional().get(character, ()))


def wrong_character(name: str, die: int) -> str:
    """One character of the given name quite another."""
    if "·" in name or len(name) < 2:
        return name
    stock = names.characters()
    place = 1 + die % (len(name) - 1)
    return name[:place] + stock[1 + die // 7 % (len(stock) - 1)] + name[place + 1 :]


def spaced(name: str, die: int) -> str:
    """A two-character name spread to the width of three."""
    return f"{name[0]}{('　', ' ', '  ')[die % 3]}{name[1]}" if len(name) == 2 else name


def noted(name: str, die: int) -> str:
    """A note in brackets behind the name."""
    return name + _NOTES[die % len(_NOTES)].format(name[-1], name[-1])


def swapped(name: str, die: int) -> str:
    """The two characters of the given name in the wrong order."""
    return name[0] + name[2] + name[1] if len(name) == 3 and "·" not in name else name


def dropped(name: str, die: int) -> str:
    """A character inside a name of four or more lost."""
    place = 1 + die % max(len(name) - 2, 1)
    return name[:place] + name[place + 1 :] if len(name) >= 4 and name[place] != "·" else name


def dotted(name: str, die: int) -> str:
    """Another middle dot, or none: the same name."""
    return name.replace("·", _DOTS[die % len(_DOTS)])


def unreadable(name: str, die: int) -> str:
    """A character that the system could not show."""
    place = 1 + die % max(len(name) - 1, 1)
    return name[:place] + _UNREADABLE[die // 5 % len(_UNREADABLE)] + name[place + 1 :] if len(name) > 1 else name


def pinyin(name: str, die: int) -> str:
    """A rare character left as its syllable."""
    place = 1 + die % max(len(name) - 1, 1)
    return name[:place] + lookalikes.syllable(name[place]).upper() + name[place + 1 :] if len(name) > 1 else name


def blank(text: str, die: int) -> str:
    """Nothing written."""
    return ""


def digit_wrong(number: str, die: int) -> str:
    """One digit mistyped."""
    place = die % 17
    return (
        number[:place] + str((int(number[place]) + 1 + die // 17 % 9) % 10) + number[place + 1 :]
        if _whole(number)
        else number
    )


def neighbors_swapped(number: str, die: int) -> str:
    """Two neighboring digits exchanged."""
    place = 6 + die % 10
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :] if _whole(number) else number


def excel_cut(number: str, die: int) -> str:
    """Kept as a number by a spreadsheet: fifteen digits and zeros. Numbers ending in X stay text."""
    return number[:15] + "000" if _whole(number) and number.isdigit() else number


def scientific(number: str, die: int) -> str:
    """Shown as a spreadsheet shows long numbers, and saved so."""
    return f"{number[0]}.{number[1:6]}E+17" if _whole(number) and number.isdigit() else number


def fifteen_digits(number: str, die: int) -> str:
    """In the form of before 1999: no century, no check character."""
    return number[:6] + number[8:17] if _whole(number) else number


def masked(number: str, die: int) -> str:
    """The birth date starred out."""
    return number[:6] + "********" + number[14:] if _whole(number) else number


def temporary(number: str, die: int) -> str:
    """A temporary roll number in place of the ID, looking like one."""
    return ("L" if die % 3 else "J") + number[:6] + f"{die % 10**12:012d}" if _whole(number) else number


def x_written(number: str, die: int) -> str:
    """The check character X in lower case, full width or Cyrillic: the same number."""
    return number[:-1] + "xＸХх"[die % 4] if number.endswith("X") else number


def id_spaced(number: str, die: int) -> str:
    """White space around or inside the number: the same number."""
    forms = (f" {number}", f"{number} ", f"{number[:6]} {number[6:14]} {number[14:]}", f"\u00a0{number}")
    return forms[die % 4] if number else number


def id_full_width(number: str, die: int) -> str:
    """Digits in full width: the same number."""
    return number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


def disability_number(number: str, die: int) -> str:
    """The 20-digit number of the disability certificate: the ID, the type, the level."""
    return f"{number}{1 + die % 7}{1 + die // 7 % 4}" if _whole(number) else number


def date_form(text: str, die: int) -> str:
    """The same date written otherwise."""
    day = _day(text)
    if day is None:
        return text
    forms = (
        f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
    )
    return forms[die % len(forms)]


def day_off(text: str, die: int) -> str:
    """One day early or late."""
    return _moved(text, lambda day: day + timedelta(days=1 if die % 2 else -1))


def month_day_swapped(text: str, die: int) -> str:
    """Month and day exchanged, where that is a date."""
    return _moved(text, lambda day: day.replace(month=day.day, day=day.month) if day.day <= 12 else day)


def lunar_date(text: str, die: int) -> str:
    """The date on the lunar calendar, written as if it were the common one."""
    day = _day(text)
    found = lunar(day) if day else None
    # The 29th and 30th of a lunar month need not exist on the common calendar; a clerk then looks again.
    return text if found is None or found[2] > 28 else _moved(text, lambda _: date(*found))


def first_of_january(text: str, die: int) -> str:
    """1 January as filler."""
    return _moved(text, lambda day: day.replace(month=1, day=1))


def year_off(text: str, die: int) -> str:
    """The year one too high or too low."""
    return _moved(text, lambda day: day.replace(year=day.year + (1 if die % 2 else -1), day=min(day.day, 28)))


def month_only(text: str, die: int) -> str:
    """Year and month alone."""
    day = _day(text)
    return f"{day:%Y%m}" if day else text


def other_sex(text: str, die: int) -> str:
    """The other sex."""
    return {"男": "女", "女": "男"}.get(text, text)


def address_form(text: str, die: int) -> str:
    """The same address in other words, or shorter."""
    forms = (
        text.removesuffix("号"), re.sub(r"^.*?县", "", text), text.replace("村", f"村{1 + die // 7 % 9}组", 1),
        re.sub(r"\d+号$", "", text), f"{text}附1",
    )
    return forms[die % len(forms)]


def zero_lost(text: str, die: int) -> str:
    """The leading zero of a code gone."""
    return text.removeprefix("0")


def phone_spaced(text: str, die: int) -> str:
    """The same telephone number in groups."""
    return f"{text[:3]}{'- '[die % 2]}{text[3:7]}{'- '[die % 2]}{text[7:]}" if len(text) == 11 else text


def _one_replaced(name: str, die: int, choices: Callable[[str], tuple[str, ...] | str]) -> str:
    places = [place for place, character in enumerate(name) if choices(character)]
    if not places:
        return name
    # The given name suffers more than the surname.
    place = places[-1 - die % len(places)] if die % 5 else places[0]
    options = choices(name[place])
    return name[:place] + options[die // 11 % len(options)] + name[place + 1 :]


def _whole(number: str) -> bool:
    return len(number) == 18 and number.isascii() and number[:17].isdigit()


def _day(text: str) -> date | None:
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [text[:4], text[4:6], text[6:8]]
    return date(*map(int, parts)) if len(parts) == 3 else None


def _moved(text: str, move: Callable[[date], date]) -> str:
    """The date moved, in the form it had."""
    day = _day(text)
    if day is None:
        return text
    return move(day).strftime("%Y%m%d" if text.isdigit() else "%Y-%m-%d")
