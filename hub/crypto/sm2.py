"""SM2 signatures with SM3 (GB/T 32918.2), made and checked by the system's libcrypto.

`cryptography` has no SM2; OpenSSL 3, called directly, is several times as fast as the packages on
the index. A hardware module takes its place by offering the same `SealSigner`.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from ctypes import CDLL, POINTER, addressof, byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from ctypes import create_string_buffer as room
from ctypes.util import find_library
from functools import cache
from typing import Any, Protocol

from hub.errors import Kind, Refusal

IDENTITY = b"1234567812345678"
_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_SCALAR_BYTES = 32
_POINT_BYTES = 65
_LONGEST_SIGNATURE = 72  # DER of two 33-byte integers
_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")  # EC key, curve SM2
_PUBLIC = bytes.fromhex("3059") + _ALGORITHM + bytes.fromhex("034200")
_PRIVATE = bytes.fromhex("3041020100") + _ALGORITHM + bytes.fromhex("042730250201010420")
_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
_POINTERS = "EVP_sm3 EVP_MD_CTX_new EVP_PKEY_CTX_new d2i_AutoPrivateKey d2i_PUBKEY"
_ARGUMENTS: dict[str, list[Any]] = {
    "EVP_sm3": [],
    "EVP_MD_CTX_new": [],
    "EVP_MD_CTX_free": [c_void_p],
    "EVP_PKEY_CTX_new": [c_void_p, c_void_p],
    "EVP_PKEY_CTX_free": [c_void_p],
    "EVP_PKEY_CTX_set1_id": [c_void_p, c_char_p, c_int],
    "EVP_MD_CTX_set_pkey_ctx": [c_void_p, c_void_p],
    "EVP_PKEY_free": [c_void_p],
    "d2i_AutoPrivateKey": [c_void_p, POINTER(c_char_p), c_long],
    "d2i_PUBKEY": [c_void_p, POINTER(c_char_p), c_long],
    "i2d_PUBKEY": [c_void_p, POINTER(c_void_p)],
    "EVP_DigestSignInit": [c_void_p] * 5,
    "EVP_DigestVerifyInit": [c_void_p] * 5,
    "EVP_DigestSign": [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t],
    "EVP_DigestVerify": [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t],
    "ERR_clear_error": [],
}


class Sm2Missing(Refusal):
    """No libcrypto that knows SM2 is on the machine, so nothing can be sealed there."""

    kind = Kind.UNAVAILABLE
    zh = "本机没有支持 SM2 的 OpenSSL 3 libcrypto，无法加盖电子印章"
    en = "no libcrypto of OpenSSL 3 with SM2 was found, so nothing can be sealed"


class SealSigner(Protocol):
    """Whoever holds a sealing key: this process, or a device in its place."""

    @property
    def public_key(self) -> bytes:
        """The point, 65 bytes: 04, x, y."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data`, DER of r and s."""


class LibcryptoSigner:
    """A sealing key in this process's memory, loaded once."""

    def __init__(self, private: bytes, identity: bytes = IDENTITY) -> None:
        """Load the scalar; raises `ValueError` for none of SM2, `Sm2Missing` without SM2."""
        if len(private) != _SCALAR_BYTES or not 0 < int.from_bytes(private) < _ORDER - 1:
            raise ValueError("not a private key of SM2")
        self._identity = identity
        self._library = libcrypto()
        self._key = _load(self._library.d2i_AutoPrivateKey, _PRIVATE + private)
        self.public_key = _point(self._key)

    def __del__(self) -> None:
        """Give the key's memory back, which libcrypto wipes."""
        if key := getattr(self, "_key", None):
            self._library.EVP_PKEY_free(key)

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data`, DER of r and s."""
        signature, length = room(_LONGEST_SIGNATURE), c_size_t(_LONGEST_SIGNATURE)
        with _context(self._key, self._identity, self._library.EVP_DigestSignInit) as context:
            _need(self._library.EVP_DigestSign(context, signature, byref(length), data, len(data)))
        return signature.raw[: length.value]


def verify(public_key: bytes, signature: bytes, data: bytes, identity: bytes = IDENTITY) -> bool:
    """Tell whether the key signed `data`; a key off the curve signed nothing.

    Raises:
        Sm2Missing: this machine has no SM2.

    """
    library = libcrypto()
    if len(public_key) != _POINT_BYTES:
        return False
    try:
        key = _load(library.d2i_PUBKEY, _PUBLIC + public_key)
    except ValueError:
        return False
    with ExitStack() as freed:
        freed.callback(library.EVP_PKEY_free, key)
        context = freed.enter_context(_context(key, identity, library.EVP_DigestVerifyInit))
        held = library.EVP_DigestVerify(context, signature, len(signature), data, len(data))
        library.ERR_clear_error()
    return bool(held == 1)


def on_curve(public_key: bytes) -> bool:
    """Tell whether 65 bytes are a point by which signatures could be checked.

    Raises: Sm2Missing, where this machine has no SM2.
    """
    library = libcrypto()
    if len(public_key) != _POINT_BYTES:
        return False
    try:
        key = _load(library.d2i_PUBKEY, _PUBLIC + public_key)
    except ValueError:
        library.ERR_clear_error()
        return False
    library.EVP_PKEY_free(key)
    return True


def generate() -> bytes:
    """Return a new private scalar, 32 bytes."""
    return (secrets.randbelow(_ORDER - 2) + 1).to_bytes(_SCALAR_BYTES)


def public_key_of(private: bytes) -> bytes:
    """Return the point that belongs to a private scalar."""
    return LibcryptoSigner(private).public_key


def missing() -> str | None:
    """Tell why SM2 is not to be had on this machine, or nothing when it is."""
    try:
        LibcryptoSigner((1).to_bytes(_SCALAR_BYTES)).sign(b"")
    except (Sm2Missing, ValueError) as lacking:
        return str(lacking)
    return None


@cache
def libcrypto() -> Any:  # noqa: ANN401 - ctypes declares its functions at run time
    """Return the system's libcrypto; raises `Sm2Missing` when there is none with SM2."""
    for name in (*_NAMES, find_library("crypto")):
        try:
            if name:
                return _declared(CDLL(name))
        except (OSError, AttributeError):
            continue  # absent, or built without SM2: another may be there
    raise Sm2Missing


def _declared(library: CDLL) -> CDLL:
    for name, arguments in _ARGUMENTS.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = c_void_p if name in _POINTERS.split() else c_int
    return library


def _load(read: Callable[..., int | None], der: bytes) -> int:
    key = read(None, byref(c_char_p(der)), len(der))
    if not key:
        libcrypto().ERR_clear_error()
        raise ValueError("not a key of SM2")
    return key


def _point(key: int) -> bytes:
    encoded = room(len(_PUBLIC) + _POINT_BYTES)
    _need(libcrypto().i2d_PUBKEY(key, byref(c_void_p(addressof(encoded)))))
    return encoded.raw[-_POINT_BYTES:]


@contextmanager
def _context(key: int, identity: bytes, start: Callable[..., int]) -> Iterator[int]:
    library = libcrypto()
    with ExitStack() as freed:
        about = library.EVP_PKEY_CTX_new(key, None)
        freed.callback(library.EVP_PKEY_CTX_free, about)
        context = library.EVP_MD_CTX_new()
        freed.callback(library.EVP_MD_CTX_free, context)
        _need(library.EVP_PKEY_CTX_set1_id(about, identity, len(identity)))
        library.EVP_MD_CTX_set_pkey_ctx(context, about)
        _need(start(context, None, library.EVP_sm3(), None, key))
        yield context


def _need(result: int) -> None:
    if result <= 0:
        libcrypto().ERR_clear_error()
        raise Sm2Missing
