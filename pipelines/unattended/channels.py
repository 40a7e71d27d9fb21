"""The ways by which somebody is told: notification blocks on Prefect's server, which sends when a night cannot.

A robot's address holds its key and a mail account has a password: both lie encrypted in the block, shown nowhere.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from pipelines.credentials import login_of
from pipelines.language import language
from pipelines.settings import Mail, Settings, SettingsError

if TYPE_CHECKING:
    from prefect.blocks.abstract import NotificationBlock
    from prefect.client.orchestration import SyncPrefectClient

#: What a robot's address is read from before the settings.
NOTIFY = "ROLLCALL_NOTIFY"

#: How the robots of chat groups want their text, by the name of their host; anybody else gets subject and body.
_SHAPES: dict[str, dict[str, Any]] = {
    "qyapi.weixin.qq.com": {"msgtype": "text", "text": {"content": "{{subject}}\n{{body}}"}},
    "oapi.dingtalk.com": {"msgtype": "text", "text": {"content": "{{subject}}\n{{body}}"}},
    "open.feishu.cn": {"msg_type": "text", "content": {"text": "{{subject}}\n{{body}}"}},
}
_PLAIN = {"subject": "{{subject}}", "body": "{{body}}"}

#: The setting → scheme, Apprise's name of the mode, and the usual port.
_SECURITY = {
    "tls": ("mailtos", "ssl", 465), "starttls": ("mailtos", "starttls", 587), "none": ("mailto", "insecure", 25)}

#: Ending of a block's name → its kind on the server: whatever the settings do not ask for any more is taken away.
_KINDS = {"": "custom-webhook", "-mail": "slack-webhook"}


def settled(client: SyncPrefectClient, name: str, office: Settings) -> dict[str, UUID]:
    """Make or renew the blocks that the settings ask for, and take away the others: what it is called → its id.

    Raises SettingsError for a login of no use.
    """
    wanted = _wanted(name, office)
    for ending in _KINDS.keys() - wanted.keys():
        _forget(client, name, ending)
    return {
        title: UUID(str(block.save(f"{name}{ending}", overwrite=True))) for ending, (title, block) in wanted.items()}


def tried(name: str, office: Settings) -> list[str]:
    """What to tell of a trial message that was sent, from this machine, by every way that the settings ask for.

    Raises SettingsError for the first way that fails, and when there is none.
    """
    ways, county, say = _wanted(name, office), office.county.name, language(office.output.language)
    if not ways:
        raise SettingsError(
            f"没有设置通知：请在设置中写 [unattended] notify 或 [unattended.mail]，或用环境变量 {NOTIFY}。")
    for title, block in ways.values():
        try:
            with block.raise_on_failure():
                body = say("{county}：这是一条试验消息。收到它，说明夜间运行失败时能通知到这里。", county=county)
                subject = say("rollcall：{county} 通知试验", county=county)
                block.notify(body, subject)  # pyright: ignore[reportUnusedCoroutine]
        except Exception as error:  # whatever the way it goes; its text may hold the address with its key
            raise SettingsError(
                f"试验消息没有送到{title}（{type(error).__name__}）：请核对地址、登录信息和网络，再试一次。") from None
    return [say("试验消息已发到{title}，请确认收到。", title=say.sentence(title)) for title, _ in ways.values()]


def forget(client: SyncPrefectClient, name: str) -> None:
    """Take every block of that name away."""
    for ending in _KINDS:
        _forget(client, name, ending)


def webhook(name: str, url: str) -> NotificationBlock:
    """A block that posts to that address, in the shape that a known robot wants."""
    from prefect.blocks.notifications import CustomWebhookNotificationBlock
    from prefect.types import SecretDict

    shape = _SHAPES.get(urlsplit(url).hostname or "", _PLAIN)
    return CustomWebhookNotificationBlock(
        name=name, url="{{address}}", json_data=shape, headers=None, cookies=None, secrets=SecretDict({"address": url}))


def mail(told: Mail, user: str | None, password: str | None) -> NotificationBlock:
    """A block that writes to everybody in ``told.to``, each a mail of its own, as plain text."""
    from prefect.blocks.notifications import SlackWebhook
    from pydantic import SecretStr

    # Of all that Prefect brings along, this block alone hands whatever address it is given to Apprise, which writes
    # mails as well. A kind of block of our own would be unknown to a server that the office runs elsewhere.
    return SlackWebhook(url=SecretStr(_mailto(told, user, password)))


def _mailto(told: Mail, user: str | None, password: str | None) -> str:
    scheme, mode, usual = _SECURITY[told.security]
    who = ":".join(quote(part, safe="") for part in (user, password) if part)
    asked = {"smtp": told.server, "from": told.sender, "to": ",".join(told.to), "mode": mode, "format": "text"}
    return f"{scheme}://{who}{'@' if who else ''}{told.server}:{told.port or usual}/?{urlencode(asked)}"


def _wanted(name: str, office: Settings) -> dict[str, tuple[str, NotificationBlock]]:
    """Ending of the block's name → what it is called in a sentence, and the block."""
    terms, wanted = office.unattended, {}
    if address := os.environ.get(NOTIFY) or terms.notify:
        wanted[""] = "通知地址", webhook(name, address)
    if told := terms.mail:
        login = login_of("unattended.mail", "mail", told.credentials_file, office.home)
        if not f"{login.user}{login.password}".isascii():  # the mail protocol knows no others
            raise SettingsError("邮箱的用户名和密码只能用英文字母、数字和符号：请核对 [unattended.mail] 的登录信息。")
        wanted["-mail"] = f"邮箱 {'、'.join(told.to)}", mail(told, login.user, login.password)
    return wanted


def _forget(client: SyncPrefectClient, name: str, ending: str) -> None:
    from prefect.exceptions import ObjectNotFound

    try:
        found = client.read_block_document_by_name(f"{name}{ending}", _KINDS[ending])
        client.delete_block_document(found.id)
    except ObjectNotFound:
        return
