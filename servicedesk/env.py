"""Everything the environment may set, typed. A missing or bad value stops the start with a sentence."""

import contextlib
import difflib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from servicedesk.brokers import check_broker
from servicedesk.databases import database_from
from servicedesk.mail import mail_from

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "SERVICEDESK_"
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - to recognise it, not to listen there


class BadSetting(SystemExit):
    """The environment holds a value the product cannot start with; the message names it and the mend."""


class Env(BaseSettings):
    """The settings an operator may choose, read from `SERVICEDESK_*` variables or a `.env` file.

    With nothing set the product runs embedded: SQLite, files on disk, a broker on the file system,
    mail kept in a local outbox. Each URL below moves one of these to a server.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore"
    )

    mode: Literal["demo", "development", "production"] = Field(
        "demo",
        description="`demo` may load the demo company; `development` shows errors; `production` neither.",
    )
    secret_key: str = Field(
        "",
        description="Signs sessions and links. Required in production, 40 random characters or more; "
        "otherwise one is made and kept in the data directory.",
    )
    host: str = Field("127.0.0.1", description="The address `serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="The port `serve` listens on.")
    base_url: str = Field(
        "",
        description="The address people use, as it stands in mails. Required in production; "
        "otherwise made of host and port. `https://` turns on secure cookies and HSTS.",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        [],
        description="Host names to answer to, separated by commas. Otherwise the one of the base URL, "
        "and outside production this machine.",
    )
    name: str = Field("Service desk", max_length=40, description="What the desk is called on its pages.")
    accent: Literal["indigo", "blue", "teal", "green", "plum", "crimson", "rust", "graphite"] = Field(
        "indigo", description="The one colour of its buttons and links; each is checked for contrast."
    )
    data_dir: Path = Field(ROOT / "var", description="Where database, files and queues lie.")
    database_url: str = Field(
        "",
        description="`postgresql://user:password@host:5432/name` or `mariadb://…`; SQLite in the data "
        "directory without it.",
    )
    broker_url: str = Field(
        "",
        description="`redis://host:6379/0` or `amqp://user:password@host:5672//`; files in the data "
        "directory without it.",
    )
    cache_url: str = Field(
        "",
        description="`redis://host:6379/1`, shared by all web processes; the memory of each without it.",
    )
    mail_url: str = Field(
        "",
        description="`smtp://user:password@host:587/?tls=1` or `smtps://…`; files in the data "
        "directory without it.",
    )
    mail_from: str = Field("Service desk <servicedesk@example.org>", description="The sender of every mail.")
    language: Literal["en", "zh-hans"] = Field(
        "en", description="What people read who have not chosen a language."
    )
    time_zone: str = Field(
        "Europe/Berlin", description="The zone of people who have not chosen one, by its IANA name."
    )
    upload_limit_mb: int = Field(
        25, ge=1, le=1024, description="The largest file; one request may carry three of them."
    )
    api_limit: int = Field(
        1200, ge=0, description="Requests to the API that one token may make in a minute; 0 for any number."
    )
    api_limit_strangers: int = Field(
        60,
        ge=0,
        description="The same for one address that sends no token, or a wrong one; 0 for any number.",
    )
    web_workers: int = Field(2, ge=1, le=64, description="Web processes that `serve` starts.")
    web_threads: int = Field(4, ge=1, le=128, description="Requests that one web process works on at a time.")
    worker_threads: int = Field(
        4, ge=1, le=128, description="Background tasks that the worker of `serve` runs at a time."
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="How many proxies of yours stand in front; their `X-Forwarded-*` is believed.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("must start with http:// or https:// and name a host")
        return value.rstrip("/")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _allowed_hosts(cls, value: object) -> object:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        database_from(value, ROOT)
        return value

    @field_validator("broker_url")
    @classmethod
    def _broker_url(cls, value: str) -> str:
        return check_broker(value)

    @field_validator("cache_url")
    @classmethod
    def _cache_url(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://")):
            raise ValueError("must read redis://host:6379/1")
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_url(cls, value: str) -> str:
        mail_from(value, ROOT)
        return value

    @field_validator("time_zone")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone; write it like Europe/Berlin or Asia/Shanghai")
        return value

    @model_validator(mode="after")
    def _what_production_needs(self) -> Self:
        if self.production and len(self.secret_key) < 40:
            raise ValueError(f"{PREFIX}SECRET_KEY must be set to at least 40 random characters in production")
        if self.production and not self.base_url:
            raise ValueError(f"{PREFIX}BASE_URL must be set in production, like https://desk.example.org")
        return self

    @property
    def production(self) -> bool:
        return self.mode == "production"

    @property
    def address(self) -> str:
        """Where people reach the desk: the base URL, or what `serve` listens on."""
        host = "127.0.0.1" if self.host in ANY_ADDRESS else self.host
        return self.base_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def hosts(self) -> list[str]:
        """The host names to answer to. A demo that listens everywhere answers to every name."""
        if self.allowed_hosts:
            return self.allowed_hosts
        named = [urlsplit(self.address).hostname or ""]
        if self.production:
            return named
        if self.host in ANY_ADDRESS:
            return ["*"]
        return list(dict.fromkeys([*named, "localhost", "127.0.0.1", "[::1]"]))


def read() -> Env:
    """The checked environment; raises `BadSetting` with one line for each wrong value or unknown name."""
    faults = [
        _unknown(name)
        for name in _given()
        if name.upper().removeprefix(PREFIX).lower() not in Env.model_fields
    ]
    try:
        env = Env()
    except ValidationError as error:
        faults += [_said(one) for one in error.errors()]
    if faults:
        raise BadSetting("The service desk cannot start:\n" + "\n".join(f"  {fault}" for fault in faults))
    return env


def _given() -> list[str]:
    """The names of our settings in the environment and the `.env` file."""
    names = {*os.environ, *dotenv_values(ROOT / ".env")}
    return sorted(name for name in names if name.upper().startswith(PREFIX))


def _unknown(name: str) -> str:
    known = [f"{PREFIX}{field}".upper() for field in Env.model_fields]
    close = difflib.get_close_matches(name.upper(), known, n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {close[0]}?" if close else "")


def _said(error: Any) -> str:
    """One fault that pydantic found, with the variable it is about."""
    said = error["msg"].removeprefix("Value error, ")
    name = "_".join(str(part) for part in error["loc"]).upper()
    return f"{PREFIX}{name}: {said}" if name else said


def usable_data_dir(path: Path) -> Path:
    """The data directory, made if need be; raises `BadSetting` where nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path.resolve()
    except OSError as error:
        raise BadSetting(
            f"The service desk cannot start:\n  {PREFIX}DATA_DIR: cannot write to {path} ({error.strerror})"
        ) from None


def local_secret(data_dir: Path) -> str:
    """The secret of a demo or development installation, made once and kept beside its data."""
    path = data_dir / "secret-key"
    if not path.exists():
        # Several processes may start at once: whoever links first has made it, whole, for all.
        with tempfile.NamedTemporaryFile("w", dir=data_dir) as made, contextlib.suppress(FileExistsError):
            made.write(secrets.token_urlsafe(60))
            made.flush()
            os.link(made.name, path)
    return path.read_text().strip()
