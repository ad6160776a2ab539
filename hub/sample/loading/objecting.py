"""Act out an objection that runs: an association's agent finds its address out of date."""

from typing import Final

from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.issuing.desk import Desk
from hub.issuing.workshop import Workshop
from hub.objections.commands import raise_objection
from hub.objections.wishes import RaiseObjection
from hub.rates.limits import limits_of
from hub.rates.rates import Rates
from hub.reading.read import Reading
from hub.reading.scope import ByIdentifier
from hub.sample.loading.stage import Stage
from hub.sample.province import landmark_licenses
from hub.settings import Settings

BY: Final = "delegate"
LICENSE: Final = "association"
FIELDS: Final = ("address",)
TOLD: Final = "协会已迁址，证照住所未更新"


async def object_to_one(stage: Stage, keyring: Keyring) -> None:
    """Let the agent of the association object to its registration."""
    identifiers = {mark.name: str(record["identifier"]) for mark, record in landmark_licenses()}
    named = ByIdentifier(identifiers[LICENSE])
    wish = RaiseObjection(license=named, fields=FIELDS, told=TOLD)
    settings = Settings()
    opaque, envelopes = Opaque(keyring.of(Use.SIV)), Envelopes(keyring.of(Use.DATA))
    reading = Reading(envelopes, opaque, stage.callers)
    desk = Desk(stage.doors, reading, Workshop(stage.keys, settings.base_url))
    await raise_objection(await stage.call(BY), desk, Rates(limits_of(settings)), wish)
