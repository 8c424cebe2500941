"""What the operator decided: one frozen reading of the environment. Never loads Django."""

from __future__ import annotations

import os
import re
import secrets as entropy
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from twinline.workspaces.mail import Mail, parse_mail
from twinline.workspaces.secrets import role_password

Role = Literal["owner", "web", "worker", "gate"]
SEARCH_PATH = "config,log,keys,views,public"
ORIGIN = r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"
META_SCRIPT = "https://connect.facebook.net/en_US/sdk.js"
# The exact three: a pattern for everything that ends in Meta's name lets others in.
META_ORIGINS = ("https://www.facebook.com", "https://web.facebook.com", "https://business.facebook.com")


class Misconfigured(Exception):
    """A setting is missing or wrong; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where PostgreSQL listens, taken from a URL."""

    host: str
    port: int
    database: str
    user: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Settings of one Twinline, in the units their names say."""

    home: Path
    secret: bytes
    database_url: str
    host: str
    port: int
    web_socket: Path
    graph_url: str
    graph_version: str
    allowed_origins: tuple[str, ...]
    turnable_clock: bool
    proxies: tuple[str, ...] = ()
    framed_by: tuple[str, ...] = ()
    signup_script: str = META_SCRIPT
    signup_origins: tuple[str, ...] = META_ORIGINS
    # None: as this release's own list says.
    closed_countries: tuple[str, ...] | None = None
    # Where people and Meta find this Twinline; None: only who asks says under which name.
    origin: str | None = None
    # None: alerts are shown on the page alone.
    mail: Mail | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Installation:
        """Read TWINLINE_* and DATABASE_URL; raises Misconfigured with a sentence."""
        env = os.environ if environment is None else environment
        home = Path(env.get("TWINLINE_HOME") or Path.cwd() / ".twinline").absolute()
        return cls(
            home=home,
            secret=_secret(env, home),
            database_url=_database_url(env, home),
            host=env.get("TWINLINE_HOST") or "127.0.0.1",
            port=_port(env.get("TWINLINE_PORT") or "8000"),
            web_socket=Path(env.get("TWINLINE_WEB_SOCKET") or home / "run" / "web.sock"),
            graph_url=_one_origin("TWINLINE_GRAPH_URL", env) or "https://graph.facebook.com",
            graph_version=_version(env.get("TWINLINE_GRAPH_VERSION") or "v25.0"),
            allowed_origins=_origins(env.get("TWINLINE_ALLOWED_ORIGINS", "")),
            turnable_clock=env.get("TWINLINE_TURNABLE_CLOCK", "") == "1",
            proxies=_proxies(env.get("TWINLINE_PROXIES", "")),
            framed_by=_whole_origins("TWINLINE_FRAMED_BY", env),
            signup_script=_script(env.get("TWINLINE_META_SDK") or META_SCRIPT),
            signup_origins=_whole_origins("TWINLINE_META_ORIGINS", env) or META_ORIGINS,
            closed_countries=_countries(env.get("TWINLINE_CLOSED_COUNTRIES")),
            origin=_one_origin("TWINLINE_ORIGIN", env),
            mail=_mail(env),
        )

    @property
    def media_dir(self) -> Path:
        return self.home / "media"

    @property
    def address(self) -> Address:
        return parse_database_url(self.database_url)

    def login(self, role: Role) -> tuple[str, str]:
        """User and password of a role; the owner's come from DATABASE_URL itself."""
        if role == "owner":
            return self.address.user, self.address.password
        return f"twinline_{role}", role_password(self.secret, role)

    def dsn(self, role: Role) -> str:
        """A libpq connection string for that role, with Twinline's search path."""
        user, password = self.login(role)
        at = self.address
        return (
            f"host={_quoted(at.host)} port={at.port} dbname={_quoted(at.database)} user={_quoted(user)} "
            f"password={_quoted(password)} options='-c search_path={SEARCH_PATH}' application_name=twinline-{role}"
        )


def parse_database_url(url: str) -> Address:
    """postgresql://user:password@host:port/name, with ?host=/socket/folder for a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise Misconfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return Address(
        host=unquote(query.get("host", "")) or parts.hostname or "127.0.0.1",
        port=parts.port or 5432,
        database=unquote(parts.path.strip("/")),
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password or ""),
    )


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _secret(env: Mapping[str, str], home: Path) -> bytes:
    text = env.get("TWINLINE_SECRET") or _kept_secret(home / "secret")
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError as error:
        raise Misconfigured("TWINLINE_SECRET must be 64 hexadecimal digits.") from error
    if len(secret) < 32:
        raise Misconfigured("TWINLINE_SECRET is too short: it needs 64 hexadecimal digits.")
    return secret


def _kept_secret(path: Path) -> str:
    """Two processes may start at once: O_EXCL lets one of them write, and both read the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"secret.{os.getpid()}")
        draft.write_text(entropy.token_hex(32) + "\n")
        draft.chmod(0o600)
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def _database_url(env: Mapping[str, str], home: Path) -> str:
    """The embedded server leaves its address in $TWINLINE_HOME/run/database-url."""
    if url := env.get("DATABASE_URL"):
        return url
    kept = home / "run" / "database-url"
    if not kept.exists():
        raise Misconfigured("No database: set DATABASE_URL, or start Twinline with ./run up.")
    return kept.read_text().strip()


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Misconfigured(f"TWINLINE_PORT must be a port number, not {text!r}.")
    return int(text)


def _proxies(text: str) -> tuple[str, ...]:
    """Addresses and networks of those who may say for whom they ask."""
    named = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in named:
        try:
            ip_network(name)
        except ValueError as error:
            raise Misconfigured(f"TWINLINE_PROXIES must list addresses or networks, not {name!r}.") from error
    return named


def _whole_origins(name: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """What ends up in a policy must be nothing that could widen it."""
    for origin in (named := _origins(env.get(name, ""))):
        if not re.fullmatch(ORIGIN, origin):
            raise Misconfigured(f"{name} must list origins such as https://example.org, not {origin!r}.")
    return named


def _one_origin(name: str, env: Mapping[str, str]) -> str | None:
    origin = (env.get(name) or "").strip().rstrip("/")
    if origin and not re.fullmatch(ORIGIN, origin):
        raise Misconfigured(f"{name} must be an origin such as https://example.org, not {origin!r}.")
    return origin or None


def _mail(env: Mapping[str, str]) -> Mail | None:
    try:
        return parse_mail((env.get("TWINLINE_MAIL") or "").strip(), (env.get("TWINLINE_MAIL_FROM") or "").strip())
    except ValueError as error:
        raise Misconfigured(str(error)) from error


def _version(text: str) -> str:
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]", text):
        raise Misconfigured(f"TWINLINE_GRAPH_VERSION must look like v25.0, not {text!r}.")
    return text


def _script(address: str) -> str:
    if not re.fullmatch(ORIGIN + r"/[A-Za-z0-9._/-]+", address):
        raise Misconfigured(f"TWINLINE_META_SDK must be the address of a script, not {address!r}.")
    return address


def _countries(text: str | None) -> tuple[str, ...] | None:
    """None where nothing was said; an empty text closes none."""
    if text is None:
        return None
    for country in (named := tuple(text.replace(",", " ").upper().split())):
        if not re.fullmatch("[A-Z]{2}", country):
            raise Misconfigured(f"TWINLINE_CLOSED_COUNTRIES must list countries such as NG, ZA, not {country!r}.")
    return named


def _origins(text: str) -> tuple[str, ...]:
    return tuple(origin.strip().rstrip("/") for origin in text.split(",") if origin.strip())
