"""Make, rotate and retire keys; print a token of the demonstration."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hub.audit.transparency.notes import verifier_key
from hub.crypto.keyring import (
    Use,
    complete,
    create_keyring,
    load_keyring,
    own_keyring,
    read_keyring,
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
KEEPING = frozenset({Use.DATA, Use.INDEX, Use.SIV})
"""Uses whose keys are needed for as long as the data that lies under them."""


class KeyringExists(Refusal):
    """A keyring is never overwritten: what was sealed under it would be lost."""

    kind = Kind.CONFLICT
    zh = "密钥文件 {path} 已存在，不会覆盖"
    en = "The keyring {path} exists already and is not overwritten"


class KeyNotRetired(Refusal):
    """The key is the current one of its use, or none of it."""

    kind = Kind.INVALID
    zh = "{use} 没有编号为 {number} 的旧密钥"
    en = "There is no former {use} key with the number {number}"


class KeyStillNeeded(Refusal):
    """What is kept under the key is never written anew under another, and would be lost."""

    kind = Kind.CONFLICT
    zh = (
        "{use} 密钥下保存的数据不会自动改用新密钥；确认已无数据依赖它后，请加 --nothing-rests-on-it"
    )
    en = (
        "What is kept under {use} keys is not written anew under another; "
        "if nothing rests on this one, say --nothing-rests-on-it"
    )


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


@keys.command("complete")
def complete_keys(path: Path) -> None:
    """Add keys of the uses that came with a newer version of the hub."""
    store_keyring(complete(read_keyring(path)), path)


@keys.command("rotate")
def rotate_keys(path: Path, use: Use) -> None:
    """Put a fresh key in front of a use; what the others sealed still opens."""
    store_keyring(rotate(load_keyring(path), use), path)


@keys.command("retire")
def retire_key(
    path: Path,
    use: Use,
    number: int,
    *,
    sure: Annotated[
        bool, typer.Option("--nothing-rests-on-it", help="what is kept needs this key no more")
    ] = False,
) -> None:
    """Take a former key away, once nothing rests on it."""
    if use in KEEPING and not sure:
        raise KeyStillNeeded(use=use.value)
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


def token(
    persona: Annotated[str, typer.Argument(help="who to sign in as")],
    office: Annotated[str | None, typer.Option(help="code of the organization to act in")] = None,
) -> None:
    """Print a token of the demonstration that runs on this machine."""
    settings = msgspec.structs.replace(read_settings(), demo=True)
    personas = load_personas()
    if persona not in personas:
        raise NoSuchPersona(persona=persona, known=", ".join(personas))
    issuer = DemoIssuer(settings, own_keyring(demo_keyring_path(settings)))
    typer.echo(issuer.mint(personas[persona], office=office))


def demo_keyring_path(settings: Settings) -> Path:
    """Return where the demonstration keeps its keys."""
    return settings.keyring or settings.data_dir / KEYRING
