"""The QR code of a license leads to where it stands, and the roots of trust are there for all."""

from pathlib import Path
from urllib.parse import urlencode

from hub.verifier.main import main
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import happened, issued, like
from tests.schema.http.issuing.test_verify_file import document


def landing(hub: Hub, license_: str, by: str = "agent") -> str:
    """Return where the code of a license leads."""
    asked = "query ($id: ID!) { license(id: $id) { identifier verification { digest } } }"
    found = hub.ask(asked, by=by, id=license_)["license"]
    said = {"id": found["identifier"], "digest": found["verification"]["digest"]}
    return f"/verify?{urlencode(said)}"


def test_anybody_who_scans_a_license_learns_where_it_stands(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    path = landing(hub, license_)
    told = hub.client.get(path).json()
    assert (told["state"], told["digestRight"], told["current"]) == ("IN_FORCE", True, True)
    assert told["issuer"]["code"] == "11519999MB9910019M"
    happened(hub, "revokeLicense", license_)
    assert hub.client.get(path).json()["state"] == "REVOKED"


def test_a_made_up_code_tells_nothing_but_what_the_register_tells(hub: Hub) -> None:
    listed = landing(hub, issued(hub)["license"])
    told = hub.client.get(listed[:-4] + "0000").json()
    assert (told["digestRight"], told["current"]) == (False, None)
    private = issued(hub, by="issuer-civil-affairs", **like("marriage"))["license"]
    path = landing(hub, private, by="adult")
    assert hub.client.get(path).json()["digestRight"]
    for false in (path[:-4] + "0000", path.partition("&")[0], "/verify?id=1.2.3", "/verify"):
        assert hub.client.get(false).status_code == 404, false


def test_the_roots_of_trust_verify_a_file_offline(hub: Hub, tmp_path: Path) -> None:
    answer = hub.client.get("/seals/roots")
    assert answer.text.startswith("-----BEGIN CERTIFICATE-----")
    root, file = tmp_path / "root.pem", tmp_path / "license.pdf"
    root.write_text(answer.text)
    data = document(hub, issued(hub)["license"])
    file.write_bytes(data)
    assert main([str(file), "--root", str(root)]) == 0
    file.write_bytes(data.replace(b"/Title", b"/title", 1))
    assert main([str(file), "--root", str(root)]) == 1
