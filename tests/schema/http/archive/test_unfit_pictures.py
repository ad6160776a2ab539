"""A picture that was handed in broken lets no copy be made, and is told as that."""

import base64
import copy
from typing import Any

from hub.policy.codes import make_identifier
from tests.schema.http.archive.keeping import key, taken
from tests.schema.http.asking import RECORDS, Hub

IDENTITY = RECORDS["adult-identity"]
BROKEN = base64.b64encode(b"\x89PNG\r\n\x1a\n no picture at all").decode()
TAKEN = "... on Aggregated { accepted faults { code field } }"


def handed_in(hub: Hub) -> str:
    """Hand a license in whose picture nobody can see, and return its identifier."""
    serial = "519999202692000001"
    type_code = IDENTITY["identifier"].split(".")[5]
    named = str(make_identifier(type_code, IDENTITY["issuer"], serial))
    record: dict[str, Any] = copy.deepcopy(IDENTITY) | {"serial": serial, "identifier": named}
    record["holders"][0]["fields"]["photo"] = BROKEN
    wish = {"records": [record], "idempotencyKey": key()}
    told = hub.do("aggregateLicenses", TAKEN, by="aggregator-public-security", **wish)
    assert told == {"accepted": 1, "faults": []}
    return named


def test_a_copy_that_cannot_be_typeset_is_refused(hub: Hub) -> None:
    told = taken(hub, by="adult", identifier=handed_in(hub))
    assert told["code"] == "CopyUnfit"
