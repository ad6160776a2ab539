"""Whoever sets the hub up founds a province of an empty database, once, and on record."""

import re

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.db.engine import ReaderPool
from hub.licenses.keys import LicenseKeys
from tests.hub.aggregation.conftest import ORGANIZATIONS, Province
from tests.hub.aggregation.permits import CITY, PERSON, permit, record
from tests.hub.founding.conftest import Founding, Line, ask, person, shown
from tests.schema.http.asking import Outside

CENTER, SUPERVISOR, DEPARTMENT = "12519999MB99000993", "11519999MB9900101R", "11519999MB9900013B"
CHILD, COMPANY = "519999201503010033", "91519999MA990001XH"
CODES = re.compile(r"519999\d{11}[\dX]")
APPOINT = """mutation ($input: HoldOfficeInput!) { holdOffice(input: $input) {
    ... on Office { name role } ... on Refusal { code } } }"""
VIEWER = "{ viewer { roles organization { code } } }"
LICENSES = """{ viewer { licenses { edges { node {
    field(key: "holder_code") { value outcome } } } } } }"""


def organization(code: str, **said: object) -> Line:
    """Make the entry of a department."""
    made = {
        "found": "organization",
        "code": code,
        "name_zh": "示例",
        "name_en": "sample",
        "kind": "DEPARTMENT",
        "level": "PROVINCE",
        "region": "510000",
        "region_as_of": "2026-01-01",
    }
    return made | said


def own_codes(client: Outside, token: str) -> list[str]:
    """Return the holder codes of the licenses that somebody sees as the own."""
    edges = ask(client, token, LICENSES)["viewer"]["licenses"]["edges"]
    return [edge["node"]["field"]["value"] for edge in edges]


def test_the_first_administrator_signs_in_and_appoints_the_next(founding: Founding) -> None:
    done = founding.run(*shown())
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["15 项已办，0 项原已如此，0 项未办", "15 done, 0 stood so already, 0 refused"],
    )
    with founding.served() as client:
        first = founding.token("u-1001", CENTER)
        wish = {
            "organization": CENTER,
            "role": "SYSTEM_ADMIN",
            "newcomer": {"subject": "u-1009", "name": "系示例"},
            "idempotencyKey": "first",
        }
        told = ask(client, first, APPOINT, input=wish)["holdOffice"]
        assert told == {"name": "系示例", "role": "SYSTEM_ADMIN"}
        second = ask(client, founding.token("u-1009", CENTER), VIEWER)["viewer"]
        assert second == {"roles": ["SYSTEM_ADMIN"], "organization": {"code": CENTER}}
        clerk = ask(client, founding.token("u-1003", DEPARTMENT), VIEWER)["viewer"]
        assert sorted(clerk["roles"]) == ["ISSUER", "USER"]


async def test_those_who_are_bound_to_a_code_see_what_is_delivered_for_it(
    founding: Founding, writer: AsyncEngine, reader: ReaderPool
) -> None:
    others = [organization(code) for code in ORGANIZATIONS]
    assert founding.run(*shown(), *others).returncode == 0
    ids = dict(founding.rows("SELECT code, id FROM organization"))
    doors = Doors(async_sessionmaker(writer), reader, Recorder(reader))
    province = Province(doors, ids, LicenseKeys(founding.keyring))
    await province.add_entry(permit())
    holders = [{"code_type": "111", "code": CHILD, "name": "林小样", "fields": {}}]
    delivered = founding.folder / "permits.ndjson"
    delivered.write_bytes(b"\n".join(map(orjson.dumps, (record(1), record(2, holders=holders)))))
    assert founding.command("aggregate", delivered, "--as", CITY).returncode == 0
    with founding.served() as client:
        seen = {
            one: own_codes(client, founding.token(one)) for one in ("u-2001", "u-2002", "u-2003")
        }
    assert seen == {"u-2001": [PERSON], "u-2002": [CHILD], "u-2003": []}


def test_each_act_is_on_record_once_and_no_code_of_a_person_is_anywhere(founding: Founding) -> None:
    done = founding.run(*shown())
    acts = founding.rows("SELECT act, subject, outcome, account_id FROM audit_entry ORDER BY id")
    accounts = dict(founding.rows("SELECT subject, id::text FROM account"))
    offices = {id_ for (id_,) in founding.rows("SELECT id::text FROM office")}
    organizations = [one["code"] for one in shown() if one["found"] == "organization"]
    assert {outcome for _, _, outcome, _ in acts} == {"DONE"}
    assert {account for *_, account in acts} == {None}
    assert [of for act, of, *_ in acts if act == "register_organization"] == organizations
    assert {of for act, of, *_ in acts if act == "register_account"} == set(accounts.values())
    assert {of for act, of, *_ in acts if act == "hold_office"} == offices
    standing = [of for act, of, *_ in acts if act == "appoint_representative"]
    assert standing == [accounts["u-2002"], accounts["u-2003"]]
    before = founding.kept()
    assert not CODES.search(f"{done.stdout}{done.stderr}{before}")
    again = founding.run(*shown())
    assert again.returncode == 0
    assert again.stdout.endswith("0 done, 15 stood so already, 0 refused\n")
    assert founding.kept() == before


def test_an_organization_succeeds_to_another_once(founding: Founding) -> None:
    later = {"found": "succession", "predecessor": DEPARTMENT, "successor": CENTER}
    assert founding.run(*shown(), later).returncode == 0
    again = founding.run(later, later | {"successor": SUPERVISOR})
    assert again.stdout.splitlines()[0].split("\t")[:3] == ["2", "", "OrganizationDiffers"]
    assert again.stdout.endswith("0 done, 1 stood so already, 1 refused\n")


def test_what_was_ended_since_is_not_begun_again(founding: Founding) -> None:
    founding.run(*shown())
    founding.rows("UPDATE office SET until = now() WHERE role = 'ISSUER'")
    founding.rows("UPDATE representation SET until = now() WHERE kind = 'AGENT'")
    founding.rows("UPDATE account SET active = false WHERE subject = 'u-1002'")
    before = founding.kept()
    again = founding.run(*shown())
    assert [line.split("\t")[:3] for line in again.stdout.splitlines()[:-2]] == [
        ["5", "", "AccountInactive"],
        ["6", "offices.0", "EndedSince"],
        ["9", "stands_for.0", "EndedSince"],
    ]
    assert (again.returncode, founding.kept()) == (1, before)


def test_who_had_an_office_first_is_bound_to_a_holder_once(founding: Founding) -> None:
    known = person("u-2001", name="林某", offices=[{"organization": DEPARTMENT, "role": "USER"}])
    organizations = [one for one in shown() if one["found"] == "organization"]
    assert founding.run(*organizations, known).returncode == 0
    assert founding.run(*shown()).returncode == 0
    assert founding.rows(
        "SELECT name, holder_key IS NOT NULL FROM account WHERE subject = 'u-2001'"
    ) == [("林示范", True)]
    acts = founding.rows("SELECT subject FROM audit_entry WHERE act = 'bind_holder'")
    assert acts == founding.rows("SELECT id::text FROM account WHERE subject = 'u-2001'")
    with founding.served() as client:
        seen = ask(client, founding.token("u-2001", DEPARTMENT), VIEWER)["viewer"]
    assert seen["roles"] == ["USER"]
    before = founding.kept()
    again = founding.run(*shown(), known | {"holder": {"code_type": "111", "code": CHILD}})
    assert again.stdout.splitlines()[0].split("\t")[2] == "AccountDiffers"
    assert founding.kept() == before


def test_a_system_works_for_its_organization(founding: Founding) -> None:
    offices = [{"organization": DEPARTMENT, "role": "AGGREGATOR"}]
    system = person("system-1", client_of=DEPARTMENT, offices=offices)
    assert founding.run(*shown(), system).returncode == 0
    assert founding.run(system).stdout.endswith("0 done, 2 stood so already, 0 refused\n")
    with founding.served() as client:
        seen = ask(client, founding.token("system-1"), VIEWER)["viewer"]
    assert seen == {"roles": ["AGGREGATOR"], "organization": {"code": DEPARTMENT}}
