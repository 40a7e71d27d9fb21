"""What the command line says before any settings are read: help, and what it does not understand.

Its Chinese stands in the docstrings of the commands, line by line; what cyclopts says in English of its own accord is
said in Chinese first, so that one catalogue has all of it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cyclopts import validators
from cyclopts.help import DefaultFormatter, HelpEntry, HelpPanel
from rich.text import Text

from pipelines.language import Language

if TYPE_CHECKING:
    from cyclopts import App, CycloptsError
    from cyclopts.argument import Argument
    from rich.console import Console, ConsoleOptions

#: What cyclopts says → in Chinese.
_OF_CYCLOPTS = {
    "Commands": "命令", "Parameters": "选项", "Arguments": "参数",
    "Display this message and exit.": "显示本说明。", "Display application version.": "显示版本。",
}  # fmt: skip
#: What stands for a value to be given → in Chinese.
_STAND_INS = {
    "COMMAND": "命令", "OPTIONS": "选项", "ARGS": "参数", "PATH": "路径", "INT": "整数", "STR": "文字",
    "CHOICE": "选择", "DATE": "日期", "FOLDER": "目录", "FILE": "文件", "FILES": "文件", "WHO": "编号",
    "WHY": "用途", "PAIR": "编号", "VERDICT": "判定", "NIGHT": "哪一夜", "RUN": "运行编号",
}  # fmt: skip
_STAND_IN = re.compile(r"\b(?:" + "|".join(_STAND_INS) + r")\b")
#: What went wrong → what is said of it.
_COMPLAINTS = {
    "UnknownCommandError": "没有 {what} 这个命令", "UnknownOptionError": "没有 {what} 这个选项",
    "MissingArgumentError": "缺少 {what}", "CoercionError": "{what} 不能是“{value}”",
    "ValidationError": "{what} 不能是“{value}”", "RepeatArgumentError": "{what} 只能写一次",
    "UnusedCliTokensError": "“{what}”是多余的",
}  # fmt: skip


def speaking(app: App, say: Language) -> App:
    """The app with its help in that language."""
    app.help_formatter = _Speaking(say)
    return app


def complaint(error: CycloptsError, app: App, say: Language) -> str:
    """One sentence: what is not understood, what comes nearest or may be written, and where it is told."""
    kind = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _COMPLAINTS), None)
    what, value = _place(error)
    found = say(_COMPLAINTS[kind], what=_named(what, say), value=value) if kind else say("命令写得不对")
    may = _may(error, app, what, say)
    command = " ".join(("rollcall", *(error.command_chain or ())))
    return say("错误：{found}{may}。写法见 {command} --help", found=found, may=may, command=command)


class _Speaking:
    """Cyclopts' own way to draw help, with every text said first."""

    def __init__(self, say: Language) -> None:
        self.say = say
        self._drawn = DefaultFormatter()

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        entries = [self._entry(entry) for entry in panel.entries]
        title = str(panel.title)
        self._drawn(console, options, panel.copy(title=self.say(_OF_CYCLOPTS.get(title, title)), entries=entries))

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:
        """The line that shows how the command is written."""
        if usage:
            console.print(Text(self.say("用法：{usage}", usage=_named(str(usage).rstrip(), self.say)) + "\n"))

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:
        """What the command does."""
        console.print(Text(self._said(description).rstrip("\n") + "\n"))

    def _entry(self, entry: HelpEntry) -> HelpEntry:
        told = " ".join(filter(None, (self._said(entry.description).strip(), *self._terms(entry))))
        label = entry.positional_label and _named(entry.positional_label, self.say)
        metavar = entry.metavar and _named(entry.metavar, self.say)
        return entry.copy(description=Text(told), positional_label=label, metavar=metavar, choices=None, default=None,
                          required=False)

    def _terms(self, entry: HelpEntry) -> Iterable[str]:
        say = self.say
        if entry.required:
            yield say("〔必填〕")
        if entry.choices:
            yield say("〔可选：{choices}〕", choices=say("、").join(entry.choices))
        if entry.default not in (None, "False", "()"):  # a switch is off until it is given
            yield say("〔缺省：{default}〕", default=entry.default)

    def _said(self, told: Any) -> str:
        """A text, each of its lines."""
        text = _plain(told)
        return "\n".join(self.say(_OF_CYCLOPTS.get(line, line)) for line in text.split("\n"))


def _named(text: str, say: Language) -> str:
    """The text with what stands in it for a value named in that language; English has the words already."""
    return _STAND_IN.sub(lambda found: _STAND_INS[found[0]], text) if say.code == "zh" else text


def _plain(told: Any) -> str:
    told = getattr(told, "primary_renderable", told)
    return "" if told is None else getattr(told, "plain", None) or str(told)


def _place(error: CycloptsError) -> tuple[str, str]:
    """What the complaint is about, and the value that was given for it."""
    token = getattr(error, "token", None) or next(iter(getattr(error.argument, "tokens", [])), None)
    value = str(getattr(token, "value", ""))
    if error.argument is not None:
        return error.argument.name, value
    if token is not None:
        return str(token.keyword or token.value), value
    return next(iter(error.unused_tokens or [""])), value


def _may(error: CycloptsError, app: App, what: str, say: Language) -> str:
    if error.argument is not None and (choices := error.argument.get_choices()):
        return say("（可选：{choices}）", choices=say("、").join(choices))
    if error.argument is not None and (least := _least(error.argument)) is not None:
        return say("（须不小于 {least}）", least=least)
    near = difflib.get_close_matches(what, _known(error, app), n=1)
    return say("（最接近的是 {near}）", near=near[0]) if near else ""


def _least(argument: Argument) -> Any:
    """The least that the value may be, where that is limited."""
    rules: Any = argument.parameter.validator or ()
    limits = [one.gte for one in rules if isinstance(one, validators.Number)]
    return next((limit for limit in limits if limit is not None), None)


def _known(error: CycloptsError, app: App) -> Sequence[str]:
    arguments = getattr(error, "argument_collection", None)
    if arguments is not None:
        return [name for argument in arguments for name in argument.names]
    return list((error.app or app).resolved_commands())
