"""What a founding file cannot mean is told at its place, names nobody, and stops nothing else."""

import json
from typing import Any

import pytest

from hub.founding import refusals
from hub.founding.rules import read_entry
from tests.hub.founding.conftest import Founding, person, shown
from tests.hub.founding.test_founding import CENTER, CHILD, COMPANY, DEPARTMENT, organization

WRONG, SUBJECT = "519999199001010018", "519999199003030033"
ADULT = {"code_type": "111", "code": "519999199001010017"}
NOWHERE = "11519999MB9900195F"


def office(role: str, of: str = DEPARTMENT) -> dict[str, Any]:
    """Give somebody one office."""
    return {"offices": [{"organization": of, "role": role}]}


def stands_for(kind: str, code_type: str, code: str) -> dict[str, Any]:
    """Let somebody stand for one holder."""
    return {"stands_for": [{"code_type": code_type, "code": code, "kind": kind}]}


FIRST, *_ = shown()
FAULTS: list[tuple[Any, str, str]] = [
    (b'{"found": ', "", "LineUnreadable"),
    (b'{"found": "person", "issuer": "\xff"}', "", "LineUnreadable"),
    (b'{"more": ' + b"[" * 100_000, "", "LineUnreadable"),
    ([], "", "LineUnfit"),
    ({"found": SUBJECT}, "", "LineUnfit"),
    (person(SUBJECT, **{SUBJECT: ""}), "", "LineUnfit"),
    (person(SUBJECT, holder={"code_type": "111"}), "", "LineUnfit"),
    (person(SUBJECT, name="\u0000"), "", "LineUnfit"),
    (person(SUBJECT, offices=[{"organization": CENTER, "role": SUBJECT}]), "", "LineUnfit"),
    (organization("11519999MB99000131"), "", "CreditCodeInvalid"),
    (organization(NOWHERE, region="51"), "", "RegionInvalid"),
    (organization(NOWHERE, parent="12519999MB9900304B"), "", "OrganizationUnknown"),
    (FIRST | {"name_zh": "另一名称", "level": "CITY"}, "", "OrganizationDiffers"),
    (
        {"found": "succession", "predecessor": NOWHERE, "successor": CENTER},
        "",
        "OrganizationUnknown",
    ),
    (
        {"found": "succession", "predecessor": CENTER, "successor": CENTER},
        "",
        "SuccessionImpossible",
    ),
    (person(SUBJECT, issuer="https://other.example"), "", "IssuerNotTrusted"),
    (person(SUBJECT, holder=ADULT | {"code": WRONG}), "", "HolderCodeWrong"),
    (person(SUBJECT, holder=ADULT | {"code_type": "999"}), "", "HolderCodeWrong"),
    (person(SUBJECT, holder=ADULT), "", "AccountExists"),
    (person(SUBJECT, holder=ADULT, client_of=DEPARTMENT), "", "ClientHoldsNothing"),
    (person(SUBJECT, client_of=NOWHERE), "", "OrganizationUnknown"),
    (person("u-2003"), "", "AccountDiffers"),
    (person("u-1", **office("USER", NOWHERE)), "offices.0", "OrganizationUnknown"),
    (person("u-1", **office("ISSUER", CENTER)), "offices.0", "RoleUnfit"),
    (
        person("u-1001", name="安示例", **office("AUDITOR", CENTER)),
        "offices.0",
        "OfficesNotSeparated",
    ),
    (
        person("s-1", client_of=DEPARTMENT, **office("SYSTEM_ADMIN")),
        "offices.0",
        "PersonNeeded",
    ),
    (person("u-1", **stands_for("GUARDIAN", "001", COMPANY)), "stands_for.0", "BirthDateMissing"),
    (
        person("u-1", **stands_for("GUARDIAN", "111", ADULT["code"])),
        "stands_for.0",
        "GuardianshipOver",
    ),
    (person("u-1", **stands_for("AGENT", "001", WRONG)), "stands_for.0", "HolderCodeWrong"),
]


def test_each_fault_is_told_at_its_place_names_nobody_and_stops_nothing_else(
    founding: Founding,
) -> None:
    founding.run(*shown())
    sound = person("u-9", **office("USER"))
    done = founding.run(*(line for line, _, _ in FAULTS), sound)
    *faults, zh, en = done.stdout.splitlines()
    told = [fault.split("\t") for fault in faults]
    assert [fault[:3] for fault in told] == [
        [str(number), place, code] for number, (_, place, code) in enumerate(FAULTS, 1)
    ]
    assert all(len(fault) == 5 and not fault[3].isascii() and fault[4].isascii() for fault in told)
    english = {fault[2]: fault[4] for fault in told}
    assert english["OrganizationDiffers"].endswith(": name_zh, level")
    assert english["AccountDiffers"].endswith(": name")
    assert (done.returncode, zh.endswith(f"{len(FAULTS)} 项未办")) == (1, True)
    assert en.endswith(f"{len(FAULTS)} refused")
    assert founding.rows("SELECT name FROM account WHERE subject = 'u-9'") == [("示例u-9",)]
    audited = founding.rows("SELECT subject, outcome FROM audit_entry")
    seen = f"{done.stdout}{done.stderr}{audited}"
    for personal in (WRONG, SUBJECT, ADULT["code"], CHILD, COMPANY, "示例u-2003"):
        assert personal not in seen


def test_a_database_that_fails_tells_nothing_of_a_person(founding: Founding) -> None:
    founding.rows("REVOKE INSERT ON account FROM hub_writer")
    done = founding.run(person(SUBJECT))
    assert done.returncode != 0
    assert "permission denied" in done.stderr
    assert SUBJECT not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"found": "person", "issuer": "i", "subject": "s"}, "name"),
        (person("s", holder={"code_type": "111"}), "holder.code"),
        (person("s", holder={"code_type": "111", "code": 1}), "holder.code"),
        (person("s", **office("KING")), "offices.0.role"),
        (person("s", **office("USER", "\u0007")), "offices.0.organization"),
        (person("s", stands_for=[ADULT | {"kind": "AGENT"}] * 2), "stands_for"),
        (person("s", more=1), "$"),
        (person("s", **{"x` - at `$.ab519999199001010017": 1}), "$"),
    ],
)
def test_a_line_that_is_unfit_says_where(said: object, at: str) -> None:
    with pytest.raises(refusals.LineUnfit) as told:
        read_entry(json.dumps(said).encode())
    assert told.value.message_en.endswith(f" at {at}")
