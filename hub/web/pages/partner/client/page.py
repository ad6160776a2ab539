"""One system of a partner: its keys, and what it may ask with (art. 16)."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.errors import Refusal
from hub.web.pages.page import Page
from hub.web.pages.partner.office import json_object
from hub.web.pages.partner.refusals import KeyNotJson
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(
    visit: Visit, declined: Declined | None = None, problems: list[str] | None = None
) -> Response:
    """Show a system with its keys and its documents."""
    named = visit.params["client"]
    partners = (await visit.ask("one"))["partners"]
    found = [one for it in partners for one in it["clients"] if one["clientId"] == named]
    if not found:
        raise PageNotFound
    documents = await visit.ask("documents", client=named) if not found[0]["retiredAt"] else None
    return await visit.show(
        declined=declined,
        client=found[0],
        listed=documents and documents["registeredDocuments"],
        problems=problems or [],
    )


async def act(visit: Visit) -> Response:
    """Do one thing with the system."""
    form = await visit.form()
    done = _ACTS.get(form.get("do", ""))
    if done is None:
        raise PageNotFound
    try:
        result = await done(visit, form)
    except (Declined, Refusal) as refused:
        declined = refused if isinstance(refused, Declined) else Declined.of_refusal(refused)
        return await show(visit, declined)
    if "problems" in result:
        return await show(
            visit, problems=[it for one in result["problems"] for it in one["reasons"]]
        )
    if form["do"] == "retire":
        return visit.go("/partner/clients", said="retired")
    return visit.go(f"/partner/clients/{visit.params['client']}", said="done")


Form = Mapping[str, str]
Act = Callable[[Visit, Form], Awaitable[dict[str, Any]]]


async def _register_key(visit: Visit, form: Form) -> dict[str, Any]:
    jwk = json_object(form.get("jwk", ""), KeyNotJson)
    return await visit.act("key", client=visit.params["client"], jwk=jwk)


async def _retire_key(visit: Visit, form: Form) -> dict[str, Any]:
    return await visit.act("retire_key", client=visit.params["client"], kid=form.get("kid", ""))


async def _retire(visit: Visit, _form: Form) -> dict[str, Any]:
    return await visit.act("retire", client=visit.params["client"])


async def _register(visit: Visit, form: Form) -> dict[str, Any]:
    text = form.get("document", "").replace("\r\n", "\n")
    return await visit.act("register", client=visit.params["client"], documents=[text])


async def _withdraw(visit: Visit, form: Form) -> dict[str, Any]:
    named = form.get("sha256", "")
    return await visit.act("withdraw", client=visit.params["client"], sha256=named)


async def _restrict(visit: Visit, form: Form) -> dict[str, Any]:
    wanted = form.get("restricted") == "yes"
    return await visit.act("restrict", client=visit.params["client"], restricted=wanted)


_ACTS: Final[Mapping[str, Act]] = {
    "key": _register_key,
    "retire-key": _retire_key,
    "retire": _retire,
    "document": _register,
    "withdraw": _withdraw,
    "restrict": _restrict,
}

CLIENT: Final = Page(
    "/partner/clients/{client}",
    Words("客户端", "Client"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={"done": Words("已办理", "Done")},
)
