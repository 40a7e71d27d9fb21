"""What a command turns into words: what a user can cause into one sentence and a code, a fault of ours into places."""

from __future__ import annotations

import os
import sys
import tomllib
import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import pairwise
from pathlib import Path

from pipelines.language import CHINESE, Language, language
from pipelines.settings import SettingsError

#: The environment variable with the language of whoever works at this terminal: zh or en.
LANGUAGE = "ROLLCALL_LANGUAGE"
PUBLISHED, USAGE, NOTHING_PUBLISHED, FAULT = 0, 2, 3, 1


def answered(command: Callable[..., int]) -> Callable[..., int]:
    """Turn what a user can cause into one sentence and an exit code, and a fault of ours into places, not values."""

    @wraps(command)
    def guarded(*args: object, **kwargs: object) -> int:
        from pipelines.errors import NothingPublishedError
        from sources.person import SourceRefusedError

        try:
            return command(*args, **kwargs)
        except SettingsError as error:
            return _told(_said("错误：{error}", error, args), USAGE)
        except (NothingPublishedError, SourceRefusedError) as error:
            return _told(_said("未发布：{error}\n上一夜的结果保持不变。", error, args), NOTHING_PUBLISHED)
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PUBLISHED
        except Exception as error:
            return _told(_places(error, spoken(args[0])), FAULT)

    return guarded


def spoken(settings_path: object) -> Language:
    """The language that the settings ask for, also where all else in them is wrong; else that of the environment."""
    try:
        told = tomllib.loads(Path(str(settings_path)).read_text("utf-8"))["output"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        told = os.environ.get(LANGUAGE, "")
    return language("en") if told == "en" else CHINESE


def spoken_at_once(words: Sequence[str]) -> Language:
    """The language of what is said before settings are read: the environment's, else that of the settings which the
    words of the command name, or which lie here.

    The machine's locale does not count: a county's server speaks C or English, its officials read Chinese.
    """
    if os.environ.get(LANGUAGE) in ("zh", "en"):
        return language(os.environ[LANGUAGE])
    return spoken(_named(words) or "county.toml")


def _named(words: Sequence[str]) -> str | None:
    """The settings that the words name."""
    for word, following in pairwise((*words, "")):
        option, equals, value = word.partition("=")
        if option in ("--settings", "-s"):
            return value if equals else following
    return None


def _said(message: str, error: Exception, args: tuple[object, ...]) -> str:
    """The message about the error, whose sentences are known by their words; the settings' path comes first."""
    say = spoken(args[0])
    return say(message, error=say.sentence(str(error)))


def _told(text: str, code: int) -> int:
    print(text, file=sys.stderr, flush=True)
    return code


def _places(error: Exception, say: Language) -> str:
    # The message of an exception may hold a cell of a child's row, so only its class and the places are shown.
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    told = say("程序故障：{error}。请将以下位置告知维护人员：", error=type(error).__name__)
    return "\n".join([told, *ours])
