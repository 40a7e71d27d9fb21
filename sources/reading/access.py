"""What opening a register's files takes beside the files: a password, and how large they may become."""

from __future__ import annotations

from dataclasses import dataclass, field

from sources.reading.book import UnreadableError
from sources.sentence import Sentence

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold once unpacked. Beyond it a file is refused before it is unpacked.

    Five million rows of a register are two gigabytes of text, or a hundred million cells.
    """

    unpacked_mb: int = 4096
    ratio: int = 200  # unpacked to packed; sheets of real offices stay below 60
    cells_million: int = 200  # from A1 to the last cell that holds something, blanks between them included

    def refuse_size(self, size: int) -> None:
        """Raises UnreadableError for a file of so many bytes, when they are too many."""
        if size > self.unpacked_mb * _MEGABYTE:
            raise UnreadableError(
                Sentence(
                    "过大（超过 {most:,} MB）：请分成几个文件；确有这么大时请调高设置 limits 中的 unpacked_mb。",
                    most=self.unpacked_mb,
                )
            )

    def refuse_ratio(self, packed: int, unpacked: int) -> None:
        """Raises UnreadableError for a packed file that would unpack to too much, for its size or at all."""
        self.refuse_size(unpacked)
        if unpacked > self.ratio * max(packed, _MEGABYTE):
            raise UnreadableError(
                Sentence(
                    "解压后是原来的 {times:,} 倍，不像正常的数据文件，没有解压："
                    "请核对来源后重新导出；确认无误时请调高设置 limits 中的 ratio。",
                    times=unpacked // max(packed, 1),
                )
            )

    def refuse_cells(self, rows: int, columns: int) -> None:
        """Raises UnreadableError for a table of that extent, when it has too many cells."""
        if rows * columns > self.cells_million * 1_000_000:
            raise UnreadableError(
                Sentence(
                    "的表格延伸到第 {rows:,} 行、第 {columns:,} 列，多为误填在远处的内容："
                    "请删除数据区以外的行和列后保存；确有这么大时请调高设置 limits 中的 cells_million。",
                    rows=rows,
                    columns=columns,
                )
            )


@dataclass(frozen=True, slots=True)
class Access:
    """The passwords of protected files, each of which may open some, and the limits. Passwords are never shown."""

    passwords: tuple[str, ...] = field(default=(), repr=False)
    limits: Limits = Limits()

    def refused(self, register: str) -> UnreadableError:
        """What to say of a protected file of that register: that a password is wanted, or that none given is right."""
        return UnreadableError(
            Sentence(
                "{cause}：请取消密码后再放入，或把密码写入一个文件并在设置 [sources.{register}] 的 password_file "
                "中指明，或放入环境变量 ROLLCALL_{variable}_PASSWORD。",
                cause=Sentence("有打开密码，而所给的密码不对" if self.passwords else "有打开密码"),
                register=register,
                variable=register.upper(),
            )
        )


#: Nothing is protected, and the usual limits hold.
OPEN = Access()
