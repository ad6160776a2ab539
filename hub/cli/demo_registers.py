"""Serve the demonstration's registers beside the hub, on a port of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_urlsafe

import msgspec

from hub.cli.serve import beside
from hub.crypto.keyring import store_private
from hub.registers.terms import Register
from hub.sample.registers import registered_names
from hub.settings import Settings
from hub.web.demo_registers.app import PATHS, demo_registers

KEPT_IN = "register-secret"


@contextmanager
def registers_beside(settings: Settings) -> Iterator[Settings]:
    """Serve both registers, and yield settings that point to them and to no others."""
    secret, file = token_urlsafe(), settings.data_dir / KEPT_IN
    store_private(secret.encode(), file)
    with beside(demo_registers(registered_names(), secret)) as address:
        yield msgspec.structs.replace(
            settings,
            population_register_url=address + PATHS[Register.POPULATION],
            legal_entity_register_url=address + PATHS[Register.LEGAL_ENTITY],
            register_secret=file,
        )
