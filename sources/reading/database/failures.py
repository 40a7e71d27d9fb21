"""What went wrong at a database, in one sentence without a value: it cannot be reached, or it is not what it should be.

Only the first lets an earlier load stand in. What drivers say is never passed on: it names users and shows rows.
"""

from __future__ import annotations

import re

from sources.person import SourceRefusedError, SourceUnreachableError
from sources.reading.database.place import Database
from sources.sentence import Sentence

#: Without an answer at all, or with one that says "not now".
_UNREACHABLE = "无法连接或中途断开"
#: PostgreSQL's SQLSTATE, or its class of two characters → whether it may pass, and what is told.
_STATES: dict[str, tuple[bool, str]] = {
    "08": (True, _UNREACHABLE),
    "53300": (True, "连接数已满"),
    "57P": (True, "正在启动或停止"),
    "57014": (True, "没有在限定时间内答完：可在设置中调大 statement_timeout"),
    "55P03": (True, "表被别的程序锁住"),
    "40": (True, "与别的事务冲突"),
    "25006": (False, "拒绝写入：query 只能读取数据，请改为 SELECT"),
    "28": (False, "拒绝登录：请检查用户名和密码"),
    "3D000": (False, "没有这个数据库：请检查 url"),
    "42501": (False, "不允许该用户读取：请授予 SELECT 权限"),
    "42P01": (False, "没有这个表：请检查 table 或 query"),
    "42703": (False, "没有 query 中的某一列：请检查 query"),
    "42": (False, "无法理解 query：请检查其写法，只能是一条 SELECT"),
    "0A": (False, "不能这样查询：query 只能是一条 SELECT"),
    "22": (False, "某个值无法读出（编码、日期或数值不合规）：请管理员更正该值，或在 query 中转换"),
}
#: The same for MySQL and MariaDB.
_NUMBERS: dict[int, tuple[bool, str]] = {
    **dict.fromkeys((2002, 2003, 2005, 2006, 2013, 2055, 1053, 1152, 1158, 1159, 1160, 1161), (True, _UNREACHABLE)),
    **dict.fromkeys((1040, 1203, 1226), (True, "连接数已满")),
    **dict.fromkeys((1317, 1969, 3024, 1028), (True, _STATES["57014"][1])),
    **dict.fromkeys((1205, 1213), (True, "表被别的程序锁住")),
    **dict.fromkeys((1792, 1290, 1836), _STATES["25006"]),
    **dict.fromkeys((1045, 1698, 1251, 1862, 1396), _STATES["28"]),
    1049: _STATES["3D000"],
    **dict.fromkeys((1044, 1142, 1143, 1227), _STATES["42501"]),
    1146: _STATES["42P01"],
    1054: _STATES["42703"],
    1064: _STATES["42"],
    1060: (False, "的 query 中有两列同名：请用 AS 分别命名"),
}
#: Oracle's and SQL Server's, as they stand in the text of an error.
_TEXTS = (
    (re.compile(r"ORA-(01017|28000|01005)|\b18456\b"), _STATES["28"]),
    (re.compile(r"ORA-00942|\b208\b"), _STATES["42P01"]),
    (re.compile(r"ORA-(01456|16000)"), _STATES["25006"]),
    (re.compile(r"ORA-01031|\b229\b"), _STATES["42501"]),
    (re.compile(r"DPY-4011|DPY-6\d{3}|ORA-(12\d{3}|03113|03114|01033|01034)|\b2000[1-9]\b"), (True, _UNREACHABLE)),
    (re.compile(r"DPY-4024"), (True, _STATES["57014"][1])),
)
#: PostgreSQL gives no SQLSTATE while connecting; its words, where they are English.
_FULL = re.compile(r"too many|connection slots")
_NO_DATABASE = re.compile(r"database .* does not exist")
_NO_LOGIN = re.compile(r"authentication|role .* does not exist|no pg_hba.conf entry|not permitted to log in")


def told(error: Exception, place: Database) -> SourceRefusedError:
    """The error to raise for what a driver raised: SourceUnreachableError where another try may succeed."""
    passing, cause = _judged(getattr(error, "orig", None) or error)
    kind = SourceUnreachableError if passing else SourceRefusedError
    message = "数据库 {name} {cause}。"
    if cause == _UNREACHABLE:
        message = "数据库 {name} {cause}：请检查网络、地址和数据库是否运行。"
    return kind(place.register, Sentence(message, name=place.name, cause=Sentence(cause)))


def refused(place: Database, cause: str) -> SourceRefusedError:
    """The database refused for that cause, which ends with its mend and a full stop."""
    return SourceRefusedError(place.register, Sentence("数据库 {name} {cause}", name=place.name, cause=Sentence(cause)))


def _judged(error: BaseException) -> tuple[bool, str]:
    if error.args and isinstance(error.args[0], int):
        return _NUMBERS.get(error.args[0], _unknown(error))
    if state := getattr(error, "sqlstate", None):
        return next((_STATES[key] for key in (state, state[:3], state[:2]) if key in _STATES), _unknown(error))
    if hasattr(error, "pgconn"):
        return _while_connecting(error)
    text = str(error)
    return next((judged for pattern, judged in _TEXTS if pattern.search(text)), _unknown(error))


def _while_connecting(error: BaseException) -> tuple[bool, str]:
    """Of an error of PostgreSQL's without a state: whether the server asked for a password tells most."""
    text, talk = str(error), getattr(error, "pgconn", None)
    if _FULL.search(text):
        return _STATES["53300"]
    if _NO_DATABASE.search(text):
        return _STATES["3D000"]
    asked = talk is not None and (talk.used_password or talk.needs_password)
    return _STATES["28"] if asked or _NO_LOGIN.search(text) else (True, _UNREACHABLE)


def _unknown(error: BaseException) -> tuple[bool, str]:
    """What no table knows is not excused: the source is refused, and the class of the error told."""
    return False, Sentence("出错（{error}）：请把此信息告知管理员", error=type(error).__name__)
