"""Read the settings from the environment, once, into one frozen object."""

from collections.abc import Mapping
from os import environ
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from hub.errors import Kind, Refusal

PREFIX = "HUB_"
TEST_PREFIX = "HUB_TEST_"

PostgresUrl = Annotated[str, msgspec.Meta(pattern=r"^postgres(ql)?://")]
RedisUrl = Annotated[str, msgspec.Meta(pattern=r"^(rediss?|unix)://")]
GatewayUrl = Annotated[
    str, msgspec.Meta(pattern=r"^(https://|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$))")
]
PublicUrl = Annotated[
    str, msgspec.Meta(pattern=r"^(https://[^/?#\s]+|http://(127\.0\.0\.1|localhost)(:\d+)?)$")
]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Origin = Annotated[str, msgspec.Meta(pattern=r"^[^\s+]+$")]
Size = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Many = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Rate = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,11}/(second|minute|hour)$")]
WebOrigins = Annotated[str, msgspec.Meta(pattern=r"^https?://[^/?#\s,*]+(,https?://[^/?#\s,*]+)*$")]


class SettingUnknown(Refusal):
    """A variable in the environment looks like a setting of the hub and is none."""

    kind = Kind.INVALID
    zh = "没有名为 {variable} 的配置项"
    en = "There is no setting named {variable}"


class SettingInvalid(Refusal):
    """A setting cannot be read."""

    kind = Kind.INVALID
    zh = "配置项 {variable} 的值无效：{reason}"
    en = "The setting {variable} has a value that cannot be read: {reason}"


class DatabaseNotSet(Refusal):
    """A command needs a database and none is named."""

    kind = Kind.INVALID
    zh = "未设置 HUB_DATABASE_URL；如需试用，请运行 hub demo"
    en = "HUB_DATABASE_URL is not set; to try the hub out, run: hub demo"


class KeyringNotSet(Refusal):
    """The hub needs its keys and no keyring is named."""

    kind = Kind.INVALID
    zh = "未设置 HUB_KEYRING；可用 hub keys init 生成密钥文件"
    en = "HUB_KEYRING is not set; make a keyring with: hub keys init"


class GatewaySecretNotSet(Refusal):
    """A gateway is named and no secret by which it would know the hub."""

    kind = Kind.INVALID
    zh = "已设置通知网关但未设置 HUB_NOTICE_GATEWAY_SECRET"
    en = "A notice gateway is set, and HUB_NOTICE_GATEWAY_SECRET is not"


class RegisterSecretNotSet(Refusal):
    """A register is named and no secret by which it would know the hub."""

    kind = Kind.INVALID
    zh = "已设置基础库地址但未设置 HUB_REGISTER_SECRET"
    en = "A reference register is set, and HUB_REGISTER_SECRET is not"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting; the environment variable is the name in capitals behind `HUB_`."""

    database_url: PostgresUrl | None = None
    """Where commands and jobs write."""
    reading_database_url: PostgresUrl | None = None
    """Where license data is read, if reached another way; the primary all the same."""
    writing_connections: Annotated[int, msgspec.Meta(ge=2, le=1000)] = 10
    """One for whoever acts beside the job that finishes versions, which holds one all the while."""
    reading_connections: Size = 10
    redis_url: RedisUrl | None = None
    """Rate limits and live notices across workers; the hub serves without it."""
    workers: Size = 1
    """How many processes share the limits, on all machines; `hub serve --workers` tells its own."""
    rate_holder: Rate = "300000/minute"
    """What a person may spend, in points of cost."""
    rate_office: Rate = "1200000/minute"
    """What an official may spend in one office."""
    rate_client: Rate = "60000000/minute"
    """What a client of an organization may spend."""
    rate_address: Rate = "600000/minute"
    """What anonymous callers of one address may spend: IPv4 by itself, IPv6 by /64."""
    rate_everyone: Rate = "12000000/minute"
    """What all anonymous callers may spend together."""
    rate_objections: Rate = "30/hour"
    """How many objections anonymous callers of one address may raise (art. 21)."""
    rate_all_objections: Rate = "600/hour"
    """How many objections all anonymous callers may raise together."""
    request_cost: Annotated[int, msgspec.Meta(ge=1, le=10**9)] = 50_000
    """What one request may cost."""
    trusted_proxies: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    """How many proxies of yours add to X-Forwarded-For; with none the header is not believed."""
    cors_origins: WebOrigins | None = None
    """Web pages of which origins may ask from a browser, with commas between; none by default."""
    requests_at_once: Many = 256
    """How many requests a worker answers at once; more are told to come back."""
    connections_at_once: Many = 2000
    """How many connections a worker keeps open; more are turned away."""
    heavy_at_once: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    """How many packages, workbooks and files a worker makes or checks at once."""
    demo: bool = False
    explorer: bool = False
    """Serve the page on which to try the API; the demonstration does so always."""
    token_issuers: Path | None = None
    """A JSON file with the list of token issuers that are trusted."""
    sign_in: Path | None = None
    """A JSON file that names the identity provider by which people sign in to the pages."""
    keyring: Path | None = None
    """The file with the data, index and token keys."""
    notice_gateway_url: GatewayUrl | None = None
    """Where notices are posted for delivery to holders; https, or this machine. Off by default."""
    notice_gateway_secret: Path | None = None
    """The file with the secret, `whsec_…`, by which the gateway knows the hub."""
    population_register_url: GatewayUrl | None = None
    """Where natural persons are checked (art. 23); https, or this machine. Off by default."""
    legal_entity_register_url: GatewayUrl | None = None
    """Where organizations are checked (art. 23); https, or this machine. Off by default."""
    register_secret: Path | None = None
    """The file with the bearer token by which the registers know the hub."""
    log_origin: Origin = "license-hub.example/log"
    """The name of the transparency log: a domain and a path of whoever runs the hub."""
    host: str = "127.0.0.1"
    port: Port = 8000
    public_url: PublicUrl | None = None
    """Where the hub is reached from outside: its tokens' issuer, and what proofs and links name."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    data_dir: Path = Path(".data")
    """Where the embedded server and the demonstration keep their files."""

    @property
    def writing_url(self) -> str:
        """Where to write.

        Raises: DatabaseNotSet.
        """
        if self.database_url is None:
            raise DatabaseNotSet
        return self.database_url

    @property
    def base_url(self) -> str:
        """Where the hub is reached: as is said, or on this machine."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def keyring_file(self) -> Path:
        """Where the keys are.

        Raises: KeyringNotSet.
        """
        if self.keyring is None:
            raise KeyringNotSet
        return self.keyring

    @property
    def gateway_secret_file(self) -> Path:
        """Where the secret shared with the gateway is.

        Raises: GatewaySecretNotSet.
        """
        if self.notice_gateway_secret is None:
            raise GatewaySecretNotSet
        return self.notice_gateway_secret

    @property
    def register_secret_file(self) -> Path:
        """Where the secret is by which the registers know the hub.

        Raises: RegisterSecretNotSet.
        """
        if self.register_secret is None:
            raise RegisterSecretNotSet
        return self.register_secret

    @property
    def reading_url(self) -> str:
        """Where to read.

        Raises: DatabaseNotSet.
        """
        return self.reading_database_url or self.writing_url


def read_settings(variables: Mapping[str, str] = environ) -> Settings:
    """Read the settings; an empty variable counts as not set.

    Raises: SettingUnknown, SettingInvalid.
    """
    given = {
        variable.removeprefix(PREFIX).lower(): _read(variable, raw)
        for variable, raw in variables.items()
        if raw and variable.startswith(PREFIX) and not variable.startswith(TEST_PREFIX)
    }
    return Settings(**given)


def _read(variable: str, raw: str) -> Any:  # noqa: ANN401 - each setting has a type of its own
    wanted = _TYPES.get(variable)
    if wanted is None:
        raise SettingUnknown(variable=variable)
    try:
        return msgspec.convert(raw, wanted, strict=False, dec_hook=_to_path)
    except msgspec.ValidationError as error:
        raise SettingInvalid(variable=variable, reason=str(error)) from None


def _to_path(_wanted: type, raw: str) -> Path:
    return Path(raw)


_TYPES = {PREFIX + field.name.upper(): field.type for field in msgspec.structs.fields(Settings)}
