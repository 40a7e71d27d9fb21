"""What the office decides: county.toml, read once, checked, frozen."""

from __future__ import annotations

import difflib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from pipelines import clock


class SettingsError(Exception):
    """Settings that cannot be used. The text is one sentence: the key, the cause, the mend."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class County(_Section):
    """Who the county is."""

    name: str
    division_code: str = Field(pattern=r"^\d{6}(\d{3})?(\d{3})?$")
    towns: tuple[str, ...] = ()


class Night(_Section):
    """How children are counted on a night."""

    as_of: date | None = None
    timezone: str = "Asia/Shanghai"  # of every date and time of a night, and of its schedule
    age_mode: Literal["full_years", "school_year"] = "full_years"
    ages: tuple[int, int] = (6, 15)
    entry_age: int = 6
    roll_settles: str = Field(default="10-15", pattern=r"^\d{2}-\d{2}$")
    certificate_valid: Literal["term", "school_year"] = "term"
    term_starts: tuple[str, str] = ("02-16", "09-01")  # a certificate without an end runs out the day before the next
    visit_due_days: int = 7
    certificate_due_days: int = 15
    households_a_day: int = Field(default=12, ge=1)  # that one person visits
    phone_checks: tuple[int, int] = (5, 10)  # certificates of a school that are checked by telephone each term
    expiring_days: int = Field(default=31, ge=0)  # proofs that run out within these days are told beforehand
    escalate_after: int = Field(default=2, ge=0)  # spans of due days past the due date, then the township is told

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        if not clock.known(zone):
            raise PydanticCustomError("timezone", "不是已知的时区，应为 Asia/Shanghai 这样的名称")
        return zone


class FileLimits(_Section):
    """How much one file of a register may hold once unpacked, against bombs and stray cells."""

    unpacked_mb: int = Field(default=4096, ge=1)
    ratio: int = Field(default=200, ge=1)  # unpacked to packed
    cells_million: int = Field(default=200, ge=1)  # from A1 to the last cell that holds something


class Guard(_Section):
    """Where a share of a register's rows should lie; what is not given is as ``checks.guards.LIMITS`` has it."""

    at_least: float | None = Field(default=None, ge=0, le=1)
    at_most: float | None = Field(default=None, ge=0, le=1)
    change: float | None = Field(default=None, ge=0, le=1)  # from the last published night, in parts of one
    severity: Literal["fatal", "warn", "off"] | None = None  # of a share outside at_least … at_most
    change_severity: Literal["fatal", "warn", "off"] | None = None


class Guards(_Section):
    """The shares that are watched (``checks.guards.MEASURES``)."""

    missing_ids: Guard = Guard()
    of_age: Guard = Guard()
    male: Guard = Guard()
    known_towns: Guard = Guard()

    @property
    def settled(self) -> dict[str, dict[str, float | str]]:
        """Share → what the office has settled otherwise."""
        return self.model_dump(exclude_none=True)


class Source(_Section):
    """Where one register is found: files under ``path``, or a database at ``url`` with its ``table`` or ``query``."""

    path: str | None = None
    url: str | None = None
    table: str | None = None
    query: str | None = None
    credentials_file: str | None = None  # TOML with user and password, 0600; the environment goes before it
    connect_timeout: int = Field(default=10, ge=1)  # seconds
    statement_timeout: int = Field(default=600, ge=1)  # seconds for the whole answer
    retry_after: tuple[float, ...] = (1, 4, 10)  # seconds before each further try
    as_of: date | None = None
    defaults: dict[str, str] = {}  # a column the files lack → what every row gets; {sheet}, {file}: their names
    columns: dict[str, str] = {}  # our column → the heading to use when two headings mean it
    max_shrink: float = Field(default=0.2, ge=0, le=1)
    max_growth: float = Field(default=0.5, ge=0)
    guards: Guards = Guards()
    max_source_age_days: int = 45
    password_file: str | None = None  # whose lines open protected files; a password itself is no setting
    limits: FileLimits = FileLimits()

    @model_validator(mode="after")
    def _one_place(self) -> Source:
        """Raises for a database that is not fully named, and for a password in its url, which is not repeated."""
        if self.url is None:
            if self.table or self.query:
                raise PydanticCustomError("place", "有 table 或 query 而没有 url")
            return self
        from sources.reading.database import holds_password, is_known  # polars with it: not for every command

        if holds_password(self.url):
            raise PydanticCustomError(
                "password", "url 中不得写密码：改用环境变量 ROLLCALL_…_PASSWORD 或 credentials_file"
            )
        if not is_known(self.url):
            raise PydanticCustomError("url", "url 应以 postgresql://、mysql://、mariadb://、oracle:// 或 mssql:// 开头")
        if self.path is not None or bool(self.table) == bool(self.query):
            raise PydanticCustomError("place", "用 url 时不写 path，并写 table 与 query 之一")
        return self


class Sources(_Section):
    """The registers."""

    population: Source
    roll: Source
    poverty: Source
    schools: Source
    evidence: Source | None = None
    approvals: Source | None = None
    disability: Source | None = None
    assignment: Source | None = None
    control_totals: Source | None = None
    decisions: Source | None = None
    roster: Source | None = None


class Linkage(_Section):
    """When two records are one person."""

    link_probability: float = Field(default=0.9999, gt=0.5, lt=1)
    review_probability: float = Field(default=0.05, gt=0, lt=1)
    false_link_rate: float = Field(default=1e-5, ge=1e-9, le=1)  # share of links; raises link_probability where it must
    retrain_days: int = Field(default=30, ge=0)  # so old, weights are learned from the registers anew
    retrain_share: float = Field(default=0.1, ge=0, le=1)  # so many of the records changed since, likewise


class CasebookPlace(_Section):
    """Where the casebook lies: a PostgreSQL database at ``url``; without one, a file in the state folder."""

    url: str | None = None
    credentials_file: str | None = None  # TOML with user and password, 0600; the environment goes before it

    @model_validator(mode="after")
    def _no_secret(self) -> CasebookPlace:
        """Raises for another kind of database, and for a password in the url, which is not repeated."""
        if self.url is None:
            return self
        from sources.reading.database import holds_password

        if holds_password(self.url):
            raise PydanticCustomError(
                "password", "url 中不得写密码：改用环境变量 ROLLCALL_CASEBOOK_PASSWORD 或 credentials_file"
            )
        if not self.url.startswith(("postgresql://", "postgres://")):
            raise PydanticCustomError("url", "url 应以 postgresql:// 开头；不写则用 state 中的文件")
        return self


class Output(_Section):
    """Where the night's work goes."""

    folder: str = "out"
    state: str = "state"
    language: Literal["zh", "en"] = "zh"  # of what people read; files' names and headings stay as promised
    keep_loads: int = Field(default=60, ge=0)  # days that the registers of past nights are kept; the newest stay
    share_at_least: int = Field(default=5, ge=2)  # counts below it leave the bureau in no table (rollcall share)
    return_to: str = ""  # to whom filled-in lists go back, as it stands on their covers
    workbook_password_file: str | None = None  # its first line encrypts the workbooks; a password itself is no setting
    keep_nights: int = Field(default=400, ge=0)  # days that published nights are kept in nights/
    keep_nights_at_least: int = Field(default=10, ge=1)  # so many of the newest stay, however old


_ADDRESS = r"^[^@\s,<>]+@[^@\s,<>]+$"


class Mail(_Section):
    """Who is written to when a night fails, and by which mail server. User and password are no settings."""

    to: tuple[Annotated[str, Field(pattern=_ADDRESS)], ...] = Field(min_length=1)
    sender: str = Field(pattern=_ADDRESS)
    server: str = Field(pattern=r"^[\w.-]+$")
    port: int | None = Field(default=None, ge=1, le=65535)  # 465 for tls, 587 for starttls, 25 for none
    security: Literal["tls", "starttls", "none"] = "tls"
    credentials_file: str | None = None  # TOML with user and password, 0600; the environment goes before it


class Unattended(_Section):
    """What happens when nobody watches."""

    notify: str | None = Field(default=None, pattern=r"^https?://\S+$")  # a webhook; ROLLCALL_NOTIFY goes before it
    mail: Mail | None = None
    retry_after: tuple[float, ...] = (60, 300, 900)  # seconds before a source without a stand-in is asked again
    pool: str = Field(default="rollcall", min_length=1)  # Prefect's work pool
    late_minutes: int = Field(default=30, ge=1)  # a night that has not begun so long after its time is told
    keep_runs: int = Field(default=90, ge=1)  # days that Prefect keeps what it recorded of a night
    log_mb: float = Field(default=5, gt=0)  # size at which a log file is put aside
    log_files: int = Field(default=10, ge=1)  # how many of those are kept


class Settings(_Section):
    """The whole of county.toml; paths are relative to ``home``, the folder it lies in."""

    county: County
    night: Night = Night()
    sources: Sources
    linkage: Linkage = Linkage()
    casebook: CasebookPlace = CasebookPlace()
    output: Output = Output()
    unattended: Unattended = Unattended()
    home: Path = Path()

    @property
    def out(self) -> Path:
        """The folder of published files."""
        return self.home / self.output.folder

    @property
    def state(self) -> Path:
        """The folder of what cannot be rebuilt (0700)."""
        return self.home / self.output.state


def load(path: Path) -> Settings:
    """The settings in that file; this process lives in their time zone from then on (``clock``).

    Raises SettingsError with one sentence for the first thing that is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"设置文件 {path} 不存在：请用 rollcall init 新建，或用 --settings 指明位置。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {path} 无法解析（{error}）：请按 TOML 格式更正。") from None
    try:
        settings = Settings(**raw, home=path.resolve().parent)
    except ValidationError as error:
        raise SettingsError(_sentence(path, error)) from None
    try:
        clock.keep(settings.night.timezone)
    except LookupError as error:
        raise SettingsError(f"本机没有时区 {error.args[0]} 的数据：请安装 tzdata（apt-get install tzdata）。") from None
    return settings


def _sentence(path: Path, error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = _keys_beside(first["loc"])
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1, cutoff=0.0)
        return f"设置文件 {path} 中的 {key} 不是已知的设置项：是否应为 {near[0] if near else '、'.join(known)}？"
    if first["type"] == "missing":
        return f"设置文件 {path} 缺少 {key}：请补上该项。"
    return f"设置文件 {path} 中的 {key} 的值不可用（{first['msg']}）：请更正。"


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        annotation = model.model_fields[str(part)].annotation
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        model = next(one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel))
    return [field.alias or name for name, field in model.model_fields.items() if name != "home"]
