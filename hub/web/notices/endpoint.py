"""GET /notices/{id}: the notice behind the link in a message, for its holder alone."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.errors import Refusal
from hub.notices.queries import notice_of
from hub.notices.refusals import NoticeNotFound
from hub.web.caller import Reception
from hub.web.statuses import refused
from schema.context import Context, Parts
from schema.ids import IdInvalid, Named
from schema.notices import Notice


def routes(reception: Reception, parts: Parts) -> list[Route]:
    """Return the route."""

    async def one(request: Request) -> Response:
        """Show one notice."""
        try:
            context = Context(await reception.call_of(request), parts)
            await context.call.use_up_proof()
            await context.current_catalog()
            shown = Notice.of(await notice_of(context.call, *_keys(request, parts)), context)
        except Refusal as refusal:
            return refused(refusal)
        said = shown.sentences
        body = {"kind": shown.kind, "at": shown.at.isoformat(), "zh": said.zh, "en": said.en}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    return [Route("/notices/{id}", one, methods=["GET"])]


def _keys(request: Request, parts: Parts) -> tuple[UUID, UUID]:
    """Return where the notice lies; a link that the hub did not make leads to none."""
    try:
        holder_key, notice_id = parts.ids.keys(request.path_params["id"], Named.NOTICE)
    except (IdInvalid, ValueError):
        raise NoticeNotFound from None
    return holder_key, notice_id
