"""The pages of the data center."""

from typing import Final

from hub.web.pages.center.applications.page import APPLICATIONS
from hub.web.pages.center.diagnostics.page import DIAGNOSTICS
from hub.web.pages.center.partner.page import PARTNER
from hub.web.pages.center.partners.page import PARTNERS
from hub.web.pages.center.peer.page import PEER
from hub.web.pages.center.peers.page import PEERS
from hub.web.pages.page import Area
from hub.web.pages.words import Words

CENTER: Final = Area(
    "/center",
    Words("省大数据中心", "Data center"),
    (PARTNERS, PARTNER, APPLICATIONS, PEERS, PEER, DIAGNOSTICS),
    visitors=lambda viewer: viewer.organization == "DATA_CENTER",
)
