"""A partner's system gets a token by its key, uses it, asks about it and gives it up."""

from tests.schema.http.partners.clients import BASE, LOGISTICS, System


def test_a_system_gets_a_token_and_acts_for_its_organization(system: System) -> None:
    answer = system.ask_token(system.assertion())
    assert answer.status_code == 200
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("DPoP", 600, "licenses")
    assert answer.headers["cache-control"] == "no-store"
    assert system.acts_for(told["access_token"]) == LOGISTICS
    assert BASE
