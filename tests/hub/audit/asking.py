"""Questions whose answers hold license data, and what a refused answer may hold."""

from dataclasses import replace
from typing import Any

import orjson

from hub.audit.call import Call
from hub.audit.recorder import Recorder
from hub.audit.transparency.jobs import sequence
from hub.audit.transparency.notes import Signer
from tests.make import Hub
from tests.papers import Paper

ONE = """query ($of: String!) { license(identifier: $of) {
    id fields { key holder value decision { outcome code } } } }"""
HELD = """query ($first: Int) { licenses(under: {holdings: true}, first: $first) {
    edges { node { id fields { key holder value decision { outcome code } } } } } }"""
FIND = """{ publicRecords(search: "示例路", first: 5) { edges { node { id
    fields { key value } } } } }"""
RECORD = "query ($of: String!) { publicRecord(identifier: $of) { id fields { key value } } }"
VERIFY = "query ($of: String!) { verifyLicense(identifier: $of) { state digestRight } }"
PROVE = """query ($of: String!, $digest: String) {
    verifyLicense(identifier: $of, digest: $digest) { state digestRight } }"""
COMPARE = """query ($of: String!, $value: String!) {
    compareLicense(identifier: $of, values: [{key: "premises", value: $value}]) { result } }"""
USAGE = """{ viewer { usage(first: 100) { records {
    event at operation outcome bySelf license fields { key holder outcome code basis } } } } }"""


def identifier(hub: Hub, paper: Paper) -> str:
    """Return the identifier of a license."""
    return hub.world.places[paper.number][2]


def code_of(answer: dict[str, Any]) -> str:
    """Return the code of the one refusal in an answer."""
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


async def told(hub: Hub, call: Call, query: str, **variables: object) -> dict[str, Any]:
    """Return what a call is answered."""
    answer: dict[str, Any] = orjson.loads(await hub.body(call, query, **variables))
    return answer


def recording_by(hub: Hub, recorder: Recorder) -> None:
    """Let another recorder record what the hub answers."""
    hub.doors = replace(hub.doors, recorder=recorder)


SIGNER = Signer("log.example/test", [bytes(range(32))])


async def unfold_all(hub: Hub) -> None:
    """Let the sequencer run until nothing waits."""
    async with hub.doors.writer.begin() as db:
        while await sequence(db, SIGNER):
            pass
