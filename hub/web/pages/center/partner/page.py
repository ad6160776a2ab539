"""One partner, and what may be decided about it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, FormUnreadable
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_LIMITING: Final = frozenset({"approve", "limit"})
_REASONED: Final = frozenset({"refuse", "suspend", "resume", "end"})


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show a partner."""
    partner = (await visit.ask("partner", id=visit.params["id"]))["partner"]
    return await visit.show(partner=partner, declined=declined)


async def decide(visit: Visit) -> Response:
    """Decide as the form says, with limits or with a reason."""
    form = await visit.form()
    name = form.get("do", "")
    try:
        await visit.act(name, partner=visit.params["id"], **_stated(form, name))
    except Declined as declined:
        return await show(visit, declined)
    except FormUnreadable as refusal:
        return await show(visit, Declined.of_refusal(refusal))
    return visit.go(visit.request.url.path, said=name)


def _stated(form: Mapping[str, str], name: str) -> dict[str, object]:
    """Return what goes with a decision.

    Raises: FormUnreadable.
    """
    if name in _REASONED:
        return {"reason": form.get("reason", "")}
    limits = {one: form.get(one, "") for one in ("requestsADay", "holdersADay")}
    if name not in _LIMITING or not all(one.isdecimal() for one in limits.values()):
        raise FormUnreadable
    return {one: int(limit) for one, limit in limits.items()}


PARTNER: Final = Page(
    "/center/partners/{id}",
    Words("合作企业办理", "A partner"),
    Path(__file__).parent,
    show,
    decide,
    listed=False,
    said={
        "approve": Words(
            "已批准，企业可登记公钥并领取令牌", "Approved; it can register its key and get tokens"
        ),
        "limit": Words("额度已调整，即刻生效", "The limits are set, and hold at once"),
        "refuse": Words(
            "未予批准，企业可看到理由并重新申请",
            "Refused; it reads the reason, and may apply again",
        ),
        "suspend": Words("已暂停，其令牌即刻失效", "Suspended; its tokens are void at once"),
        "resume": Words("已恢复合作", "It may act again"),
        "end": Words("合作已终止", "The partnership has ended"),
    },
)
