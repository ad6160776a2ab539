"""The keyring: kept for its owner only, never shown, rotated and retired by use."""

import stat
from pathlib import Path

import msgspec
import pytest

from hub.crypto.keyring import (
    Key,
    Keyring,
    KeysMissing,
    Use,
    add_use,
    create_keyring,
    load_keyring,
    own_keyring,
    retire,
    rotate,
    store_keyring,
)


def test_a_stored_keyring_is_read_back(tmp_path: Path) -> None:
    keyring = create_keyring()
    store_keyring(keyring, tmp_path / "keys.json")
    assert load_keyring(tmp_path / "keys.json") == keyring
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text("{}")
    path.chmod(0o644)
    store_keyring(create_keyring(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secrets_are_never_shown() -> None:
    keyring = create_keyring()
    shown = f"{keyring!r} {keyring} {keyring.data[0]!r} {keyring.of(Use.DATA)}"
    assert shown.count("Key(1)") == 2 * len(Use) + 2
    for use in Use:
        assert repr(keyring.of(use)[0].secret) not in shown


def test_no_two_uses_and_no_two_keyrings_share_a_secret() -> None:
    first, second = create_keyring(), create_keyring()
    secrets = {key.secret for ring in (first, second) for use in Use for key in ring.of(use)}
    assert len(secrets) == 2 * len(Use)


@pytest.mark.parametrize("use", list(Use))
def test_rotation_puts_a_fresh_key_in_front_of_one_use_only(use: Use) -> None:
    keyring = create_keyring()
    rotated = rotate(rotate(keyring, use), use)
    assert [key.number for key in rotated.of(use)] == [3, 2, 1]
    assert rotated.of(use)[2:] == keyring.of(use)
    assert all(rotated.of(other) == keyring.of(other) for other in Use if other is not use)


def test_a_number_is_not_given_twice_after_retiring() -> None:
    keyring = rotate(rotate(create_keyring(), Use.DATA), Use.DATA)
    again = rotate(retire(keyring, Use.DATA, 2), Use.DATA)
    assert [key.number for key in again.data] == [4, 3, 1]


@pytest.mark.parametrize("number", [1, 7])
def test_the_current_key_and_a_missing_one_cannot_be_retired(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        retire(create_keyring(), Use.DATA, number)


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (Key(1, bytes(32)), Key(1, bytes(32))),
        (Key(1, bytes(31)),),
        (Key(0, bytes(32)),),
        (Key(65536, bytes(32)),),
    ],
)
def test_a_keyring_that_could_not_be_used_is_refused(keys: tuple[Key, ...]) -> None:
    with pytest.raises(ValueError, match="data"):
        msgspec.structs.replace(create_keyring(), data=keys)


def test_a_broken_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    store_keyring(create_keyring(), path)
    stored = msgspec.json.decode(path.read_bytes())
    stored["data"] = [{"number": 1, "secret": "c2VjcmV0"}]
    path.write_bytes(msgspec.json.encode(stored))
    with pytest.raises(msgspec.ValidationError) as refused:
        load_keyring(path)
    assert "c2VjcmV0" not in str(refused.value)


def stored_without(use: Use, path: Path) -> None:
    """Store a keyring as one was made before the hub had a use."""
    store_keyring(create_keyring(), path)
    stored = msgspec.json.decode(path.read_bytes())
    del stored[use.value]
    path.write_bytes(msgspec.json.encode(stored))


@pytest.mark.parametrize("use", list(Use))
def test_a_keyring_from_before_a_use_says_how_to_add_it(tmp_path: Path, use: Use) -> None:
    path = tmp_path / "keys.json"
    stored_without(use, path)
    with pytest.raises(KeysMissing, match=f"hub keys add {path} {use.value}"):
        load_keyring(path)
    before = msgspec.json.decode(path.read_bytes())
    add_use(path, use)
    assert [key.number for key in load_keyring(path).of(use)] == [1]
    assert msgspec.json.decode(path.read_bytes()).items() > before.items()
    with pytest.raises(ValueError, match=use.value):
        add_use(path, use)


def test_the_demonstration_gives_its_own_keyring_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    stored_without(Use.LOG, path)
    made = own_keyring(path)
    assert made == load_keyring(path) == own_keyring(path)


def test_every_use_has_its_keys() -> None:
    keyring: Keyring = create_keyring()
    assert {use.value for use in Use} == set(keyring.__struct_fields__)
