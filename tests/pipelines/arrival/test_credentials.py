"""Who reads a database is told by the environment or a private file, and by nothing that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.arrival.credentials import database, login
from pipelines.settings import SettingsError, Source, load

SECRET = "Geheim-0815"
PLACE = {"url": "postgresql://db.invalid:5433/county", "table": "public.fp"}


@pytest.fixture
def filed(tmp_path: Path) -> Source:
    path = tmp_path / "poverty.login"
    path.write_text(f'user = "leser"\npassword = "{SECRET}"\n')
    path.chmod(0o600)
    return Source(**PLACE, credentials_file=path.name)


def test_the_environment_goes_before_the_file(filed: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ROLLCALL_POVERTY_USER", raising=False)
    found = login("poverty", filed, tmp_path)
    assert (found.user, found.password) == ("leser", SECRET)
    monkeypatch.setenv("ROLLCALL_POVERTY_USER", "andere")
    monkeypatch.setenv("ROLLCALL_POVERTY_PASSWORD", "anders")
    found = login("poverty", filed, tmp_path)
    assert (found.user, found.password) == ("andere", "anders")


def test_a_database_shows_neither_user_nor_password(filed: Source, tmp_path: Path):
    place = database("poverty", filed, tmp_path)
    assert place is not None
    assert SECRET not in repr(place)
    assert place.name == "poverty@db.invalid/county.public.fp"
    assert database("poverty", Source(path="inbox/poverty/*"), tmp_path) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_read_is_refused(filed: Source, tmp_path: Path, mode: int):
    (tmp_path / "poverty.login").chmod(mode)
    assert "chmod 600" in refusal(filed, tmp_path)


@pytest.mark.parametrize("text", ["", f"leser:{SECRET}", f'user = "leser"\npasswort = "{SECRET}"', "user = 1"])
def test_a_file_that_is_not_understood_is_refused_without_being_shown(filed: Source, tmp_path: Path, text: str):
    (tmp_path / "poverty.login").write_text(text)
    assert "password" in refusal(filed, tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    assert "无法打开" in refusal(Source(**PLACE, credentials_file="nothing"), tmp_path)


def refusal(source: Source, home: Path) -> str:
    with pytest.raises(SettingsError) as refused:
        login("poverty", source, home)
    told = str(refused.value)
    assert "[sources.poverty] credentials_file" in told
    assert SECRET not in told and "leser" not in told and "\n" not in told
    return told


@pytest.mark.parametrize(("lines", "says"), [
    (f'url = "postgresql://leser:{SECRET}@db/county"\ntable = "t"', "不得写密码"),
    (f'url = "postgresql://leser:a/{SECRET}@db/county"\ntable = "t"', "不得写密码"),
    (f'url = "postgresql://db/county?user=leser&password={SECRET}"\ntable = "t"', "不得写密码"),
    (f'url = "mssql+pyodbc://?odbc_connect=DSN%3Dx%3BPWD%3D{SECRET}"\ntable = "t"', "不得写密码"),
    (f'password = "{SECRET}"', "password 不是已知的设置项"),
    ('url = "db/county"\ntable = "t"', "postgresql://"),
    ('url = "sqlite:///x.db"\ntable = "t"', "postgresql://"),
    ('url = "postgresql://db/county"', "table 与 query 之一"),
    ('url = "postgresql://db/county"\ntable = "t"\nquery = "SELECT 1"', "table 与 query 之一"),
    ('url = "postgresql://db/county"\ntable = "t"\npath = "inbox/poverty/*"', "不写 path"),
    ('path = "inbox/poverty/*"\ntable = "t"', "没有 url"),
])
def test_a_place_that_cannot_be_meant_is_one_sentence_without_the_password(tmp_path: Path, lines: str, says: str):
    path = tmp_path / "county.toml"
    path.write_text(
        '[county]\nname = "某县"\ndivision_code = "349901"\n'
        + "".join(f'[sources.{name}]\npath = "inbox/{name}/*"\n' for name in ("population", "roll", "schools"))
        + f"[sources.poverty]\n{lines}\n", "utf-8")
    with pytest.raises(SettingsError) as refused:
        load(path)
    told = str(refused.value)
    assert says in told and "sources.poverty" in told
    assert SECRET not in told and "leser" not in told and "\n" not in told


@pytest.mark.parametrize("url", ["postgresql://leser@db:5433/county", "mysql://db/county", "mariadb+pymysql://db/c", "oracle://db/?service_name=x"])
def test_a_place_without_a_password_is_taken(url: str):
    assert Source(url=url, table="t").url == url
