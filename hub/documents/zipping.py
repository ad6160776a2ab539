"""Pack files into a ZIP whose every byte follows from the files (PKWARE APPNOTE 6.3).

The order is that of the mapping, the time is fixed and there are no extra fields: a checker can
rebuild an archive from its entries and compare byte for byte.
"""

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6


def pack(files: Mapping[str, bytes], *, stored: bool) -> bytes:
    """Return the archive of files in their order, as they are (`stored`) or deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(_entry(name), data, _method(stored=stored), _LEVEL)
    return out.getvalue()


def _method(*, stored: bool) -> int:
    return zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = 0  # or the system that writes would show
    entry.external_attr = 0o600 << 16
    return entry
