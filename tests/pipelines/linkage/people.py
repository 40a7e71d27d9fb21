"""Invented persons in the common shape, with who is who known: small registers to link in tests."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl

from sources.identity import check_character
from sources.person import PERSON

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文博宇航浩然欣怡佳雨婷思琪子轩梦瑶俊豪"
PARENTS = "德志广永兴家国世学建景宏承传绍继祖光耀荣昌盛泽恩培树"
TOWNS = ("甲镇", "乙镇", "丙镇")
REGISTERS = ("population", "roll", "poverty", "evidence")


def number(day: date, order: int, area: str = "349901") -> str:
    """A valid ID number of an unassigned area."""
    body = f"{area}{day:%Y%m%d}{order:03d}"
    return body + check_character(body)


def person(record_id: str, name: str, day: date | None, id18: str | None = None, **more: object) -> dict[str, object]:
    """One row of PERSON. ``id15`` and ``citizen_id`` with ``id_class`` may be given instead of a whole number."""
    row: dict[str, object] = dict.fromkeys(PERSON)
    row |= {
        "record_id": record_id, "name_display": name, "name_key": name, "name_unreadable": "□" in name, "citizen_id": id18, "id18": id18,
        "id_class": "ok18" if id18 else "blank", "sex": _sex(id18), "dob": day, "dob_precision": "day" if day else None,
        "guardian_keys": [], "guardian_ids": [], "phones": [],
    }
    return row | more


def _sex(id18: str | None) -> str | None:
    return None if id18 is None else "1" if int(id18[16]) % 2 else "2"


def cohort_of(day: object) -> int | None:
    """The year of the September that the school cohort of that birth date begins with."""
    return day.year - (day.month < 9) if isinstance(day, date) else None


def cut(id18: str) -> dict[str, object]:
    """What is left of a number that a spreadsheet cut."""
    return {"citizen_id": id18[:15] + "000", "id_class": "suspect_trunc", "id18": None, "id15": id18[:15]}


def mistyped(text: str) -> dict[str, object]:
    """A number whose check character does not fit."""
    return {"citizen_id": text, "id_class": "bad_check" if len(text) == 18 else "bad_length", "id18": None, "id15": None}


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Those rows as PERSON."""
    return pl.DataFrame(rows, schema=PERSON)


def families(count: int, seed: int) -> list[dict[str, object]]:
    """Children of that many families as registry rows, brothers and sisters together; record ids ``p0``, ``p1`` …"""
    rng = random.Random(seed)
    children: list[dict[str, object]] = []
    for house in range(count):
        town = rng.choice(TOWNS)
        surname, father = rng.choice(SURNAMES), "".join(rng.sample(PARENTS, 2))
        home = {
            "guardian_keys": sorted([surname + father, rng.choice(SURNAMES) + "".join(rng.sample(PARENTS, 2))]),
            "phones": [f"160{rng.randrange(10**8):08d}"], "household_no": f"h{house}", "town": town, "village": f"{town[0]}{rng.randrange(8)}村",
            "guardian_ids": [number(date(1980, 1, 1) + timedelta(days=rng.randrange(4000)), rng.randrange(1, 999), "669901")],
        }
        given = set()
        for _ in range(rng.choice((1, 1, 2, 3))):
            own = "".join(rng.sample(GIVEN, 2))
            if own in given:
                continue
            given.add(own)
            day = date(2011, 9, 1) + timedelta(days=rng.randrange(3600))
            children.append(person(f"p{len(children)}", surname + own, day, number(day, rng.randrange(1, 999)), **home))
    return children


def as_roll(child: dict[str, object], record_id: str, **changes: object) -> dict[str, object]:
    """The child's row as a school writes it: one guardian, no household, no town, and the grade of the child's age."""
    told = {"guardian_keys": child["guardian_keys"][:1], "guardian_ids": [], "household_no": None, "town": None, "village": None, "grade_cohort": cohort_of(child["dob"])}
    return child | told | {"record_id": record_id, "address": f"某县{child['town']}{child['village']}1号"} | changes


def registers(count: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """A registry, a roll damaged here and there, and roll record → registry record."""
    rng = random.Random(seed + 1)
    children = families(count, seed)
    enrolled = [child for child in children if rng.random() < 0.9]
    rows = [as_roll(child, f"r{child['record_id'][1:]}", **_damage(child, rng)) for child in enrolled]
    return frame(children), frame(rows), {f"r{child['record_id'][1:]}": str(child["record_id"]) for child in enrolled}


def _damage(child: dict[str, object], rng: random.Random) -> dict[str, object]:
    """Changes of a child's row, none for most."""
    id18, name, day = str(child["id18"]), str(child["name_key"]), child["dob"]
    kinds = {
        "none": {}, "cut": cut(id18), "blank": {"citizen_id": None, "id18": None, "id_class": "blank"},
        "typed": mistyped(id18[:16] + str((int(id18[16]) + 1) % 10) + id18[17]),
        "name": {"name_key": name[:-1] + rng.choice(GIVEN)}, "dob": {"dob": day + timedelta(days=365)}, "phone": {"phones": []},
    }
    return kinds[rng.choices(list(kinds), (70, 6, 5, 6, 5, 4, 4))[0]]
