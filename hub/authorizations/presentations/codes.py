"""The texts by which licenses are shown: sealed codes, passes, and their QR symbols."""

import io
from uuid import UUID

import segno

from hub.authorizations.presentations.refusals import PresentationNotFound
from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered

_CODE, _PASS = b"presentation", b"offline-pass"
_KEY_BYTES = 16


class Codes:
    """Seals what is shown to texts that carry nothing, and serve nowhere else as an id."""

    def __init__(self, opaque: Opaque) -> None:
        """Take the sealer of the process."""
        self._opaque = opaque

    def code(self, holder_key: UUID, id_: UUID) -> str:
        """Return the code by which an official finds a presentation."""
        return self._opaque.seal(holder_key.bytes + id_.bytes, _CODE)

    def presentation(self, code: str) -> tuple[UUID, UUID]:
        """Return the keys of the presentation that a code is of.

        Raises: PresentationNotFound.
        """
        return self._opened(code, _CODE)

    def pass_text(self, holder_key: UUID, id_: UUID) -> str:
        """Return the text by which a phone names its pass in what it signs."""
        return self._opaque.seal(holder_key.bytes + id_.bytes, _PASS)

    def offline_pass(self, text: str) -> tuple[UUID, UUID]:
        """Return the keys of the pass that a text names.

        Raises: PresentationNotFound.
        """
        return self._opened(text, _PASS)

    def _opened(self, text: str, place: bytes) -> tuple[UUID, UUID]:
        try:
            keys = self._opaque.open(text, place)
            return UUID(bytes=keys[:_KEY_BYTES]), UUID(bytes=keys[_KEY_BYTES:])
        except (Tampered, ValueError):
            raise PresentationNotFound from None


def qr_of(code: str) -> str:
    """Return the QR symbol of a code as SVG (ISO/IEC 18004), by itself a whole document."""
    drawn = io.BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="svg", scale=4, border=4)
    return drawn.getvalue().decode()
