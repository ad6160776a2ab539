"""Make, rotate and retire keys; print a token of the demonstration."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hub.audit.transparency.notes import verifier_key
from hub.crypto.keyring import (
    Use,
    add_use,
    create_keyring,
    load_keyring,
    own_keyring,
    retire,
    rotate,
    store_keyring,
)
from hub.errors import Kind, Refusal
from hub.identity.demo import DemoIssuer
from hub.sample.files import load_personas
from hub.settings import Settings, read_settings

keys = typer.Typer(help="Make, rotate and retire the hub's keys.", no_args_is_help=True)

KEYRING = "keyring.json"


class KeyringExists(Refusal):
    """A keyring is never overwritten: what was sealed under it would be lost."""

    kind = Kind.CONFLICT
    zh = "密钥文件 {path} 已存在，不会覆盖"
    en = "The keyring {path} exists already and is not overwritten"


class UseHasKeys(Refusal):
    """The keyring has keys of the use already; a fresh one comes by rotation."""

    kind = Kind.CONFLICT
    zh = "密钥文件已有用途 {use} 的密钥；更换请用 hub keys rotate"
    en = "The keyring has keys of the use {use} already; to change them: hub keys rotate"


class KeyNotRetired(Refusal):
    """The key is the current one of its use, or none of it."""

    kind = Kind.INVALID
    zh = "{use} 没有编号为 {number} 的旧密钥"
    en = "There is no former {use} key with the number {number}"


class NoSuchPersona(Refusal):
    """Nobody of the sample province goes by that name."""

    kind = Kind.NOT_FOUND
    zh = "没有演示人物 {persona}；可选：{known}"
    en = "There is no persona {persona}; there are: {known}"


@keys.command("init")
def init_keys(path: Path) -> None:
    """Make a keyring of fresh keys in a file that only its owner can read."""
    if path.exists():
        raise KeyringExists(path=path)
    store_keyring(create_keyring(), path)


@keys.command("add")
def add_keys(path: Path, use: Use) -> None:
    """Give a keyring its first key of a use that it was made without."""
    try:
        add_use(path, use)
    except ValueError:
        raise UseHasKeys(use=use.value) from None


@keys.command("rotate")
def rotate_keys(path: Path, use: Use) -> None:
    """Put a fresh key in front of a use; what the others sealed still opens."""
    store_keyring(rotate(load_keyring(path), use), path)


@keys.command("retire")
def retire_key(path: Path, use: Use, number: int) -> None:
    """Take a former key away, once nothing rests on it."""
    try:
        store_keyring(retire(load_keyring(path), use, number), path)
    except ValueError:
        raise KeyNotRetired(use=use.value, number=number) from None


@keys.command("verifier")
def show_verifiers(path: Path) -> None:
    """Print the public keys by which the log's checkpoints are checked, the current one first."""
    origin = read_settings().log_origin
    for key in load_keyring(path).of(Use.LOG):
        typer.echo(verifier_key(origin, key.secret))


def token(persona: Annotated[str, typer.Argument(help="who to sign in as")]) -> None:
    """Print a token of the demonstration that runs on this machine."""
    settings = msgspec.structs.replace(read_settings(), demo=True)
    personas = load_personas()
    if persona not in personas:
        raise NoSuchPersona(persona=persona, known=", ".join(personas))
    issuer = DemoIssuer(settings, own_keyring(demo_keyring_path(settings)))
    typer.echo(issuer.mint(personas[persona]))


def demo_keyring_path(settings: Settings) -> Path:
    """Return where the demonstration keeps its keys."""
    return settings.keyring or settings.data_dir / KEYRING
