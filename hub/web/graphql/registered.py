"""Let an application ask with what it may: with registered documents alone, if it is kept to them.

What is registered is held in memory by epoch, with the organizations. Every read and every act
compares the epochs in its own snapshot, and where they differ has its caller renewed: what is
asked is looked at anew with it, so that a document that was withdrawn meanwhile is refused.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from hub.audit.call import Call
from hub.identity.bounded import Bounded
from hub.identity.callers import Caller
from hub.identity.held import Callers
from hub.partners.documents.queries import text_of
from hub.partners.documents.refusals import DocumentNotRegistered
from hub.partners.documents.rules import check_listed, check_text, digest_of
from hub.web.graphql.asking import Asking
from hub.web.graphql.refusals import MethodUnfit, PurposeInAddress
from schema.addressed import addressed
from schema.serve import GraphqlRequest

TEXTS_HELD: Final = 2_000


class Registered:
    """Knows what each application has registered."""

    def __init__(self, callers: Callers) -> None:
        """Start with no text; a digest has one text for ever."""
        self._callers = callers
        self._texts: Bounded[str, str] = Bounded(TEXTS_HELD)

    async def admit(self, call: Call, asking: Asking) -> GraphqlRequest:
        """Return what is asked for by an application that may ask so.

        Raises: DocumentNotRegistered, DocumentIdInvalid, RequestUnreadable, what renewing does.
        """
        digest = asking.digest
        await self._check(call, digest, asking.query)
        text = asking.query
        if text is None:
            text = await self._text(call, digest or "")
        return GraphqlRequest(text, asking.variables, asking.operation_name, asking.extensions)

    async def admit_address(self, call: Call, asking: Asking) -> GraphqlRequest:
        """Return what is asked for by GET: a registered document, and nothing that changes.

        Raises: MethodUnfit, PurposeInAddress, what `admit` does.
        """
        digest = asking.digest or digest_of(asking.query or "")
        await self._check(call, digest, None)
        text = await self._text(call, digest)
        found = addressed(text, asking.operation_name)
        if found.changes:
            raise MethodUnfit
        if found.purpose_varies and asking.variables:
            raise PurposeInAddress
        return GraphqlRequest(text, asking.variables, asking.operation_name, asking.extensions)

    async def _check(self, call: Call, digest: str | None, text: str | None) -> None:
        """Look whether it is registered, and again whenever the caller is renewed."""
        client = call.token.client if call.token else None
        if client is None and digest is None:
            return  # nobody is kept to anything without an application
        look = partial(self._look, client, digest, text)
        if call.renew is None:
            look()
            return
        call.renew = partial(_renewed, call.renew, look)
        try:
            look()
        except DocumentNotRegistered:
            call.caller = await call.renew()

    def _look(self, client: str | None, digest: str | None, text: str | None) -> None:
        listed = self._callers.directory.documents_of(client)
        if text is not None:
            check_text(listed, text)
        else:
            check_listed(listed, digest or "")

    async def _text(self, call: Call, digest: str) -> str:
        text = self._texts.get(digest)
        if text is None:
            async with call.doors.reader.acquire() as connection:
                text = await text_of(connection, digest)
            if text is None:
                raise DocumentNotRegistered
            self._texts.put(digest, text)
        return text


async def _renewed(renew: Callable[[], Awaitable[Caller]], look: Callable[[], None]) -> Caller:
    caller = await renew()
    look()
    return caller
