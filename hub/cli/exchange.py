"""Show the key by which platforms know the hub, and reconcile with one of them by hand."""

import asyncio
from typing import Annotated

import typer

from hub.cli.shell import open_doors
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use, load_keyring
from hub.crypto.opaque import Opaque
from hub.crypto.sm2 import public_key_of
from hub.errors import Kind, Refusal
from hub.exchange.peers import Exchange, serving
from hub.exchange.reconciling import Difference, reconcile
from hub.exchange.refusals import PeerNotFound
from hub.exchange.wire import GoneError, NotReachedError, UnsoundError
from hub.identity.held import Callers
from hub.reading.read import Reading
from hub.settings import Settings, read_settings

exchange = typer.Typer(help="Exchange with other platforms.", no_args_is_help=True)


class PeerFailed(Refusal):
    """A platform could not be reconciled with."""

    kind = Kind.UNAVAILABLE
    zh = "未能与该平台对账：{told}"
    en = "The platform could not be reconciled with: {told}"


@exchange.command("key")
def show_key() -> None:
    """Print the SM2 key by which platforms check what the hub sends, in hexadecimal."""
    keyring = load_keyring(read_settings().keyring_file)
    typer.echo(public_key_of(keyring.of(Use.EXCHANGE)[0].secret).hex())


@exchange.command("reconcile")
def reconcile_now(
    peer: Annotated[str, typer.Argument(help="code of the platform")],
) -> None:
    """Compare what a platform has with what it was told; the hub that serves mends it."""
    settings = read_settings()
    found = asyncio.run(_reconcile(settings, load_keyring(settings.keyring_file), peer))
    for one in found:
        typer.echo(f"{one.kind} {one.entry} {one.license}")
    typer.echo(f"{len(found)} 处差异 · differences")


async def _reconcile(settings: Settings, keyring: Keyring, code: str) -> list[Difference]:
    opaque, envelopes = Opaque(keyring.of(Use.SIV)), Envelopes(keyring.of(Use.DATA))
    async with open_doors(settings) as doors:
        reading = Reading(envelopes, opaque, Callers())
        private = keyring.of(Use.EXCHANGE)[0].secret
        own = Exchange(doors, reading, opaque, envelopes, private, settings.demo)
        try:
            async with doors.writer.begin() as db:
                known = {one.code: one for one in await serving(db, now()) if not one.partner}
            if code not in known:
                raise PeerNotFound
            return await reconcile(own, known[code])
        except (NotReachedError, UnsoundError, GoneError) as error:
            raise PeerFailed(told=str(error)) from None
        finally:
            await own.close()
