"""Say whom the registers of the sample province know: its people and its organizations."""

from hub.policy.codes import CREDIT_CODE
from hub.sample.files import load_organizations, load_people


def registered_names() -> dict[tuple[str, str], str]:
    """Return names by code type and code; a number that was corrected is known as well."""
    people = [
        ((person.code_type, code), person.zh)
        for person in load_people().values()
        for code in (person.code, person.former_code)
        if code is not None
    ]
    bodies = [((CREDIT_CODE, body.code), body.zh) for body in load_organizations()]
    return dict(people + bodies)
