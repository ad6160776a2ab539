"""What a revision may not say is told with its reason, and a sound revision is admitted."""

import pytest
from msgspec.structs import replace

from hub.policy.admission import faults
from hub.policy.entry import METADATA, Entry, Exemption
from hub.policy.faults import FaultCode, fault
from hub.policy.terms import (
    Classification,
    Disclosure,
    FieldType,
    Form,
    Ground,
    HolderKind,
    Mask,
    Sharing,
    Subject,
)
from tests.entries import LAW, TODAY, YESTERDAY, bent, entry, field, without

SECRET = Exemption(Ground.WORK_SECRET, "secrets-law")
NUMBER_MASKED = {"disclosure": Disclosure.MASKED, "mask": Mask.IDENTITY_NUMBER_PUBLIC}
BIRTH = {"type": FieldType.DATE, "birth_date": True}
SENSITIVE = {"classification": Classification.SENSITIVE_PERSONAL}


def told(said: Entry, *earlier: Entry) -> set[tuple[FaultCode, str | None]]:
    return {(found.code, found.key) for found in faults(said, earlier, LAW, TODAY)}


def test_admits_a_sound_revision() -> None:
    assert told(entry(field("scope"))) == set()
    assert told(entry(field("scope"), field("note")), entry(field("scope"))) == set()


@pytest.mark.parametrize("key", sorted(METADATA))
def test_misses_each_field_that_every_entry_defines(key: str) -> None:
    assert told(without(entry(), [key])) == {(FaultCode.METADATA_MISSING, key)}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (FaultCode.CODE_SHAPE, {"code": "食品"}),
        (FaultCode.CODE_SHAPE, {"code": ""}),
        (FaultCode.TYPE_CODE_SHAPE, {"type_code": "11519999MB519000X4001"}),
        (FaultCode.TYPE_CODE_SHAPE, {"type_code": "11519999MB519000X3"}),
        (FaultCode.NAME_MISSING, {"en": " "}),
        (FaultCode.NUMBERING, {"numbering": "JY"}),
        (FaultCode.HOLDERS_RANGE, {"max_holders": 0}),
        (FaultCode.HOLDERS_RANGE, {"max_holders": 21}),
        (FaultCode.AFTER_END_RANGE, {"public_after_end": -1}),
        (FaultCode.AFTER_END_RANGE, {"public_after_end": 10**9}),
        (FaultCode.TEMPLATE_UNKNOWN, {"template": "Plain"}),
        (FaultCode.TEMPLATE_UNKNOWN, {"template": "../plain"}),
        (FaultCode.BASIS_UNKNOWN, {"legal_basis": "no-such-law"}),
        (FaultCode.BASIS_NOT_IN_FORCE, {"legal_basis": "lapsed-law"}),
        (FaultCode.BASIS_NOT_IN_FORCE, {"legal_basis": "coming-law"}),
        (FaultCode.EXEMPTION_IDLE, {"exemption": SECRET}),
    ],
)
def test_finds_fault_with_the_entry(code: FaultCode, said: dict[str, object]) -> None:
    assert told(entry(**said)) == {(code, None)}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (FaultCode.NAME_MISSING, {"zh": ""}),
        (FaultCode.KEEP_RANGE, {"keep": 0}),
        (FaultCode.KEEP_RANGE, {"keep": 9}),
        (FaultCode.ASSURANCE_RANGE, {"min_assurance": 1}),
        (FaultCode.ASSURANCE_RANGE, {"min_assurance": 4}),
        (FaultCode.ASSURANCE_RANGE, {"min_assurance": 2, **SENSITIVE}),
        (FaultCode.DEFAULT_FORM_FULL, {"default_form": Form.FULL}),
        (FaultCode.BASIS_UNKNOWN, {"legal_basis": "no-such-law"}),
        (FaultCode.BASIS_NOT_IN_FORCE, {"legal_basis": "lapsed-law"}),
        (FaultCode.EXEMPTION_MISSING, {"sharing": Sharing.EXEMPT}),
        (FaultCode.EXEMPTION_IDLE, {"exemption": SECRET}),
        (FaultCode.WORK_SECRET_SHARED, {"classification": Classification.WORK_SECRET}),
        (FaultCode.SENSITIVE_UNCONDITIONAL, {"sharing": Sharing.UNCONDITIONAL, **SENSITIVE}),
        (FaultCode.SENSITIVE_DISCLOSED, {"disclosure": Disclosure.FULL, **SENSITIVE}),
        (
            FaultCode.EXEMPT_DISCLOSED,
            {"sharing": Sharing.EXEMPT, "exemption": SECRET, "disclosure": Disclosure.MASKED},
        ),
        (FaultCode.IMAGE_DISCLOSED, {"type": FieldType.IMAGE, "disclosure": Disclosure.FULL}),
        (
            FaultCode.PARTNER_MASK_DISCLOSED,
            {"disclosure": Disclosure.MASKED, "mask": Mask.IDENTITY_NUMBER_PARTNER},
        ),
    ],
)
def test_finds_fault_with_a_field(code: FaultCode, said: dict[str, object]) -> None:
    assert told(entry(field("scope", **said))) == {(code, "scope")}


@pytest.mark.parametrize(
    ("code", "exemption"),
    [
        (FaultCode.BASIS_UNKNOWN, Exemption(Ground.PRIVACY, "no-such-law")),
        (FaultCode.BASIS_NOT_IN_FORCE, Exemption(Ground.PRIVACY, "lapsed-law")),
        (FaultCode.EXEMPTION_ENDED, Exemption(Ground.PRIVACY, "secrets-law", YESTERDAY)),
    ],
)
def test_finds_an_exemption_that_holds_nothing(code: FaultCode, exemption: Exemption) -> None:
    said = entry(field("scope", sharing=Sharing.EXEMPT, exemption=exemption))
    assert told(said) == {(code, "scope")}


def test_finds_disclosed_fields_of_an_exempt_entry() -> None:
    said = entry(sharing=Sharing.EXEMPT, exemption=SECRET)
    disclosed = {(FaultCode.EXEMPT_DISCLOSED, key) for key in ("status", "number", "issuer")}
    assert told(said) == disclosed


@pytest.mark.parametrize("key", ["Scope", "经营范围", "1st", "a b", "a" * 64, ""])
def test_finds_a_key_of_another_shape(key: str) -> None:
    assert told(entry(field(key, zh="范围", en="scope"))) == {(FaultCode.KEY_SHAPE, key)}


def test_finds_a_key_defined_twice() -> None:
    assert told(entry(field("scope"), field("scope"))) == {(FaultCode.KEY_TWICE, "scope")}


@pytest.mark.parametrize("said", [{"type": FieldType.DATE}, {"subject": Subject.OTHER}])
def test_finds_a_key_that_changed(said: dict[str, object]) -> None:
    first, new = entry(field("scope")), entry(field("scope", **said))
    assert told(new, first) == {(FaultCode.KEY_CHANGED, "scope")}


def test_finds_a_key_that_was_dropped_and_comes_back() -> None:
    first, second = entry(field("scope")), entry()
    assert told(first, first, second) == {(FaultCode.KEY_REUSED, "scope")}


def test_finds_another_code_and_type_code() -> None:
    new = entry(code="food", type_code="11519999MB51900183001")
    assert told(new, entry()) == {
        (FaultCode.CODE_CHANGED, None),
        (FaultCode.TYPE_CODE_CHANGED, None),
    }


@pytest.mark.parametrize("key", ["holder_name", "holder_code"])
def test_finds_a_holder_field_that_speaks_of_the_license(key: str) -> None:
    said = bent(entry(), key, subject=Subject.LICENSE)
    assert told(said) == {(FaultCode.METADATA_SUBJECT, key)}


@pytest.mark.parametrize("disclosure", [Disclosure.FULL, Disclosure.MASKED])
def test_finds_a_masked_number_beside_a_birth_date(disclosure: Disclosure) -> None:
    said = entry(
        field("agent_code", **NUMBER_MASKED),
        field("born_on", disclosure=disclosure, mask=Mask.YEAR, **BIRTH),
    )
    assert told(said) == {(FaultCode.NUMBER_BESIDE_BIRTH_DATE, "born_on")}


def test_counts_a_holder_code_as_a_number_whatever_its_mask() -> None:
    said = bent(
        entry(field("born_on", disclosure=Disclosure.FULL, **BIRTH)),
        "holder_code",
        disclosure=Disclosure.MASKED,
        public_mask=Mask.KEEP_LAST,
    )
    assert told(said) == {(FaultCode.NUMBER_BESIDE_BIRTH_DATE, "born_on")}
    assert (
        told(bent(replace(said, holder_kind=HolderKind.LEGAL), "holder_code", mask=Mask.ALL))
        == set()
    )


def test_admits_a_birth_date_beside_a_number_of_which_nothing_is_left() -> None:
    said = entry(
        field("agent_code", disclosure=Disclosure.MASKED, mask=Mask.ALL),
        field("born_on", disclosure=Disclosure.FULL, **BIRTH),
    )
    assert told(said) == set()


def test_admits_a_work_secret_that_is_exempt() -> None:
    secret = {"classification": Classification.WORK_SECRET, "exemption": SECRET}
    assert told(entry(field("scope", sharing=Sharing.EXEMPT, **secret))) == set()


@pytest.mark.parametrize("code", FaultCode)
def test_says_each_fault_in_two_languages(code: FaultCode) -> None:
    found = fault(code, "scope")
    assert found.key == "scope"
    assert not found.zh.isascii()
    assert found.en.isascii()
