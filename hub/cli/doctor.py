"""Examine this installation, and put beside each trouble what mends it."""

import asyncio
import sys
from collections.abc import Iterator

import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from rich.console import Console
from rich.table import Table

from hub.crypto import sm2
from hub.crypto.keyring import KeyringIncomplete, load_keyring
from hub.db.condition import Finding
from hub.db.engine import writer_engine
from hub.rates.condition import examine_redis
from hub.registers.condition import examine_registers
from hub.settings import Settings, read_settings
from hub.supervision.diagnostics.condition import examine_hub

OLDEST_PYTHON = (3, 11)


def doctor() -> None:
    """Examine Python, the cryptography, the keyring, and all that a running hub depends on."""
    settings = read_settings()
    findings = [*_here(settings), *asyncio.run(_there(settings))]
    Console().print(_table(findings))
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _here(settings: Settings) -> Iterator[Finding]:
    yield _python()
    yield _openssl()
    yield _sm2()
    yield _keyring(settings)


async def _there(settings: Settings) -> list[Finding]:
    if settings.database_url is None:
        mend = "name the database: postgresql://user@host/name; or run: hub demo"
        unset = Finding("database", well=False, told="HUB_DATABASE_URL is not set", mend=mend)
        return [unset, *await examine_registers(settings), *await examine_redis(settings)]
    engine = writer_engine(settings.writing_url, connections=1)
    try:
        return await examine_hub(settings, engine)
    finally:
        await engine.dispose()


def _python() -> Finding:
    told = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", sys.version_info >= OLDEST_PYTHON, told, "use Python 3.11 or newer")


def _openssl() -> Finding:
    mend = "install a cryptography whose OpenSSL knows SM3 and SM4"
    try:
        hashes.Hash(hashes.SM3())
        Cipher(SM4(bytes(16)), GCM(bytes(12))).encryptor()
    except UnsupportedAlgorithm:
        return Finding("openssl", well=False, told="SM3 or SM4 is missing", mend=mend)
    return Finding("openssl", well=True, told="SM3 and SM4 work", mend=mend)


def _sm2() -> Finding:
    lacking = sm2.missing()
    mend = "install the system's OpenSSL 3 with SM2: apt-get install libssl3"
    return Finding("sm2", lacking is None, lacking or "SM2 works", mend)


def _keyring(settings: Settings) -> Finding:
    if settings.keyring is None:
        return Finding(
            "keyring", well=False, told="HUB_KEYRING is not set", mend="name the file with the keys"
        )
    if not settings.keyring.is_file():
        return Finding(
            "keyring", well=False, told="the file is missing", mend="restore it from its custody"
        )
    try:
        load_keyring(settings.keyring)
    except KeyringIncomplete as lacking:
        told = f"it has no keys for {lacking.facts['uses']}"
        mend = f"hub keys complete {settings.keyring}"
        return Finding("keyring", well=False, told=told, mend=mend)
    private = settings.keyring.stat().st_mode & 0o077 == 0
    told = "private" if private else "others may read it"
    return Finding("keyring", private, told, f"chmod 600 {settings.keyring}")


def _table(findings: list[Finding]) -> Table:
    table = Table("", "about", "found", "mend")
    for finding in findings:
        mark, mend = ("[green]✓[/]", "") if finding.well else ("[red]✗[/]", finding.mend)
        table.add_row(mark, finding.about, finding.told, mend)
    return table
