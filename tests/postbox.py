"""A mail server started for the tests alone: what it is given it keeps, and nothing leaves the machine."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True)
class Letter:
    """What came in one mail."""

    sender: str
    to: tuple[str, ...]
    subject: str
    body: str
    secret: bool  # whether it came over an encrypted connection


@dataclass
class Postbox:
    """What has come, and where it is sent to."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        self.letters.append(Letter(
            envelope.mail_from or "", tuple(envelope.rcpt_tos), message["Subject"], message.get_content().replace("\r\n", "\n").strip(),
            session.ssl is not None))
        return "250 OK"


@contextmanager
def postbox(login: tuple[str, str] | None = None, certificate: ssl.SSLContext | None = None) -> Iterator[Postbox]:
    """A mail server on this machine; with a ``login`` it takes mail from nobody else, with a ``certificate`` STARTTLS."""
    box = Postbox()

    def known(_server: SMTP, _session: Session, _envelope: Envelope, _kind: str, told: object) -> AuthResult:
        right = isinstance(told, LoginPassword) and login == (told.login.decode(), told.password.decode())
        return AuthResult(success=right, handled=False)

    terms = {"authenticator": known, "auth_required": True, "auth_require_tls": certificate is not None} if login else {}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, tls_context=certificate,
                            require_starttls=certificate is not None, **terms)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
