"""The pages for partners, for departments that use licenses, and for who would become a partner."""

from typing import Final

from hub.web.pages.page import Area, Viewer
from hub.web.pages.partner.client.page import CLIENT
from hub.web.pages.partner.clients.page import CLIENTS
from hub.web.pages.partner.consents.page import CONSENTS
from hub.web.pages.partner.corrections.page import CORRECTIONS
from hub.web.pages.partner.onboarding.page import ONBOARDING
from hub.web.pages.partner.request.page import REQUEST
from hub.web.pages.partner.request_new.page import REQUEST_NEW
from hub.web.pages.partner.requests.page import REQUESTS
from hub.web.pages.partner.sandbox.page import SANDBOX
from hub.web.pages.partner.scenario_new.page import SCENARIO_NEW
from hub.web.pages.partner.scenarios.page import SCENARIOS
from hub.web.pages.partner.usage.page import USAGE
from hub.web.pages.partner.why.page import WHY
from hub.web.pages.words import Words

_USING: Final = (
    *(SCENARIOS, SCENARIO_NEW, REQUESTS, REQUEST_NEW, REQUEST),
    *(CONSENTS, CORRECTIONS, USAGE),
)
_TRYING: Final = (WHY, SANDBOX)


def _is_partner(viewer: Viewer) -> bool:
    return viewer.organization == "PARTNER"


def _uses(viewer: Viewer) -> bool:
    return viewer.organization in {"DEPARTMENT", "INSTITUTION"} and "USER" in viewer.roles


PARTNER: Final = Area(
    "/partner",
    Words("合作企业", "Partners"),
    (ONBOARDING, *_USING, CLIENTS, CLIENT, *_TRYING),
    visitors=_is_partner,
)
USING: Final = Area(
    "/partner/requests",
    Words("部门用证", "Using licenses"),
    (*_USING, *_TRYING),
    visitors=_uses,
)
"""The same pages for a department, as far as they are its own matter."""
JOINING: Final = Area(
    "/partner",
    Words("成为合作企业", "Becoming a partner"),
    (ONBOARDING,),
    visitors=lambda viewer: viewer.holder and viewer.signed_in,
)
"""The one of these pages that a person needs who acts in no office yet."""
