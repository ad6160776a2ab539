"""One visit to a page: what it may ask and do as the visitor, and how it is shown.

A page has no other way to data than the documents in its folder, which are answered like those of
any application: under the visitor's own policies, at the visitor's cost, with a record of use.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from secrets import compare_digest, token_urlsafe
from typing import Any

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hub.audit.call import Call
from hub.errors import Kind, Refusal
from hub.issuing.desk import Desk as IssuingDesk
from hub.log import logger
from hub.web.caller import AUTHORIZATION, Reception
from hub.web.front.weights import LARGEST_BODY, weight_of
from hub.web.incoming import Incoming
from hub.web.pages.documents import Documents
from hub.web.pages.forms import read_form
from hub.web.pages.look import COOKIE, Look, look_of
from hub.web.pages.page import Area, Handler, Page, Viewer
from hub.web.pages.refusals import Declined, NotFromThisPage, SessionEnded, SignInNeeded
from hub.web.pages.render import Renderer
from hub.web.pages.security import POLICY
from hub.web.pages.session.sealed import Cookies, Session
from hub.web.pages.words import Words
from hub.web.statuses import STATUSES, status_of, told_headers
from schema.serve import Answered, GraphqlRequest, HubFailed

SECRET, KEY = "secret", "key"
"""Fields of every form: that it is from a page of this visitor, and the key of its one act."""

Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Call, GraphqlRequest], Awaitable[Answered]]
"""Answers a document as its caller's audience is answered at `/graphql`."""


@dataclass(frozen=True)
class Desk:
    """What all pages share."""

    reception: Reception
    answer: Answer
    cookies: Cookies
    renderer: Renderer
    areas: tuple[Area, ...]
    issuing: IssuingDesk
    """Where licenses are made, for what GraphQL does not take: files."""
    documents: Documents = field(default_factory=Documents)
    demo: bool = False
    explorer: bool = False
    """Whether `/explorer` is there to lead to."""

    def showing(self, page: Page, area: Area) -> Endpoint:
        """Return the endpoint of a page."""

        async def shown(visit: Visit) -> Response:
            sent = visit.request.method == "POST"
            if not area.open and visit.session is None:
                if sent:
                    await visit.form(most=LARGEST_BODY)
                raise SignInNeeded
            return await (page.act if sent and page.act else page.show)(visit)

        return self.taking(shown, page)

    def taking(self, handler: Handler, page: Page | None = None) -> Endpoint:
        """Return the endpoint of a page, or one that takes a form and is no page of its own."""

        async def answered(request: Request) -> Response:
            visit = Visit(self, request, page)
            try:
                return await handler(visit)
            except (Declined, Refusal) as refusal:
                return await visit.declined(refusal)
            except Exception as error:  # noqa: BLE001 - whatever it was, the visitor must be told
                logger().error("request_failed", exc_info=error)
                return await visit.declined(HubFailed())
            finally:
                await visit.close()

        return answered

    async def call_of(self, request: Request) -> Call:
        """Return the call of who follows a link to a file: a visitor's token is in the session.

        A link is sealed to its caller and works once, so no other site can have one followed.

        Raises: what `Reception.call_for` does.
        """
        incoming, session = Incoming.of_scope(request.scope), self.cookies.read(request, Session)
        if session is not None and incoming.first(AUTHORIZATION) is None:
            told = (AUTHORIZATION, f"Bearer {session.token}".encode())
            incoming.headers = [*incoming.headers, told]
            call = await self.reception.call_for(incoming)
            call.by_browser = True
            return call
        return await self.reception.call_for(incoming)

    async def declined(self, request: Request, refusal: Refusal) -> Response:
        """Return the page that tells a refusal."""
        return await Visit(self, request, None).declined(refusal)


class Visit:
    """One request to a page."""

    def __init__(self, desk: Desk, request: Request, page: Page | None) -> None:
        """Take who visits, and what."""
        self._desk, self.request, self.page = desk, request, page
        self.here: str = "/" if page is None else request.url.path
        """Where to come back to after a sign-in; to the beginning from what is no page."""
        self.look: Look = look_of(
            request.cookies.get(COOKIE), request.headers.get("accept-language", "")
        )
        self.session = desk.cookies.read(request, Session)
        self.typed: Mapping[str, str] = {}
        """What was typed into the form that was sent, to be shown again where it is declined."""
        self._viewer: Viewer | None = None
        self._form: FormData | None = None

    @property
    def params(self) -> Mapping[str, Any]:
        """Return what stands in the path."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        """Return what stands behind the path; never anything personal."""
        return self.request.query_params

    @property
    def demo(self) -> bool:
        """Tell whether this hub is the demonstration."""
        return self._desk.demo

    @property
    def explorer(self) -> bool:
        """Tell whether there is an explorer to lead to."""
        return self._desk.explorer

    @property
    def address(self) -> str:
        """Return where the hub is reached."""
        return self._desk.reception.base_url

    async def call(self) -> Call:
        """Return a call as the visitor.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable.
        """
        session = self.session
        authorization = None if session is None else f"Bearer {session.token}"
        return await self._desk.reception.call_by(authorization, self.request.state.request_id)

    @property
    def issuing(self) -> IssuingDesk:
        """Return where licenses are made, for what GraphQL does not take: files."""
        return self._desk.issuing

    async def call_at(self, path: str) -> Call:
        """Return a call as the visitor for what is done at another path, at what that costs there.

        Raises: what `call` does, TooManyRequests.
        """
        call = await self.call()
        await self._desk.reception.rates.take(call.caller, weight_of(path))
        return call

    async def ask(self, name: str, /, **variables: object) -> dict[str, Any]:
        """Ask with a document of the page's folder, and return its data.

        A document that declares `$locale` is asked in the visitor's language.

        Raises: Declined, what `call` does.
        """
        if self.page is None:
            raise LookupError(name)
        return await self._ask(self._desk.documents.text(self.page.folder, name), variables)

    async def act(self, name: str, /, **wish: object) -> dict[str, Any]:
        """Change something with a document whose one field takes `$input`; return its result.

        The key of the form that was sent makes it one act, however often the form is sent.

        Raises: Declined, what `call` does.
        """
        key = self.typed.get(KEY) or token_urlsafe()
        data = await self.ask(name, input={**wish, "idempotencyKey": key})
        (result,) = data.values()
        if result["__typename"] == "Refusal":
            raise Declined.of_told(result)
        return dict(result)

    async def form(self, most: int | None = None) -> Mapping[str, str]:
        """Return the form that was sent from a page of this visitor, files left out.

        Raises: NotFromThisPage, SessionEnded, BodyTooLarge, FormUnreadable.
        """
        self._demand_own_origin()
        form = await self._sent(most)
        self.typed = {key: value for key, value in form.items() if isinstance(value, str)}
        secret = self.typed.get(SECRET, "")
        if self.session is None:
            if secret and self.page is not None:  # nobody is to act unknown who began as known
                raise SessionEnded
        elif not compare_digest(secret.encode(), self.session.secret.encode()):
            raise NotFromThisPage
        return self.typed

    async def every(self, name: str) -> list[str]:
        """Return each value that the form, already taken, has under a name."""
        return [one for one in (await self._sent()).getlist(name) if isinstance(one, str)]

    async def file(self, name: str) -> bytes:
        """Return a file of the form, already taken; nothing, if none was chosen."""
        found = (await self._sent()).get(name)
        return await found.read() if isinstance(found, UploadFile) else b""

    async def close(self) -> None:
        """Let go of the files of the form."""
        if self._form is not None:
            await self._form.close()

    async def show(
        self,
        template: str = "page.html",
        *,
        status: int = HTTPStatus.OK,
        declined: Declined | None = None,
        **values: object,
    ) -> Response:
        """Show a template of the page's folder; with why what was sent was declined, if it was."""
        if self.page is not None and declined is not None and _is_over(declined):
            return await self.declined(declined)
        folder = None if self.page is None else self.page.folder
        shown = {
            "visit": self,
            "declined": declined,
            "viewer": await self.viewer(),
            "areas": self._desk.areas,
            "form_key": token_urlsafe(16),
            "form_secret": self.session.secret if self.session else "",
            **values,
        }
        if declined is not None:
            status = STATUSES[declined.kind]
        html = self._desk.renderer.render(folder, template, self.look, shown)
        return HTMLResponse(html, status, headers=POLICY)

    def go(self, path: str, said: str | None = None) -> Response:
        """Send the visitor on after something was done, to be told `said` of the next page."""
        return RedirectResponse(path if said is None else f"{path}?said={said}", 303)

    async def viewer(self) -> Viewer:
        """Return whom the hub takes the visitor for."""
        if self._viewer is None:
            self._viewer = await self._look_at_viewer()
        return self._viewer

    async def declined(self, refusal: Declined | Refusal) -> Response:
        """Show why there is no page; who has to sign in is sent there, to come back.

        Not so where a form was sent: what was typed into it is shown again, to be copied.
        """
        declined = refusal if isinstance(refusal, Declined) else Declined.of_refusal(refusal)
        over, page = _is_over(declined), self.page
        if over and page is not None and self.request.method != "POST":
            response: Response = RedirectResponse(f"/sign-in?back={self.here}", 303)
            self._desk.cookies.drop(response, Session)
            return response
        if over and page is not None and self.session is not None:
            declined = Declined.of_refusal(SessionEnded())
        if over:
            self.session = self._viewer = None
        status = status_of(refusal) if isinstance(refusal, Refusal) else STATUSES[declined.kind]
        typed, self.page = self._told_again(), None
        response = await self.show("declined.html", status=status, why=declined, typed=typed)
        if over and page is not None:
            self._desk.cookies.drop(response, Session)
        if isinstance(refusal, Refusal):
            response.headers.update(told_headers(refusal))
        return response

    async def _ask(self, text: str, variables: Mapping[str, object]) -> dict[str, Any]:
        given = dict(variables)
        if "$locale:" in text:
            given["locale"] = self.look.language.name
        asked = GraphqlRequest(text, given)
        try:
            answered = await self._desk.answer(await self.call(), asked)
        except Refusal as refusal:
            raise Declined.of_refusal(refusal) from refusal
        body = orjson.loads(answered.body)
        if errors := body.get("errors"):
            raise Declined.of_told(errors[0]["extensions"])
        return dict(body["data"])

    async def _look_at_viewer(self) -> Viewer:
        if self.session is None:
            return Viewer()
        try:
            data = await self._ask(
                self._desk.documents.text(self._desk.renderer.root, "viewer"), {}
            )
        except Declined:
            return Viewer()
        told, office = data["viewer"], data["viewer"]["organization"]
        return Viewer(
            holder=office is None,
            organization=office and office["kind"],
            roles=frozenset(told["roles"]),
            name=office and Words(office["nameZh"], office["nameEn"]),
            code=office and office["code"],
            signed_in=True,
            assurance=told["assurance"],
        )

    async def _sent(self, most: int | None = None) -> FormData:
        if self._form is None:
            self._form = await read_form(self.request, most)
        return self._form

    def _told_again(self) -> list[tuple[str, str]]:
        """Return what was typed into a form of the page, once that is known to be the hub's own."""
        if self._form is None or self.page is None or not self.typed:
            return []
        return [
            (name, told)
            for name, told in self._form.multi_items()
            if isinstance(told, str) and told.strip() and name not in {SECRET, KEY, "do"}
        ]

    def _demand_own_origin(self) -> None:
        """Take a form from a page of the hub's own alone, as the browser tells.

        Raises: NotFromThisPage.
        """
        headers = self.request.headers
        origin = headers.get("origin")
        if origin is not None:
            own = origin.partition("://")[2] == headers.get("host")
        else:
            own = headers.get("sec-fetch-site") == "same-origin"
        if not own:
            raise NotFromThisPage


def _is_over(declined: Declined) -> bool:
    """Tell whether there is no session, or none any more, in which to answer."""
    return declined.kind is Kind.UNAUTHENTICATED
