"""GET /exemptions: what is not shared and why, for anybody, as a spreadsheet takes it."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.audit.call import Call
from hub.catalog.exemptions import DeclaredExemption, exemptions
from hub.errors import Refusal
from hub.web.cells import csv_text
from hub.web.statuses import NOT_KEPT, refused
from schema.context import Context, Parts

HEADER: Final = (
    *("code", "key", "zh", "en", "ground"),
    *("legal_basis", "legal_basis_zh", "legal_basis_en", "until"),
    *("lapsed_since", "lapse", "counts_as", "meaning_zh", "meaning_en"),
)
_FILE: Final = {"content-disposition": 'attachment; filename="exemptions.csv"'}


def routes(call_of: Callable[[Request], Awaitable[Call]], parts: Parts) -> list[Route]:
    """Return the route, given how a request becomes a call."""

    async def export(request: Request) -> Response:
        """List what is not shared and why (不予共享清单, art. 22)."""
        try:
            context = Context(await call_of(request), parts)
            held = await context.current_catalog()
        except Refusal as refusal:
            return refused(refusal)
        lines = map(_row, exemptions(held, context.call.today))
        return Response(
            csv_text(lines, HEADER), media_type="text/csv; charset=utf-8", headers=_FILE | NOT_KEPT
        )

    return [Route("/exemptions", export, methods=["GET"])]


def _row(line: DeclaredExemption) -> tuple[str, ...]:
    reason, basis = line.exemption, line.legal_basis
    return (
        *(line.code, line.key or "", line.zh, line.en, reason.ground.value),
        *(reason.legal_basis, basis.zh if basis else "", basis.en if basis else ""),
        reason.until.isoformat() if reason.until else "",
        *_lapse(line),
    )


def _lapse(line: DeclaredExemption) -> tuple[str, ...]:
    lapse = line.lapse
    if lapse is None:
        return ("", "", "", "", "")
    since = lapse.since.isoformat() if lapse.since else ""
    return since, lapse.cause.value, lapse.sharing.value, lapse.zh, lapse.en
