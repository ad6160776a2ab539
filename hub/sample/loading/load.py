"""Load the sample province, once, through the commands that every caller uses."""

from hub.audit.call import Doors
from hub.clock import held_at
from hub.crypto.keyring import Keyring
from hub.licenses.keys import LicenseKeys
from hub.sample.files import FOUNDED
from hub.sample.loading.acting import act_out
from hub.sample.loading.authorizing import authorize
from hub.sample.loading.compiling import compile_catalog
from hub.sample.loading.delivering import Exports, deliver
from hub.sample.loading.founding import found_organizations, found_people
from hub.sample.loading.objecting import object_to_one
from hub.sample.loading.registering import register_scenarios
from hub.sample.loading.sealing import make_seals
from hub.sample.loading.stage import Stage, Tell, morning
from hub.seals.authority import Authority


async def load_province(
    doors: Doors, keyring: Keyring, authority: Authority, exports: Exports, tell: Tell
) -> None:
    """Found the province in an empty database and aggregate its exports into it."""
    province = Stage(doors, LicenseKeys(keyring), tell)
    with held_at(morning(FOUNDED)):
        await found_organizations(province)
        await found_people(province)
        await make_seals(province, authority)
    await compile_catalog(province)
    await register_scenarios(province)
    await deliver(province, exports)
    await act_out(province)
    await authorize(province)
    await object_to_one(province, keyring)
