"""What a command turns into words: what a user can cause into one sentence and a code, a fault of ours into places."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from pipelines.settings import SettingsError

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
            return _told(f"错误：{error}", USAGE)
        except (NothingPublishedError, SourceRefusedError) as error:
            return _told(f"未发布：{error}\n上一夜的结果保持不变。", NOTHING_PUBLISHED)
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PUBLISHED
        except Exception as error:
            return _told(_places(error), FAULT)

    return guarded


def _told(text: str, code: int) -> int:
    print(text, file=sys.stderr, flush=True)
    return code


def _places(error: Exception) -> str:
    # The message of an exception may hold a cell of a child's row, so only its class and the places are shown.
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([f"程序故障：{type(error).__name__}。请将以下位置告知维护人员：", *ours])
