"""What is refused before anything is written down, and whoever may not try things out."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from hub.crypto.keyring import create_keyring
from hub.identity.terms import Role
from hub.issuing.commands.change import change_license
from hub.issuing.commands.issue import issue_license
from hub.issuing.commands.life import record_inspection, suspend_license
from hub.issuing.joint import confirm_joint_issue
from hub.issuing.refusals import (
    CaseNeeded,
    ContentFaulty,
    DayUnfit,
    DocumentUnfit,
    LicenseNotYours,
    MakingNotFound,
    MakingUnderWay,
    NotAnIssuingOffice,
    ReasonNeeded,
)
from hub.issuing.terms import MakingState
from hub.issuing.wishes import ConfirmJointIssue, LicenseNamed
from hub.licenses.rules import VersionConflict
from hub.registers.client import RegisterClient, Registers
from hub.registers.terms import Register
from tests.hub.aggregation.permits import CITY, OTHER, OWNER, PERSON, PIXEL, permit
from tests.hub.issuing.bureau import (
    CASE,
    FACE,
    WHY,
    Bureau,
    changed,
    found,
    happens,
    makings,
    only_license,
    open_bureau,
    wished,
)
from tests.hub.issuing.seals_kept import faults
from tests.hub.registers.peer import SECRET, Peer, Reply, serving

RACED = {MakingUnderWay, VersionConflict}
"""By what one of two changes at once is refused: the other is under way, or done."""
UNSAYABLE = ("", " ", "a" * 201, "nul\0", "tab\v")
JOINT = permit(code="joint-permit", type_code="11519999MB519000X3002", joint=True)


def mismatching() -> Peer:
    """Be a register that knows everybody by another name."""
    peer = Peer()

    def reply(asked: dict[str, Any]) -> Reply:
        return 200, {}, json.dumps({"answers": ["MISMATCH"] * len(asked["holders"])}).encode()

    peer.reply = reply
    return peer


async def test_only_an_issuing_office_learns_whose_name_is_whose(bureau: Bureau) -> None:
    peer = mismatching()
    with serving(peer):
        bureau.desk.registers = Registers(
            {one: RegisterClient(peer.url, SECRET) for one in Register}
        )
        with pytest.raises(NotAnIssuingOffice):
            await issue_license(bureau.call(CITY, Role.USER), bureau.desk, wished())
        nobody = LicenseNamed(UUID(int=1), UUID(int=2))
        wish = replace(changed(nobody), holders=wished().holders)
        with pytest.raises(NotAnIssuingOffice):
            await change_license(bureau.call(CITY, Role.USER), bureau.desk, wish)
        assert peer.asked == []
        with pytest.raises(ContentFaulty):
            await issue_license(bureau.call(), bureau.desk, wished())
        await bureau.desk.registers.aclose()
    assert len(peer.asked) == 1
    tried = await bureau.rows("SELECT outcome FROM audit_entry WHERE act = 'issue_license'")
    assert sorted(tried) == [("ContentFaulty",), ("NotAnIssuingOffice",)]


async def test_a_cause_that_cannot_be_kept_is_refused(bureau: Bureau) -> None:
    for said in UNSAYABLE:
        for part in ("reason", "matter", "case_number"):
            wish = wished(cause=replace(CASE, **{part: said}))
            with pytest.raises(CaseNeeded):
                await issue_license(bureau.call(), bureau.desk, wish)
    sayable = wished(cause=replace(CASE, reason="\u3000好"))
    await issue_license(bureau.call(), bureau.desk, sayable)
    for said in UNSAYABLE:
        why = replace(happens(await only_license(bureau)), cause=replace(WHY, reason=said))
        with pytest.raises(ReasonNeeded):
            await suspend_license(bureau.call(), bureau.desk, why)
    assert await makings(bureau) == [("ISSUED", "DONE")]


async def test_a_picture_that_nobody_can_see_is_given_up_at_once(bureau: Bureau) -> None:
    wish = wished(face=FACE | {"plan": PIXEL})
    with pytest.raises(DocumentUnfit):
        await issue_license(bureau.call(), bureau.desk, wish)
    assert await bureau.rows("SELECT state, outcome, draft FROM making") == [
        ("ABANDONED", "DocumentUnfit", None)
    ]


async def test_nothing_is_issued_in_the_future_nor_happens_before_it_is_issued(
    bureau: Bureau,
) -> None:
    today = bureau.call().today
    later = wished(issued_on=today + timedelta(days=1))
    with pytest.raises(DayUnfit):
        await issue_license(bureau.call(), bureau.desk, later)
    await issue_license(bureau.call(), bureau.desk, wished())
    wish = happens(await only_license(bureau))
    for days in (-1, 1):
        unfit = replace(wish, occurred_on=today + timedelta(days=days))
        with pytest.raises(DayUnfit):
            await record_inspection(bureau.call(), bureau.desk, unfit)
    assert (await record_inspection(bureau.call(), bureau.desk, wish)).state is MakingState.DONE


async def test_another_office_finds_no_license_and_no_key_of_others(bureau: Bureau) -> None:
    first = await issue_license(bureau.call(), bureau.desk, wished(), key="mine")
    again = await issue_license(bureau.call(), bureau.desk, wished(), key="mine")
    assert first.id == again.id
    with pytest.raises(NotAnIssuingOffice):
        await issue_license(bureau.call(CITY, Role.USER), bureau.desk, wished(), key="mine")
    license_, nobody = await only_license(bureau), LicenseNamed(UUID(int=1), UUID(int=2))
    told = set()
    for named in (license_, nobody):
        with pytest.raises(LicenseNotYours) as refused:
            await record_inspection(bureau.call(OTHER), bureau.desk, happens(named))
        told.add(str(refused.value))
    assert len(told) == 1
    with pytest.raises(ContentFaulty):
        await issue_license(bureau.call(OTHER), bureau.desk, wished(), key="mine")


async def test_joint_issue_is_for_its_issuers_alone(database: str) -> None:
    keyring = create_keyring()
    await found(database, keyring, permit(), JOINT)
    async with open_bureau(database, keyring) as bureau:
        wish = wished(entry=JOINT.code)
        with pytest.raises(ContentFaulty):
            await issue_license(bureau.call(OTHER), bureau.desk, wish)
        assert await makings(bureau) == []
        drafted = await issue_license(bureau.call(), bureau.desk, wish)
        [(draft,)] = await bureau.rows("SELECT draft FROM making")
        assert PERSON.encode() not in draft
        said = ConfirmJointIssue(making=drafted.id)
        for outsider in (OTHER, CITY):
            with pytest.raises(MakingNotFound):
                await confirm_joint_issue(bureau.call(outsider), bureau.desk, said)
        made = await confirm_joint_issue(bureau.call(OWNER), bureau.desk, said)
        assert made.state is MakingState.DONE
        assert await faults(bureau, issuers=2) == []


@pytest.mark.parametrize("connections", [1, 2])
async def test_few_connections_hold_nobody_up(database: str, connections: int) -> None:
    keyring = create_keyring()
    await found(database, keyring)
    async with open_bureau(database, keyring, connections, connections) as bureau:
        await issue_license(bureau.call(), bureau.desk, wished())
        license_ = await only_license(bureau)
        changes = [
            change_license(bureau.call(), bureau.desk, changed(license_, f"示例路{number}号"))
            for number in range(20)
        ]
        async with asyncio.timeout(20):
            ends = await asyncio.gather(*changes, return_exceptions=True)
        assert {type(end) for end in ends if isinstance(end, BaseException)} <= RACED
        done = [end for end in ends if not isinstance(end, BaseException)]
        assert done
        assert await makings(bureau) == [("ISSUED", "DONE"), *[("CHANGED", "DONE")] * len(done)]
        assert await faults(bureau) == []
