"""The command line. Heavy libraries are imported where they are used: ``rollcall --help`` answers at once."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Group, Parameter, validators

from pipelines.cli_casebook import casebook

_NIGHT = Group("每夜运行", sort_key=1)
_HAND_IN = Group("收回清单", sort_key=2)
_ASK = Group("查询与核对", sort_key=3)
_START = Group("开始使用", sort_key=0)

app = App(
    name="rollcall",
    help=(
        "rollcall：控辍保学核对。每夜比对公安户籍、学籍、监测名单，"
        "给每名适龄儿童唯一的状态，列出要入户、要核对的名单。\n\n"
        "第一次使用：rollcall init 目录，把数据文件放进 inbox，再 rollcall run --settings 目录/county.toml"
    ),
    help_format="plaintext",
    version_flags=["--version"],
)

app.command(casebook)

SettingsPath = Annotated[Path, Parameter(name=["--settings", "-s"], help="设置文件 county.toml")]


@app.command(group=_START)
def init(folder: Path, /, *, language: Literal["zh", "en"] | None = None) -> None:
    """新建一个县的工作目录：带注释的 county.toml、空的 inbox、各数据源的模板工作簿。

    Parameters
    ----------
    language
        注释、说明和设置所用的语言：zh 中文、en 英文，缺省同命令行（ROLLCALL_LANGUAGE）；列的标题和示例不变
    """
    from pipelines.operator.guard import spoken_at_once
    from pipelines.publish.forms import init as lay_out
    from pipelines.publish.forms import laid_out

    code = language or spoken_at_once(()).code
    lay_out(folder, code)
    print(laid_out(folder, code), flush=True)


@app.command(group=_START)
def synthesize(
    *,
    out: Path,
    children: Annotated[int, Parameter(validator=validators.Number(gte=100))] = 20_000,
    seed: int = 1,
    level: Literal["clean", "ordinary", "hostile"] = "ordinary",
    traps: Annotated[int, Parameter(validator=validators.Number(gte=0))] = 0,
    rosters: bool = False,
    nights: Annotated[int, Parameter(validator=validators.Number(gte=0, lte=366))] = 0,
    town: bool = False,
) -> None:
    """生成一个虚构的县（全部虚构，地区代码未启用），格式与真实数据相同，旁附真值。

    Parameters
    ----------
    out
        写入的目录：county.toml、inbox/、truth/
    children
        6–15 周岁儿童人数
    seed
        随机种子；同一种子生成同样的文件
    level
        差错程度：clean 整洁、ordinary 平常、hostile 恶劣
    traps
        另加陷阱：每一种（双胞胎、兄弟、同名同日生、家长号码、整表截断……）至少这么多例；儿童人数不足时自动增加
    rosters
        另写在校班级花名册：少数在籍学生不在其上（真值为疑似辍学），少数在册儿童没有学籍
    nights
        改为生成逐夜变化的县（迁入迁出、转学、辍学、返校、更正、证明到期……）：night-001 起每夜各有 inbox/ 和 truth/
    town
        改为生成内置的乡镇（14,563 名适龄儿童，与某镇年终报告逐项相同）
    """
    from sources import synthetic

    if nights:
        _lived(out, children, seed, nights, level)
        return
    if town:
        made = synthetic.built_in_town(out)
    else:
        made = synthetic.synthesize(out, children=children, seed=seed, level=level, traps=traps, rosters=rosters)
    _say(f"已生成 {out}（全部虚构）")
    if traps and made.children > children:
        _say(f"每种陷阱 {traps} 例，适龄儿童须不少于 {made.children:,} 名：已由 {children:,} 名增至此数。")
    _say(f"下一步：rollcall run --settings {out / 'county.toml'}")


def _lived(out: Path, children: int, seed: int, nights: int, level: Literal["clean", "ordinary", "hostile"]) -> None:
    from sources.synthetic.life import lived

    first, *_ = dates = lived(out, children=children, seed=seed, nights=nights, level=level)
    _say(f"已生成 {out}（全部虚构）：{nights} 夜，{first} 至 {dates[-1]}")
    _say(f"每夜：用 night-… 下的 inbox 换下 {out / 'inbox'}，再：")
    _say(f"rollcall run --settings {out / 'county.toml'} --as-of {first}")


@app.command(group=_NIGHT)
def run(
    *,
    settings: SettingsPath = Path("county.toml"),
    as_of: date | None = None,
    prefect: bool = False,
    accept: tuple[str, ...] = (),
) -> None:
    """运行一夜：读入、检查、比对、认定、发布。

    退出码：0 已发布；2 设置或用法有误；3 数据源被拒或不变量不成立，未发布任何内容。

    Parameters
    ----------
    as_of
        基准日（YYYY-MM-DD）；缺省取设置中的日期，否则为今天
    prefect
        经由 Prefect 运行；配置了 Prefect API 时自动如此
    accept
        本次接受某数据源行数骤减或数据过旧，如 --accept roll（会记录在案）
    """
    from pipelines.operator.terminal import ran

    sys.exit(ran(settings, as_of, prefect=prefect, accepted=accept))


@app.command(group=_NIGHT)
def schedule(
    *,
    settings: SettingsPath = Path("county.toml"),
    cron: str = "0 2 * * *",
    remove: bool = False,
    print_cron: bool = False,
    print_systemd: bool = False,
    try_notify: bool = False,
) -> None:
    """在 Prefect 上部署每夜运行（PREFECT_API_URL 所指的服务）；再次运行即更新，不会重复。

    Parameters
    ----------
    cron
        时间：分 时 日 月 星期，如 "0 2 * * *" 表示每天 2 时；时区按设置 [night] timezone
    remove
        移除部署及其通知
    print_cron
        不用 Prefect：只打印 crontab 的一行
    print_systemd
        只打印 Prefect 服务和执行程序的 systemd 单元
    try_notify
        只向设置的通知地址和邮箱各发一条试验消息
    """
    from pipelines.operator.terminal import scheduled

    asked = {"cron": print_cron, "systemd": print_systemd, "trial": try_notify}
    shown = next((name for name, wanted in asked.items() if wanted), None)
    sys.exit(scheduled(settings, cron, remove=remove, shown=shown))


@app.command(group=_NIGHT)
def status(*, settings: SettingsPath = Path("county.toml")) -> None:
    """现在怎样：上次运行如何结束、正在运行什么、下次何时、哪些待办、哪些数据旧了。退出码：0 正常；3 有事要办。"""
    from pipelines.operator.terminal import stands

    sys.exit(stands(settings))


@app.command(group=_NIGHT)
def check(
    *,
    settings: SettingsPath = Path("county.toml"),
    as_of: date | None = None,
    out: Path | None = None,
    blocking: bool = False,
) -> None:
    """读入并检查数据源，不发布任何内容；逐个文件列出行数与问题：哪一格，错在哪里，怎么改。退出码同 run。

    全部问题写入 check/data_desk.csv，有问题的文件另有标注的副本：问题单元格标色并加批注，改好即可放回。

    Parameters
    ----------
    as_of
        基准日（YYYY-MM-DD）；缺省取设置中的日期，否则为今天
    out
        写入的文件夹；缺省为设置文件旁的 check/
    blocking
        另在比对之前清点候选对：每条分块规则有多少对，最大的一块在哪里；不作比对
    """
    from pipelines.operator.terminal import checked

    sys.exit(checked(settings, as_of, out, blocking=blocking))


@app.command(group=_ASK)
def share(
    why: str,
    /,
    *,
    settings: SettingsPath = Path("county.toml"),
    out: Path | None = None,
    by: str | None = None,
) -> None:
    """写出可以对外提供的统计表：台账、按年龄的清单人数；过小的数及能推算出它的数不公开。每次都登记。

    再次提供时，各数接着上次提供的数按整步变动，两次相减看不出个别儿童；同一夜再次提供，数不变。

    Parameters
    ----------
    why
        用途，如“报市教育局”；登记在 state/exports.jsonl
    out
        写入的文件夹；缺省为设置文件旁的 share/
    by
        提供人；缺省为登录名
    """
    from pipelines.operator.sharing import shared

    sys.exit(shared(settings, out, by, why))


@app.command(name="return", group=_HAND_IN)
def return_(
    *files: Path,
    settings: SettingsPath = Path("county.toml"),
    by: str | None = None,
    out: Path | None = None,
    withdraw: bool = False,
) -> None:
    """收回填好的核查清单、数据核对清单或电话核实名单（CSV、Excel、WPS 均可），逐行答复：已收、已在案，或拒收及办法。

    只填结果各列，任务编号不要改。同一文件交两次不重复计；改过的行是新的一条，取证日期较新的为准；旧的仍留在案。
    旁边写一份“_回执”副本，每行附答复：被拒的行在其中改好，再交一次。
    退出码：0 填写的行都已收或已在案；2 用法有误；3 有行（或整个文件）被拒。

    Parameters
    ----------
    files
        一个或几个填好的清单；凭表头识别是哪一种
    by
        交回人；缺省为登录名
    out
        回执写入的文件夹；缺省在各文件旁边
    withdraw
        撤回这些行此前交回的结果（不删除，另记一笔）；只想撤回几行的，先删去其余的行
    """
    from pipelines.operator.handing_in import handed_in

    sys.exit(handed_in(settings, files, by, out, withdraw=withdraw))


@app.command(group=_HAND_IN)
def decide(
    pair: str,
    verdict: str | None = None,
    /,
    *,
    by: str,
    settings: SettingsPath = Path("county.toml"),
    withdraw: bool = False,
) -> None:
    """判定一个待复核的候选对，或一名存疑认定的儿童：是否同一人。判定从下一夜起优先于任何分数；重新导出文件也不会丢失。

    例：rollcall decide P0123456789AB same --by 王一

    Parameters
    ----------
    pair
        数据核对清单上以 P（候选对）或 S（存疑认定）开头的编号
    verdict
        same 同一人、different 不是同一人、unsure 不确定（仍待核对）
    by
        判定人
    withdraw
        撤回对这一对的判定（不删除，另记一笔）
    """
    from pipelines.operator.handing_in import pair_decided

    sys.exit(pair_decided(settings, pair, verdict, by, withdraw=withdraw))


@app.command(group=_ASK)
def replay(night: str, /, *, settings: SettingsPath = Path("county.toml"), out: Path | None = None) -> None:
    """重做过去的一夜：用那一夜的数据源、设置和案件簿，与留存的结果比较；不改动案件簿和 out/。

    退出码：0 与留存的相同；2 设置或用法有误；3 有不同之处，或已无法重做。

    Parameters
    ----------
    night
        基准日（YYYY-MM-DD，取该日最后一次运行）、运行编号，或 out/nights 下的文件夹名
    out
        重做的文件写入的空文件夹；缺省只比较，不写
    """
    from pipelines.operator.replaying import night_replayed

    sys.exit(night_replayed(settings, night, out))


@app.command(group=_ASK)
def explain(
    who: str, /, *, settings: SettingsPath = Path("county.toml"), picture: Path | None = None, numbers: bool = False
) -> None:
    """说明一名儿童为何是这个状态：记录、候选对、逐项比较与权重、判定、佐证。证件号码和出生日期缺省遮住。

    Parameters
    ----------
    who
        儿童编号（C…）或任务编号
    picture
        另将逐项比较画成图，写入该文件（.svg、.html 或 .png）；图中没有姓名和号码
    numbers
        显示完整的证件号码和出生日期
    """
    from pipelines.operator.terminal import explained

    sys.exit(explained(settings, who, picture, numbers=numbers))


@app.command(group=_ASK)
def evaluate(*, settings: SettingsPath = Path("county.toml"), truth: Path, json: Path | None = None) -> None:
    """用真值衡量最近一夜：误认定就学、误列入名单；记录对、记录组、概率校准；各类人群分别如何。

    Parameters
    ----------
    truth
        真值目录（rollcall synthesize 所写的 truth/）
    json
        另将全部数字写入该文件
    """
    from pipelines.operator.terminal import evaluated

    sys.exit(evaluated(settings, truth, json))


@app.command(group=_START)
def doctor(*, settings: SettingsPath | None = None) -> None:
    """检查安装：版本、字体、文件夹与权限、锁、Prefect；每项一行，附处理办法。"""
    from pipelines.operator.terminal import examined

    sys.exit(examined(settings))


def main() -> None:
    """The entry point of the ``rollcall`` command: exit 2 for words it does not understand."""
    from pipelines.cli_help import complaint, speaking
    from pipelines.operator.guard import spoken_at_once

    say = spoken_at_once(sys.argv[1:])
    try:
        speaking(app, say)(exit_on_error=False, print_error=False)
    except Exception as error:
        from cyclopts import CycloptsError

        if isinstance(error, CycloptsError):
            print(complaint(error, app, say), file=sys.stderr, flush=True)
            sys.exit(2)
        raise


def _say(text: str) -> None:
    from pipelines.operator.guard import spoken_at_once

    print(spoken_at_once(()).sentence(text), flush=True)


if __name__ == "__main__":
    main()
