"""Make a client's key, and sign with it what a token and a request need: to try the hub out."""

import json
import os
import time
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from authlib.oauth2.rfc7523 import private_key_jwt_sign
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.db.ids import new_id
from hub.errors import Kind, Refusal
from hub.identity.proofs import token_digest
from hub.settings import read_settings

client_key = typer.Typer(help="Make a client's key and sign with it.", no_args_is_help=True)

KEY: Final = "client-key.json"
ALGORITHM: Final = "ES256"
ASSERTION_SECONDS: Final = 120

KeyFile = Annotated[Path | None, typer.Option("--key", help="the file with the private key")]


class ClientKeyExists(Refusal):
    """A private key is never overwritten: it may be the one that is registered."""

    kind = Kind.CONFLICT
    zh = "密钥文件 {path} 已存在，不会覆盖"
    en = "The key {path} exists already and is not overwritten"


@client_key.command("new")
def new_key(key: KeyFile = None) -> None:
    """Make a key pair in a file for its owner alone, and print the public key."""
    path = _path(key)
    made = ECKey.generate_key("P-256")
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ClientKeyExists(path=path) from None
    with os.fdopen(opened, "w") as file:
        json.dump(made.as_dict(private=True), file)
    _print_public(made)


@client_key.command("public")
def public_key(key: KeyFile = None) -> None:
    """Print the public key, to be registered."""
    _print_public(_read(key))


@client_key.command("assertion")
def assertion(
    client: Annotated[str, typer.Argument(help="the id of the client")], key: KeyFile = None
) -> None:
    """Sign what proves to the hub which client asks for a token (private_key_jwt, RFC 7523)."""
    signer = _read(key)
    signed = private_key_jwt_sign(
        signer,
        client,
        read_settings().base_url,
        alg=ALGORITHM,
        header={"kid": signer.thumbprint()},
        expires_in=ASSERTION_SECONDS,
    )
    typer.echo(signed)


@client_key.command("proof")
def proof(
    method: Annotated[str, typer.Argument(help="of the request")],
    path: Annotated[str, typer.Argument(help="of the request, such as /graphql")],
    nonce: Annotated[str | None, typer.Option(help="as the hub gave it")] = None,
    token: Annotated[str | None, typer.Option(help="that the request brings")] = None,
    key: KeyFile = None,
) -> None:
    """Sign what proves that a request comes from the holder of the key (DPoP, RFC 9449)."""
    signer = _read(key)
    header = {"alg": ALGORITHM, "typ": "dpop+jwt", "jwk": signer.as_dict(private=False)}
    claims: dict[str, Any] = {
        "jti": str(new_id()),
        "htm": method,
        "htu": read_settings().base_url + path,
        "iat": int(time.time()),
    }
    claims |= {} if nonce is None else {"nonce": nonce}
    claims |= {} if token is None else {"ath": token_digest(token)}
    typer.echo(jwt.encode(header, claims, signer))


def _path(key: Path | None) -> Path:
    return key or read_settings().data_dir / KEY


def _read(key: Path | None) -> ECKey:
    return ECKey.import_key(json.loads(_path(key).read_text()))


def _print_public(key: ECKey) -> None:
    typer.echo(json.dumps(key.as_dict(private=False) | {"kid": key.thumbprint()}))
