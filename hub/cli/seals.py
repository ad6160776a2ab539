"""Make seals with an authority of one's own, and trust the authority that certified others."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import typer
from sqlalchemy import select

from hub.cli.shell import shell_call
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Use, load_keyring
from hub.identity.model import Organization
from hub.identity.refusals import OrganizationUnknown
from hub.seals.authority import own_authority
from hub.seals.certificates import Holder
from hub.seals.commands import register_seal, trust_root
from hub.seals.refusals import RootUnfit
from hub.settings import Settings, read_settings
from hub.verifier.certificates import read_certificate

seals = typer.Typer(help="Make and trust electronic seals.", no_args_is_help=True)

AUTHORITY: Final = "seal-authority.json"
"""The demonstration's certificate authority, beside its other files."""


@seals.command("make")
def make_seal(
    organization: Annotated[str, typer.Argument(help="credit code of the organization")],
    number: Annotated[str, typer.Option(help="the seal's number")],
) -> None:
    """Make a seal of an organization under the authority in the data directory, for trials."""
    asyncio.run(_make(read_settings(), organization, number))
    typer.echo(f"{organization}: {number}")


@seals.command("trust")
def trust(
    certificate: Annotated[Path, typer.Argument(help="a root certificate, DER")],
) -> None:
    """Trust a certificate authority, so that what it certified can be verified."""
    check_root(certificate.read_bytes())
    asyncio.run(_trust(read_settings(), certificate.read_bytes()))
    typer.echo(str(certificate))


def check_root(certificate: bytes) -> None:
    """Demand the certificate of an authority that an offline checker can read.

    Raises: RootUnfit.
    """
    try:
        read = read_certificate(certificate)
    except ValueError:
        raise RootUnfit from None
    if not read.authority:
        raise RootUnfit


async def _make(settings: Settings, code: str, number: str) -> None:
    authority = own_authority(settings.data_dir / AUTHORITY)
    envelopes = Envelopes(load_keyring(settings.keyring_file).of(Use.DATA))
    async with shell_call(settings) as call, call.act("register_seal", subject=code) as act:
        found = await act.db.scalar(select(Organization).where(Organization.code == code))
        if found is None:
            raise OrganizationUnknown
        made = authority.make_seal(Holder(found.name_zh, code), number, call.moment)
        await trust_root(act.db, authority.certificate)
        await register_seal(act.db, envelopes, made)


async def _trust(settings: Settings, certificate: bytes) -> None:
    async with shell_call(settings) as call, call.act("trust_root") as act:
        await trust_root(act.db, certificate)
