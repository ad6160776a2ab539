"""A department without any system issues by spreadsheet: from its template to its report."""

from tests.schema.http.asking import Hub
from tests.schema.http.issuing.sheets import filled, report, send, shop, template, told


def test_a_filled_in_template_issues(hub: Hub) -> None:
    body = filled(template(hub), [shop(1), shop(2, number="X"), shop(3)])
    lines = told(send(hub, body, "first"))
    last = lines[-1]
    print(lines, report(hub, last))
    assert (last["state"], last["line"], last["accepted"], last["quarantined"]) == ("DONE", 5, 2, 1)
