"""What an operator may write into county.toml, and what is answered when it cannot be used."""

from datetime import date

import pytest

from pipelines.settings import SettingsError, load

MINIMAL = """
[county]
name = "某县"
division_code = "349901"
[sources.population]
path = "inbox/population/*"
[sources.roll]
path = "inbox/roll/*"
[sources.poverty]
path = "inbox/poverty/*"
[sources.schools]
path = "inbox/schools/*"
"""


def written(tmp_path, text: str):
    path = tmp_path / "county.toml"
    path.write_text(text, "utf-8")
    return path


def test_everything_has_a_default_but_the_county_and_its_sources(tmp_path):
    settings = load(written(tmp_path, MINIMAL))
    assert settings.night.ages == (6, 15)
    assert settings.night.age_mode == "full_years"
    assert settings.sources.evidence is None
    assert settings.out == tmp_path / "out"
    assert settings.state == tmp_path / "state"


def test_a_date_is_a_date(tmp_path):
    assert load(written(tmp_path, MINIMAL + "[night]\nas_of = 2026-09-01\n")).night.as_of == date(2026, 9, 1)


@pytest.mark.parametrize(("text", "says"), [
    (MINIMAL + "[night]\nage_mod = 'full_years'\n", ("night.age_mod", "age_mode")),
    (MINIMAL + "[nigth]\n", ("nigth", "night")),
    (MINIMAL + "[linkage]\nlink_probabilty = 0.99\n", ("linkage.link_probabilty", "link_probability")),
    (MINIMAL + "[sources.rol]\npath = 'x'\n", ("sources.rol", "roll")),
    (MINIMAL.replace('name = "某县"\n', ""), ("county.name", "缺少")),
    (MINIMAL.replace('"349901"', '"34x"'), ("county.division_code",)),
    (MINIMAL + "[night]\nages = [6]\n", ("night.ages",)),
    ("[county\n", ("无法解析",)),
])
def test_what_cannot_be_used_is_named_in_one_sentence(tmp_path, text, says):
    with pytest.raises(SettingsError) as refused:
        load(written(tmp_path, text))
    sentence = str(refused.value)
    assert all(word in sentence for word in says), sentence
    assert "\n" not in sentence


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(SettingsError, match="rollcall init"):
        load(tmp_path / "county.toml")


def test_settings_cannot_be_changed_after_they_are_read(tmp_path):
    settings = load(written(tmp_path, MINIMAL))
    with pytest.raises(ValueError, match="frozen"):
        settings.county.name = "他县"  # type: ignore[misc]


@pytest.mark.parametrize("zone", ["", "Peking", "../../etc/passwd", "UTC+8"])
def test_a_time_zone_that_is_none_is_refused_with_an_example(tmp_path, zone):
    with pytest.raises(SettingsError, match=r"night\.timezone.*Asia/Shanghai"):
        load(written(tmp_path, MINIMAL + f'[night]\ntimezone = "{zone}"\n'))
