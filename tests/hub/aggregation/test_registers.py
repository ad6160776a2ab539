"""A holder whom a register knows by another name is turned away; silence stops nobody (art. 23)."""

import json
from typing import Any

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.intake import Progress
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.registers.client import RegisterClient, Registers
from hub.registers.terms import Register
from tests.hub.aggregation.conftest import Province, parts
from tests.hub.aggregation.permits import PERSON, record
from tests.hub.registers.peer import SECRET, Peer, Reply, serving


async def delivered(province: Province, answer: str) -> Progress:
    """Deliver a record while a register gives one answer about everybody."""
    peer = Peer()

    def reply(asked: dict[str, Any]) -> Reply:
        return 200, {}, json.dumps({"answers": [answer] * len(asked["holders"])}).encode()

    peer.reply = reply
    with serving(peer):
        clients = {register: RegisterClient(peer.url, SECRET) for register in Register}
        registers = Registers(clients)
        delivery = Delivery(source="test", key=answer, mapping=ColumnMapping(format="ndjson"))
        body = parts(json.dumps(record(1)).encode())
        done = await aggregate_stream(
            province.call(), province.keys, delivery, body, registers=registers
        )
        await registers.aclose()
    assert len(peer.asked) == 1
    return done


async def test_a_holder_known_by_another_name_goes_to_quarantine(province: Province) -> None:
    done = await delivered(province, "MISMATCH")
    assert (done.accepted, done.quarantined) == (0, 1)
    assert await province.faults() == [(1, "HolderMismatch", "holders.0.name")]
    told = await province.rows("SELECT zh, en FROM quarantine")
    assert PERSON not in str(told)


async def test_a_holder_who_matches_or_is_not_known_is_taken(province: Province) -> None:
    assert (await delivered(province, "UNKNOWN")).accepted == 1
    assert (await delivered(province, "MATCH")).unchanged == 1
    assert await province.rows("SELECT holder_check FROM license_version") == [("UNKNOWN",)]
