"""A clerk issues a license: numbered, sealed, in force, and read by its holder at once."""

from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import issued


def test_a_license_is_issued_and_read(hub: Hub) -> None:
    made = issued(hub)
    assert made.get("state") == "DONE", made
