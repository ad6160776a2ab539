"""Read the parameters of a request from its body, its address or a message of a socket."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Receive

from hub.partners.documents.rules import digest_of
from hub.web.caller import NUL
from hub.web.front.refusals import BodyTooLarge
from hub.web.front.weights import KIBIBYTE, LARGEST_BODY
from hub.web.graphql.refusals import (
    DocumentIdInvalid,
    RequestUnreadable,
    TextInvalid,
)
from schema.limits import check_body

PREFIX: Final = "sha256:"

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_IN_JSON: Final = frozenset({"variables", "extensions"})
_TEXTS: Final = frozenset({"query", "documentId", "operationName"})


class Left(Exception):  # noqa: N818 - it is no error to leave
    """The client left before it had said what it wants."""


class Asking(msgspec.Struct, frozen=True, rename="camel"):
    """What is asked: a text, or a document by its id; of two names in JSON the last one counts."""

    query: str | None = None
    document_id: str | None = None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None

    @property
    def digest(self) -> str | None:
        """Return the SHA-256 of the document that is named, if one is.

        Raises: DocumentIdInvalid, RequestUnreadable.
        """
        if self.document_id is None and not self.extensions:
            if self.query is None:
                raise RequestUnreadable
            return None
        return self._named()

    def _named(self) -> str | None:
        named = self._digests()
        if self.query is not None:
            named.append(digest_of(self.query)) if named else None
        elif not named:
            raise RequestUnreadable
        if len(set(named)) > 1 or not all(map(_DIGEST.fullmatch, named)):
            raise DocumentIdInvalid
        return named[0] if named else None

    def _digests(self) -> list[str]:
        """Return every digest that is named, by the id or as Apollo's clients do."""
        named = []
        if self.document_id is not None:
            if not self.document_id.startswith(PREFIX):
                raise DocumentIdInvalid
            named.append(self.document_id.removeprefix(PREFIX))
        persisted = (self.extensions or {}).get("persistedQuery")
        if persisted is not None:
            if not isinstance(persisted, dict) or persisted.get("version") != 1:
                raise DocumentIdInvalid
            named.append(str(persisted.get("sha256Hash")))
        return named


_DECODER = msgspec.json.Decoder(Asking)


async def asked_by_body(receive: Receive) -> Asking:
    """Read a body, which is one request and never several.

    Raises: BodyTooLarge, TextInvalid, LimitExceeded, RequestUnreadable, Left.
    """
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Left
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge(most=LARGEST_BODY // KIBIBYTE)
        more = message.get("more_body", False)
    if NUL.search(body):
        raise TextInvalid
    check_body(body)
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RequestUnreadable from None


def asked_by_address(query_string: bytes) -> Asking:
    """Read the parameters of an address.

    Raises: TextInvalid, RequestUnreadable.
    """
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
        named = dict(pairs)
        if len(named) < len(pairs):
            raise RequestUnreadable
        if any("\0" in value or NUL.search(value.encode()) for value in named.values()):
            raise TextInvalid
        said: dict[str, Any] = {key: named[key] for key in named.keys() & _TEXTS}
        said |= {key: msgspec.json.decode(named[key]) for key in named.keys() & _IN_JSON}
        return msgspec.convert(said, Asking)
    except (ValueError, RecursionError):
        raise RequestUnreadable from None
