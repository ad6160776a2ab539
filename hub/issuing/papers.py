"""Say what the document of a version shows: the face of its content, in its entry's order."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from hub.documents.paper import Line, Paper
from hub.identity.directory import OrganizationFacts
from hub.issuing.drafts import Draft
from hub.licenses.content import Content
from hub.licenses.faces import text_of
from hub.policy.entry import HOLDER_CODE, HOLDER_NAME, METADATA, Entry, Field
from hub.policy.terms import FieldType, Subject

VERIFY = "/verify"
MANY_HOLDERS = 1


def paper_of(
    draft: Draft,
    entry: Entry,
    issuers: Sequence[OrganizationFacts],
    link: str,
    base_url: str,
) -> Paper:
    """Return what a version's document shows, the link's digest and the way to verify it too."""
    content = _content(draft)
    return Paper(
        template=entry.template,
        title_zh=entry.zh,
        title_en=entry.en,
        identifier=content.identifier,
        number=content.number,
        version=content.version,
        lines=tuple(lines_of(entry, content)),
        issuers=tuple(one.name_zh for one in issuers),
        issued_on=content.issued_on,
        valid_from=content.valid_from,
        valid_until=content.valid_until,
        link=link,
        qr=f"{base_url}{VERIFY}?id={content.identifier}&digest={link}",
        metadata=metadata_of(draft, content, entry, issuers),
    )


def lines_of(entry: Entry, content: Content) -> Iterator[Line]:
    """Yield the lines of a face: each field with its names, each holder's own for each holder."""
    for field in (one for one in entry.fields if one.printed):
        for label, value in _values(field, content):
            if value is not None:
                yield _line(field, label, value)


def _values(field: Field, content: Content) -> Iterator[tuple[str, Any]]:
    """Yield the values of a field, with what tells later holders' apart."""
    if field.key in METADATA - {HOLDER_NAME, HOLDER_CODE}:
        return
    if field.subject is not Subject.HOLDER and field.key not in {HOLDER_NAME, HOLDER_CODE}:
        yield "", content.face.get(field.key)
        return
    for ordinal, holder in enumerate(content.holders, 1):
        own = {HOLDER_NAME: holder.name, HOLDER_CODE: holder.code} | holder.fields
        yield f" {ordinal}" if len(content.holders) > MANY_HOLDERS else "", own.get(field.key)


def _line(field: Field, label: str, value: Any) -> Line:  # noqa: ANN401 - of any type
    if field.type is FieldType.IMAGE:
        return Line(field.zh + label, field.en + label, "", base64.b64decode(value))
    return Line(field.zh + label, field.en + label, text_of(value))


def metadata_of(
    draft: Draft, content: Content, entry: Entry, issuers: Sequence[OrganizationFacts]
) -> dict[str, str]:
    """Return the metadata of a license (GB/T 36903, as implementations have it).

    Not what it was made for: the case is its department's, and no field that anybody is granted.
    """
    first = issuers[0]
    said = {
        "identifier": content.identifier,
        "type_code": entry.type_code,
        "type_name": entry.zh,
        "number": content.number,
        "version": str(content.version),
        "issuer_name": "、".join(one.name_zh for one in issuers),
        "issuer_code": ",".join(one.code for one in issuers),
        "issuer_level": first.level.value,
        "issued_on": content.issued_on.isoformat(),
        "defining_authority": entry.owner,
        "valid_from": content.valid_from.isoformat(),
        "valid_until": content.valid_until.isoformat() if content.valid_until else "",
        "region": content.region,
        "holder_name": "、".join(one.name for one in content.holders),
        "holder_code": ",".join(one.code for one in content.holders),
        "holder_code_type": ",".join(one.code_type for one in content.holders),
        "event": draft.event.value,
    }
    return {key: value for key, value in said.items() if value}


def _content(draft: Draft) -> Content:
    if draft.content is None:
        raise ValueError(draft.event)
    return draft.content
