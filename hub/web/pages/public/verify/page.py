"""Verify a license by the code on it, by its identifier, or by its file (核验, art. 4, 24)."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.errors import Kind, Refusal
from hub.reading.verify_file import LARGEST
from hub.verifier.words import NAMES
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_STEPS: Final = {step: Words(*named) for step, named in NAMES.items()}


class FileNotTaken(Refusal):
    """A file was not chosen, or is larger than one can be that is checked here."""

    kind = Kind.INVALID
    zh = "请选择一个文件，大小不超过 {most} KiB；更大的文件请用离线核验工具"
    en = "Choose a file of at most {most} KiB; check a larger one with the offline tool"


async def show(visit: Visit) -> Response:
    """Show the ways to verify; to who scanned the code of a license, where it stands."""
    if "id" in visit.query:
        return await _by_number(visit, visit.query["id"], visit.query.get("digest"))
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Verify what was typed, or the file that was sent."""
    form = await visit.form()
    if "identifier" in form:
        return await _by_number(visit, form["identifier"], form.get("digest"))
    return await _by_file(visit, await visit.file("file"))


async def _by_number(visit: Visit, identifier: str, digest: str | None) -> Response:
    asked = {"identifier": identifier.strip(), "digest": (digest or "").strip() or None}
    try:
        data = await visit.ask("license", **asked)
    except Declined as declined:
        return await _shown(visit, declined, asked=asked)
    return await _shown(visit, found=data["verifyLicense"], asked=asked)


async def _by_file(visit: Visit, file: bytes) -> Response:
    if not 0 < len(file) <= LARGEST:
        return await _shown(visit, Declined.of_refusal(FileNotTaken(most=LARGEST // 1024)))
    try:
        data = await visit.ask("file", file=b64encode(file).decode())
    except Declined as declined:
        return await _shown(visit, declined)
    return await _shown(visit, report=data["verifyFile"])


async def _shown(
    visit: Visit,
    declined: Declined | None = None,
    *,
    found: object = None,
    report: object = None,
    asked: Mapping[str, str | None] | None = None,
) -> Response:
    return await visit.show(
        declined=declined,
        found=found,
        report=report,
        asked=asked or {"identifier": None, "digest": None},
        steps=_STEPS,
        most=LARGEST // 1024,
    )


VERIFY: Final = Page(
    "/verify", Words("证照核验", "Verify a license"), Path(__file__).parent, show, act, shared=True
)
