"""Checkpoints are signed notes as C2SP describes them, and split views come to light."""

import base64
import json
from datetime import datetime
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.audit.transparency.notes import Head, Signer, verifier_key
from hub.verifier import log as verifier
from tests.hub.audit.transparency.small_log import (
    HOLDERS,
    KEY,
    OTHER_SECRET,
    SECRET,
    SmallLog,
    grow,
    use_of,
)

# The example of golang.org/x/mod/sumdb/note, whose format C2SP took over.
NAME = "PeterNeumann"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
KNOWN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
KNOWN = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)


def test_the_known_note_of_the_format() -> None:
    assert verifier_key(NAME, SEED) == KNOWN_KEY
    raw = base64.b64decode(KNOWN)
    assert raw[:4].hex() == KNOWN_KEY.split("+")[1]
    public = base64.b64decode(KNOWN_KEY.split("+")[2])[1:]
    assert verifier.signed(public, TEXT.encode(), raw[4:])


def test_a_checkpoint_is_written_line_by_line() -> None:
    note = Signer("log.example", [SECRET]).checkpoint(Head(7, bytes(32), (2, bytes(range(32)))))
    text, signature = note.split("\n\n")
    zeros, counted = base64.b64encode(bytes(32)), base64.b64encode(bytes(range(32)))
    assert text == f"log.example\n7\n{zeros.decode()}\nday 2 {counted.decode()}"
    dash, name, encoded = signature.removesuffix("\n").split(" ")
    assert (dash, name, signature[-1]) == ("—", "log.example", "\n")
    key = Ed25519PrivateKey.from_private_bytes(SECRET).public_key()
    key.verify(base64.b64decode(encoded)[4:], f"{text}\n".encode())


def test_signatures_are_judged_as_by_another_library() -> None:
    dice = Random(8032)
    for _ in range(60):
        secret = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        message = dice.randbytes(dice.randrange(80))
        signature = bytearray(secret.sign(message))
        if dice.random() < 0.6:
            signature[dice.randrange(64)] ^= 1 << dice.randrange(8)
        public = secret.public_key().public_bytes_raw()
        assert judged(public, message, bytes(signature)) == by_another(
            public, message, bytes(signature)
        )


def judged(public: bytes, message: bytes, signature: bytes) -> bool:
    """Judge by the checker."""
    return verifier.signed(public, message, signature)


def by_another(public: bytes, message: bytes, signature: bytes) -> bool:
    """Judge by OpenSSL."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_a_signature_with_a_larger_s_is_another_signature_and_refused() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(SECRET)
    signature = secret.sign(b"x")
    larger = int.from_bytes(signature[32:], "little") + verifier.L
    forged = signature[:32] + larger.to_bytes(32, "little")
    assert not judged(secret.public_key().public_bytes_raw(), b"x", forged)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace("log.example\n", "log.other\n", 1),
        lambda note: note.replace("— log.example", "— log.other"),
        lambda note: note.partition("\n\n")[0] + "\n\n",
        lambda note: note.replace("\n\n", "\nday 9 AAAA\n\n"),
        lambda note: note.replace("\n7\n", "\n07\n"),
    ],
)
def test_a_checkpoint_that_was_changed_is_refused(change: object) -> None:
    note = Signer("log.example", [SECRET]).checkpoint(Head(7, bytes(32)))
    key = verifier_key("log.example", SECRET)
    assert verifier.open_note(note, [key]).size == 7
    with pytest.raises(verifier.WrongError):
        verifier.open_note(change(note), [key])  # type: ignore[operator]


def test_while_keys_change_either_verifier_goes_on() -> None:
    note = Signer("log.example", [OTHER_SECRET, SECRET]).checkpoint(Head(7, bytes(32)))
    keys = [verifier_key("log.example", secret) for secret in (SECRET, OTHER_SECRET)]
    assert [verifier.open_note(note, [key]).size for key in keys] == [7, 7]
    assert verifier.open_note(note, keys).size == 7
    with pytest.raises(verifier.WrongError, match="SIGNATURE"):
        verifier.open_note(note, [verifier_key("log.example", bytes(32))])


def test_a_key_whose_hash_is_not_its_own_is_refused() -> None:
    note = Signer("log.example", [SECRET]).checkpoint(Head(7, bytes(32)))
    name, _, key = verifier_key("log.example", SECRET).split("+", 2)
    with pytest.raises(verifier.WrongError, match="SIGNATURE"):
        verifier.open_note(note, [f"{name}+00000000+{key}"])


def forked(seed: int) -> tuple[SmallLog, SmallLog]:
    """Return two logs that were one, each with a last record of its own."""
    log = grow(Random(seed))
    one, another = log.fork(), log.fork()
    for each in (one, another):
        at = datetime.fromisoformat(max(link.link.logged for link in each.links))
        each.record(use_of(each.dice, at, [HOLDERS[0]]), at)
    return one, another


def test_a_split_view_is_found_by_comparing_checkpoints() -> None:
    one, another = forked(1)
    assert "agree" in verifier.compare([one.note(), one.note()], {}, [KEY])
    with pytest.raises(verifier.WrongError, match="SPLIT"):
        verifier.compare([one.note(), another.note()], {}, [KEY])
    for each in (one, another):
        verifier.check_history(each.history(), [KEY])  # by itself neither can be told false


def test_a_split_view_of_two_sizes_is_found_by_any_proof() -> None:
    one, another = forked(2)
    size, note = one.state.size, one.note()
    one.close()
    another.close()
    assert "continues" in verifier.compare([one.note(), note], one.continuation(size), [KEY])
    for proof in (another.continuation(size), one.continuation(size)):
        with pytest.raises(verifier.WrongError, match="CONSISTENCY"):
            verifier.compare([note, another.note()], proof, [KEY])
    with pytest.raises(verifier.WrongError, match="UNPROVEN"):
        verifier.compare([note, one.note()], {}, [KEY])


def test_days_that_are_told_in_two_ways_are_a_split_view() -> None:
    head = Head(7, bytes(32), (2, bytes(range(32))))
    other = Head(7, bytes(32), (2, bytes(32)))
    signer = Signer("log.example/test", [SECRET])
    with pytest.raises(verifier.WrongError, match="SPLIT"):
        verifier.compare([signer.checkpoint(head), signer.checkpoint(other)], {}, [KEY])


def test_a_document_is_found_wherever_it_lies_in_an_answer() -> None:
    told = {"data": {"viewer": {"usageProof": [{"format": "hub-history/1"}, {"format": "no"}]}}}
    assert list(verifier.documents(json.loads(json.dumps(told)), "hub-history/1")) == [
        {"format": "hub-history/1"}
    ]
