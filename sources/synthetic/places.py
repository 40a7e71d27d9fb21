"""The county's towns, villages and schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.synthetic import names, namestock

_TOWN_FIRST = "柳青云石清龙白桃杏沙竹松金银平安长双红大新永太高"
_TOWN_LAST = "河山溪桥塘岭湖店集滩坪湾泉坝"
_VILLAGE_FIRST = "东西南北前后上下大小新老"
_VILLAGE_LAST = "庄楼营寨湾岗坡洼圩塘沟铺"
_OUTSIDE = (
    ("浙江省宁波市", "东方实验小学", "primary"), ("浙江省宁波市", "滨海初级中学", "junior"),
    ("江苏省苏州市", "新城第二小学", "primary"), ("江苏省苏州市", "湖滨中学", "secondary"),
    ("上海市松江区", "民工子弟小学", "primary"), ("上海市松江区", "九里亭学校", "nine_year"),
    ("广东省东莞市", "厚德小学", "primary"), ("广东省东莞市", "长安实验学校", "nine_year"),
    ("合肥市", "北城小学", "primary"), ("合肥市", "第六十八中学", "junior"),
    ("邻水县", "城关中心小学", "primary"), ("邻水县", "城关初级中学", "junior"),
)
STAGE_WORDS = {
    "kindergarten": "幼儿园", "primary": "小学", "junior": "初中", "nine_year": "九年一贯", "secondary": "完全中学",
    "senior": "高中",
    "vocational": "中职", "special": "特殊教育",
}


@dataclass(frozen=True)
class Places:
    """Where people live and learn.

    ``villages``: town (index), town_name, village, ethnic (0 Han, 1…4 a minority), weight (share of the people),
    clan and poem (lists of three surname and character indexes). ``schools``: town (index, -1 outside the county),
    code, name, alias, place, stage, in_county. The arrays give row numbers of ``schools``.
    """

    towns: tuple[str, ...]
    villages: pl.DataFrame
    schools: pl.DataFrame
    primary_of_village: np.ndarray
    junior_of_town: np.ndarray
    kindergarten_of_town: np.ndarray
    seat_schools: dict[str, np.ndarray]
    outside_primary: np.ndarray
    outside_junior: np.ndarray


def town_names(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    """Names of that many towns, the county seat first."""
    all_names = [first + last for first in _TOWN_FIRST for last in _TOWN_LAST]
    chosen = rng.permutation(len(all_names))[: count - 1]
    return ("城关镇", *(all_names[place] + ("乡" if place % 5 == 0 else "镇") for place in chosen))


def laid_out(
    rng: np.random.Generator, towns: tuple[str, ...], peopled: tuple[str, ...], minority_share: float
) -> Places:
    """Villages and schools of those towns; only ``peopled`` towns have registered people."""
    villages = _villages(rng, towns, peopled, minority_share)
    county, primary, junior, kindergarten = _county_schools(towns, villages)
    seat = _seat_schools(towns[0])
    outside = [_school(-1, place, place + name, "", stage, False) for place, name, stage in _OUTSIDE]
    schools = pl.DataFrame([*county, *seat, *outside]).with_row_index("number").with_columns(_code())
    stage = schools["stage"].to_numpy()
    beyond = ~schools["in_county"].to_numpy()
    return Places(
        towns, villages, schools.drop("number"), primary, junior, kindergarten,
        {kind: np.flatnonzero((stage == kind) & ~beyond) for kind in ("senior", "vocational", "special")},
        np.flatnonzero(beyond & np.isin(stage, ("primary", "nine_year"))),
        np.flatnonzero(beyond & np.isin(stage, ("junior", "nine_year", "secondary"))),
    )


def _villages(rng: np.random.Generator, towns: tuple[str, ...], peopled: tuple[str, ...], share: float) -> pl.DataFrame:
    rows: list[dict[str, object]] = []
    weights: list[float] = []
    for number, town in enumerate(towns):
        for village in _village_names(rng, int(rng.integers(12, 26))):
            weights.append(float(rng.uniform(0.5, 1.5)) if town in peopled else 0.0)
            rows.append({
                "town": number, "town_name": town, "village": village, "weight": weights[-1],
                "clan": names.drawn_surnames(rng, 3).tolist(), "poem": names.generation_characters(rng, 3).tolist(),
            })
    lived_in = np.flatnonzero(weights)
    ethnic = np.zeros(len(rows), dtype=np.int64)
    # A small county, too, must have minority names to get wrong.
    theirs = rng.permutation(lived_in)[: max(1, round(share * len(lived_in)))]
    ethnic[theirs] = rng.integers(1, len(namestock.MINORITIES) + 1, len(theirs))
    return pl.DataFrame(rows).with_columns(pl.Series("ethnic", ethnic))


def _village_names(rng: np.random.Generator, count: int) -> list[str]:
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        surname = names.surnames()[int(names.drawn_surnames(rng, 1)[0])]
        first = surname if rng.random() < 0.7 else _VILLAGE_FIRST[int(rng.integers(len(_VILLAGE_FIRST)))] + surname
        chosen[first + _VILLAGE_LAST[int(rng.integers(len(_VILLAGE_LAST)))] + "村"] = None
    return list(chosen)


def _county_schools(
    towns: tuple[str, ...], villages: pl.DataFrame
) -> tuple[list[dict[str, object]], np.ndarray, np.ndarray, np.ndarray]:
    schools: list[dict[str, object]] = []
    primary = np.zeros(len(villages), dtype=np.int64)
    junior = np.zeros(len(towns), dtype=np.int64)
    kindergarten = np.zeros(len(towns), dtype=np.int64)
    for number, town in enumerate(towns):
        junior[number], nine_year = len(schools), number % 5 == 3
        schools.append(_town_junior(number, town, nine_year))
        kindergarten[number] = len(schools)
        schools.append(_school(number, town, f"{town}中心幼儿园", "", "kindergarten", True))
        of_town = np.flatnonzero(villages["town"].to_numpy() == number)
        for group in range(0, len(of_town), 3):
            # A nine-year school takes the primary pupils of the villages around it.
            primary[of_town[group : group + 3]] = junior[number] if nine_year and group == 0 else len(schools)
            if not (nine_year and group == 0):
                schools.append(_village_primary(number, town, villages["village"][int(of_town[group])], group))
    return schools, primary, junior, kindergarten


def _town_junior(number: int, town: str, nine_year: bool) -> dict[str, object]:
    short = town.removesuffix("镇").removesuffix("乡")
    if nine_year:
        return _school(number, town, f"{town}九年一贯制学校", f"{short}学校", "nine_year", True)
    return _school(number, town, f"{town}初级中学", f"{short}初中、{short}中学", "junior", True)


def _village_primary(number: int, town: str, village: str, group: int) -> dict[str, object]:
    short = town.removesuffix("镇").removesuffix("乡")
    if group == 0:
        return _school(number, town, f"{town}中心小学", f"{short}中心校、{short}小学", "primary", True)
    return _school(
        number,
        town,
        f"{town}{village.removesuffix('村')}小学",
        f"{short}{village.removesuffix('村')}完小",
        "primary",
        True,
    )


def _seat_schools(seat: str) -> list[dict[str, object]]:
    return [
        _school(0, seat, "县第一高级中学", "县一中、一中", "senior", True),
        _school(0, seat, "县第二高级中学", "县二中", "senior", True),
        _school(0, seat, "县第三高级中学", "县三中", "senior", True),
        _school(0, seat, "县职业技术学校", "县职校、县职业高中", "vocational", True),
        _school(0, seat, "县卫生学校", "", "vocational", True),
        _school(0, seat, "县特殊教育学校", "县特校", "special", True),
    ]


def _school(town: int, place: str, name: str, alias: str, stage: str, in_county: bool) -> dict[str, object]:
    return {"town": town, "place": place, "name": name, "alias": alias, "stage": stage, "in_county": in_county}


def _code() -> pl.Expr:
    """Ten digits; the county's begin with a zero, which spreadsheets like to lose."""
    start = pl.when(pl.col("in_county")).then(pl.lit("03499")).otherwise(pl.lit("36699"))
    return (start + (pl.col("number") * 7 + 101).cast(pl.String).str.zfill(5)).alias("code")
