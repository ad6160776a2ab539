"""Cells are kept by their class, masked by their rules, disclosed only where the policy says."""

import base64
from datetime import date
from uuid import UUID

import orjson
import pytest
from msgspec.structs import replace

from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import create_keyring
from hub.crypto.tampered import Tampered
from hub.licenses.content import Content, HolderContent
from hub.licenses.faces import Face, face_plan, make_face
from hub.licenses.terms import Origin
from hub.policy.bigrams import bigrams
from hub.policy.entry import Entry
from hub.policy.terms import Disclosure, Sharing
from tests.entries import bent
from tests.hub.aggregation.permits import COMPANY, PERSON, PIXEL, permit

FACE_ID = UUID(int=1)
ENVELOPES = Envelopes(create_keyring().data)
CONTENT = Content(
    entry="food-operation",
    issuer="11519999MB9910019M",
    serial="1",
    version=1,
    identifier="1.2.3",
    revision=1,
    number="JY5101002026000001",
    issued_on=date(2026, 3, 1),
    valid_from=date(2026, 3, 1),
    valid_until=None,
    region="510100",
    origin=Origin.BORN_DIGITAL,
    document_digest=None,
    holders=(
        HolderContent("111", PERSON, "欧阳示例", {"phone": "13800000000"}),
        HolderContent("001", COMPANY, "示例公司", {}),
    ),
    face={
        "premises": "成都市锦江区示例路1号",
        "scope": ["热食类", "冷食类"],
        "capital": {"amount": "100", "currency": "CNY"},
        "term": {"from": "2026-03-01", "to": None},
        "inspector": "张三丰",
        "plan": PIXEL,
    },
)


def made(policy: Entry | None = None) -> Face:
    return make_face(face_plan(policy or permit()), ENVELOPES.seal, FACE_ID, CONTENT)


def opened(face: Face, cell: str) -> object:
    envelope = base64.b64decode(face.sealed[cell])
    return orjson.loads(ENVELOPES.open(envelope, FACE_ID.bytes + cell.encode()))


def test_personal_cells_are_sealed_and_the_others_clear() -> None:
    face = made()
    assert face.clear == {
        "number": CONTENT.number,
        "premises": CONTENT.face["premises"],
        "scope": CONTENT.face["scope"],
        "capital": CONTENT.face["capital"],
        "term": CONTENT.face["term"],
    }
    assert {cell: opened(face, cell) for cell in face.sealed} == {
        "inspector": "张三丰",
        "plan": PIXEL,
        "holder_name": "欧阳示例",
        "holder_code": PERSON,
        "phone": "13800000000",
        "holder_name#2": "示例公司",
        "holder_code#2": COMPANY,
    }


def test_an_envelope_opens_at_its_own_place_only() -> None:
    face = made()
    envelope = base64.b64decode(face.sealed["holder_name"])
    for place in (FACE_ID.bytes + b"holder_code", UUID(int=2).bytes + b"holder_name"):
        with pytest.raises(Tampered):
            ENVELOPES.open(envelope, place)


def test_every_cell_but_an_image_has_its_masked_forms() -> None:
    masks = made().masked
    assert masks["holder_name"] == {"PERSON_NAME": "欧阳*"}
    assert masks["holder_code"] == {"IDENTITY_NUMBER_PARTNER": "519***********0017"}
    assert masks["phone"] == {"PHONE": "138****0000"}
    assert masks["premises"] == {"ADDRESS": "成都市锦江区***"}
    assert masks["holder_name#2"] == {"PERSON_NAME": "示*"}
    assert masks["capital"] == {"ALL": "***"}
    assert "plan" not in masks


def test_what_is_disclosed_in_full_is_found_by_its_bigrams() -> None:
    face = made()
    assert face.disclosed == {
        "number": CONTENT.number,
        "premises": CONTENT.face["premises"],
        "scope": "热食类、冷食类",
    }
    assert bigrams("锦江") <= set(face.grams)
    assert bigrams(CONTENT.number) <= set(face.grams)
    assert not bigrams("张三丰") & set(face.grams)
    assert not bigrams(CONTENT.identifier) & set(face.grams), "not disclosed, so not a way to find"


def test_a_disclosed_identifier_is_searched_too() -> None:
    face = made(bent(permit(), "identifier", disclosure=Disclosure.FULL))
    assert bigrams(CONTENT.identifier) <= set(face.grams)


def test_what_is_exempt_is_not_disclosed() -> None:
    assert made(replace(permit(), sharing=Sharing.EXEMPT)).disclosed == {}


def test_an_entry_that_discloses_nothing_is_not_listed() -> None:
    policy = permit()
    hidden = tuple(replace(field, disclosure=Disclosure.NONE) for field in policy.fields)
    assert face_plan(policy).listed
    assert not face_plan(replace(policy, fields=hidden)).listed
