"""Who is told, by which way: mails taken by a real mail server, robots that want their text in their own shape."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from prefect.blocks.abstract import NotificationError

from pipelines.settings import Mail, Settings, SettingsError, Source, Unattended, load
from pipelines.unattended import channels
from tests.pipelines.test_settings import MINIMAL
from tests.postbox import Letter, Postbox, postbox

SUBJECT, BODY = "rollcall：某县 夜间运行未完成", "某县：夜间运行 2026-09-01 未完成（Failed）。\n查看：rollcall status --settings /某县/county.toml"
LOGIN = ("rollcall@edu.example", "p@ss:w+rd/?#%&")


def mailed(box: Postbox, **terms: str) -> Mail:
    return Mail(to=("director@edu.example", "it@edu.example"), sender="rollcall@edu.example", server="localhost", port=box.port, **terms)


def sent(told: Mail, user: str | None = None, password: str | None = None) -> None:
    block = channels.mail(told, user, password)
    with block.raise_on_failure():
        block.notify(BODY, SUBJECT)


def letters(*, secret: bool) -> list[Letter]:
    return [Letter("rollcall@edu.example", (to,), SUBJECT, BODY, secret) for to in ("director@edu.example", "it@edu.example")]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate of localhost that this process trusts."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


def test_within_the_house_a_mail_needs_no_account() -> None:
    with postbox() as box:
        sent(mailed(box, security="none"))
    assert box.letters == letters(secret=False)


def test_an_account_is_shown_to_a_server_of_a_known_certificate_only(certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    with postbox(LOGIN, certificate) as box:
        sent(mailed(box, security="starttls"), *LOGIN)
        assert box.letters == letters(secret=True)
        monkeypatch.delenv("SSL_CERT_FILE")  # now it could be anybody's
        with pytest.raises(NotificationError):
            sent(mailed(box, security="starttls"), *LOGIN)
        assert box.letters == letters(secret=True)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_is_a_failure_and_no_silence() -> None:
    with postbox(LOGIN) as box:
        sent(mailed(box, security="none"), *LOGIN)
        with pytest.raises(NotificationError):
            sent(mailed(box, security="none"), LOGIN[0], "wrong")
    assert len(box.letters) == 2


@pytest.mark.parametrize(("address", "content"), [
    ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", {"msgtype": "text", "text": {"content": f"{SUBJECT}\n{BODY}"}}),
    ("https://open.feishu.cn/open-apis/bot/v2/hook/k", {"msg_type": "text", "content": {"text": f"{SUBJECT}\n{BODY}"}}),
    ("https://qyapi.weixin.qq.com.example/k", {"subject": SUBJECT, "body": BODY}),
])
def test_a_known_robot_is_told_in_its_shape(address: str, content: object) -> None:
    asked = channels.webhook("rollcall", address)._build_request_args(BODY, SUBJECT)
    assert (asked["url"], asked["json"]) == (address, content)


def office(home: Path, **terms: object) -> Settings:
    sources = {name: Source(path="inbox/*") for name in ("population", "roll", "poverty", "schools")}
    return Settings(county={"name": "某县", "division_code": "349901"}, sources=sources, unattended=Unattended(**terms), home=home)


def test_a_trial_goes_every_way_and_what_does_not_arrive_is_told_without_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(channels.NOTIFY, raising=False)
    with pytest.raises(SettingsError, match="没有设置通知"):
        channels.tried("rollcall", office(tmp_path))
    with postbox() as box:
        settings = office(tmp_path, mail=mailed(box, security="none"))
        assert channels.tried("rollcall", settings) == ["试验消息已发到邮箱 director@edu.example、it@edu.example，请确认收到。"]
        assert [letter.subject for letter in box.letters] == ["rollcall：某县 通知试验"] * 2
        monkeypatch.setenv(channels.NOTIFY, "http://127.0.0.1:9/robot?key=s3cret")
        with pytest.raises(SettingsError, match="没有送到通知地址") as told:
            channels.tried("rollcall", settings)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(("terms", "key"), [
    ('to = []\nsender = "a@b.cn"\nserver = "smtp.b.cn"', "unattended.mail.to"),
    ('to = ["a@b.cn, c@d.cn"]\nsender = "a@b.cn"\nserver = "smtp.b.cn"', "unattended.mail.to.0"),
    ('to = ["a@b.cn"]\nsender = "rollcall"\nserver = "smtp.b.cn"', "unattended.mail.sender"),
    ('to = ["a@b.cn"]\nsender = "a@b.cn"\nserver = "smtp://b.cn"', "unattended.mail.server"),
    ('to = ["a@b.cn"]\nsender = "a@b.cn"\nserver = "smtp.b.cn"\npassword = "p"', "unattended.mail.password"),
])
def test_what_cannot_be_written_to_is_refused_by_its_key(tmp_path: Path, terms: str, key: str) -> None:
    (tmp_path / "county.toml").write_text(f"{MINIMAL}\n[unattended.mail]\n{terms}\n", "utf-8")
    with pytest.raises(SettingsError, match=key):
        load(tmp_path / "county.toml")


def test_the_account_lies_in_a_file_that_only_its_owner_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(channels.NOTIFY, raising=False)
    told = Mail(to=("a@b.cn",), sender="c@b.cn", server="smtp.b.cn", credentials_file="mail.login")
    settings = office(tmp_path, mail=told)
    (tmp_path / "mail.login").write_text('user = "c@b.cn"\npassword = "s3cret"\n')
    (tmp_path / "mail.login").chmod(0o644)
    with pytest.raises(SettingsError, match=r"\[unattended.mail\] credentials_file.*chmod 600"):
        channels._wanted("rollcall", settings)
    (tmp_path / "mail.login").write_text('user = "c@b.cn"\npassword = "密码"\n')
    (tmp_path / "mail.login").chmod(0o600)
    with pytest.raises(SettingsError, match="英文字母"):
        channels._wanted("rollcall", settings)
    (tmp_path / "mail.login").write_text('user = "c@b.cn"\npassword = "s3cret"\n')
    ((title, block),) = channels._wanted("rollcall", settings).values()
    assert title == "邮箱 a@b.cn" and "s3cret" not in repr(block)
    assert block.url.get_secret_value() == (
        "mailtos://c%40b.cn:s3cret@smtp.b.cn:465/?smtp=smtp.b.cn&from=c%40b.cn&to=a%40b.cn&mode=ssl&format=text")
