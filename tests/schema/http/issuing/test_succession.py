"""An issuer's history goes to its heirs in one act; old seals verify, new ones are the heir's."""

from typing import Any

import pytest

from hub.clock import now
from hub.verifier.check import check_file
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.issuing.making import CASE, CLERK, SHOWN, happened, issued, key, like
from tests.schema.http.issuing.test_documents import link, roots
from tests.schema.http.issuing.test_numbers import go_on

BUREAU, CIVIL, HEALTH = "11519999MB9910019M", "11519999MB99100436", "11519999MB99100511"
BASIS = "market-entity-registration-35"
HEIR = "issuer-civil-affairs"


def succeed(hub: Hub, heirs: Any, by: str = "system-admin", **said: Any) -> Answer:  # noqa: ANN401
    """Let heirs succeed to the bureau."""
    wish = {
        "predecessor": BUREAU,
        "heirs": heirs,
        "legalBasis": BASIS,
        "idempotencyKey": key(),
    } | said
    return hub.do("succeedIssuer", "... on Succession { heirs { code } }", by=by, **wish)


@pytest.mark.parametrize(
    ("heirs", "said", "code"),
    [
        ([{"successor": CIVIL}], {"by": CLERK}, "SuccessionReserved"),
        ([{"successor": CIVIL}], {"by": "security-admin"}, "SuccessionReserved"),
        ([], {}, "SuccessionUnfit"),
        ([{"successor": BUREAU}], {}, "SuccessionUnfit"),
        ([{"successor": "91519999MA9900036C"}], {}, "SuccessionUnfit"),
        ([{"successor": CIVIL}, {"successor": HEALTH}], {}, "SuccessionUnfit"),
        ([{"successor": CIVIL, "entries": ["no-such"]}], {}, "SuccessionUnfit"),
        ([{"successor": CIVIL}], {"legalBasis": "none"}, "BasisNeeded"),
    ],
)
def test_what_cannot_be_succeeded_so_stays_as_it_is(
    hub: Hub,
    heirs: list[dict[str, Any]],
    said: dict[str, Any],
    code: str,
) -> None:
    assert succeed(hub, heirs, **said)["code"] == code
    assert issued(hub)["state"] == "DONE"


def test_a_transfer_and_then_the_rest(hub: Hub) -> None:
    company, food = issued(hub), issued(hub, **like("food-license"))
    answer = hub.client.get(link(hub, food["license"]), headers=hub.headers("agent"))
    old = answer.content

    given = succeed(hub, [{"successor": HEALTH, "entries": ["food-business-license"]}])
    assert given == {"heirs": [{"code": HEALTH}]}, given
    again = succeed(hub, [{"successor": CIVIL, "entries": ["food-business-license"]}])
    assert again["code"] == "SuccessionUnfit"
    refused = happened(hub, "suspendLicense", food["license"], by=CLERK)
    assert refused["code"] == "LicenseNotYours"
    assert happened(hub, "suspendLicense", company["license"], by=CLERK)["state"] == "DONE"
    wish = {"license": food["license"], "case": CASE, "validUntil": "2036-05-11"}
    renewed = hub.do("renewLicense", SHOWN, by="issuer-health", **wish, idempotencyKey=key())
    assert renewed["state"] == "DONE", renewed
    assert HEALTH in renewed["identifier"]
    answer = hub.client.get(link(hub, food["license"]), headers=hub.headers("agent"))
    fresh = check_file(answer.content, roots(hub), now())
    assert [seal.holder_code for seal in fresh.seals] == [HEALTH]
    former = check_file(old, roots(hub), now())
    assert former.intact
    assert [seal.holder_code for seal in former.seals] == [BUREAU]
    assert issued(hub, **like("food-license"))["code"] == "ContentFaulty"
    assert issued(hub, by="issuer-health", **like("food-license"))["state"] == "DONE"
    assert go_on(hub, 9, entry="food-business-license")["code"] == "NumbersNotYours"
    gone_on = go_on(hub, 9, by="issuer-health", entry="food-business-license")
    assert gone_on["last"] >= 9

    assert succeed(hub, [{"successor": CIVIL}])["heirs"] == [{"code": CIVIL}]
    assert happened(hub, "resumeLicense", company["license"], by=HEIR)["state"] == "DONE"
    assert hub.refusal("{ viewer { name } }", by=CLERK)["code"] == "OfficeNotHeld"
    assert succeed(hub, [{"successor": CIVIL}])["code"] == "SuccessionUnfit"
