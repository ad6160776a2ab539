"""Give those who issue an electronic seal, made by the demonstration's authority."""

from hub.identity.terms import Role
from hub.sample.files import FOUNDED, load_organizations, load_personas
from hub.sample.loading.stage import Stage, Told, morning
from hub.seals.authority import Authority
from hub.seals.certificates import Holder
from hub.seals.commands import register_seal, trust_root

DATA_CENTER = "12519999MB99000993"


async def make_seals(stage: Stage, authority: Authority) -> None:
    """Register the root of trust, and a seal of the data center and of all that have a clerk."""
    async with stage.founder().act("trust_root") as act:
        await trust_root(act.db, authority.certificate)
    clerks = [one for one in load_personas().values() if Role.ISSUER in one.roles]
    issuing = {DATA_CENTER, *(one.organization for one in clerks)}
    sealing = [body for body in load_organizations() if body.code in issuing]
    for done, body in enumerate(sealing, 1):
        number = f"5100{done:010d}"
        made = authority.make_seal(Holder(body.zh, body.code), number, morning(FOUNDED))
        async with stage.founder().act("register_seal", subject=body.code) as act:
            await register_seal(act.db, stage.keys.envelopes, made)
        stage.tell(Told("seals", done, len(sealing)))
