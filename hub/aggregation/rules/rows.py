"""Make of a row a license or an event that may be written, or say what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from hub.aggregation.rules.context import Context, KnownEntry, Shape
from hub.aggregation.rules.faults import (
    DatesInverted,
    IdentifierMismatch,
    NumberRuleBroken,
    SourceConflict,
    StateSecret,
)
from hub.aggregation.rules.fields import checked_fields
from hub.aggregation.rules.forms import EventForm, LicenseForm, read_form
from hub.aggregation.rules.holders import checked_holders
from hub.aggregation.rules.values import checked
from hub.licenses.content import Content
from hub.licenses.drafts import Change, EventDraft, LicenseDraft, license_keys
from hub.licenses.terms import LicenseEvent, Origin
from hub.policy.codes import Grade, Identifier, make_identifier, parse_identifier
from hub.policy.entry import NUMBER
from hub.policy.terms import FieldType

Record = Mapping[str, Any]


def validate(record: Record, context: Context) -> Change:
    """Check one row.

    Raises: RowFault.
    """
    if record.get("secret") not in (None, False):
        raise StateSecret
    if "event" in record:
        return _event(read_form(EventForm, record), context)
    return _license(read_form(LicenseForm, record), context)


def _event(form: EventForm, context: Context) -> EventDraft:
    entry = context.entry(form.entry)
    issuer = context.issuer(form.issuer, entry)
    return EventDraft(
        event=LicenseEvent(form.event),
        sequence=form.sequence,
        occurred_on=form.occurred_on,
        keys=license_keys(entry.id, form.issuer, form.serial, issuer.former),
    )


def _license(form: LicenseForm, context: Context) -> LicenseDraft:
    entry = context.entry(form.entry)
    issuer = context.issuer(form.issuer, entry)
    revision = entry.revision(form.revision)
    shape = entry.shapes[revision]
    _check_dates(form)
    _check_number(form, shape)
    _check_sources(form, entry, context)
    identifier, grade = _identifier(form, entry)
    content = Content(
        entry=form.entry,
        issuer=form.issuer,
        serial=form.serial,
        version=form.version,
        identifier=identifier,
        revision=revision,
        number=form.number,
        issued_on=form.issued_on,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        region=form.region,
        origin=form.origin,
        document_digest=form.digest,
        holders=checked_holders(form.holders, shape),
        face=checked_fields("face", form.face, shape.face, shape.face_required),
    )
    return LicenseDraft(
        content=content,
        entry_id=entry.id,
        issuer_id=issuer.id,
        grade=grade,
        plan=entry.plan,
        keys=license_keys(entry.id, form.issuer, form.serial, issuer.former),
    )


def _check_dates(form: LicenseForm) -> None:
    if form.valid_until is not None and form.valid_until < form.valid_from:
        raise DatesInverted("valid_until")


def _check_number(form: LicenseForm, shape: Shape) -> None:
    """Check the number; what was issued before the hub may follow an older rule."""
    checked(NUMBER, FieldType.CODE, form.number)
    if form.origin is Origin.BORN_DIGITAL and not shape.numbering.matches(form.number):
        raise NumberRuleBroken(NUMBER)


def _check_sources(form: LicenseForm, entry: KnownEntry, context: Context) -> None:
    """Let a field that has one source come from that source only (一数一源)."""
    given = form.face.keys() | {key for holder in form.holders for key in holder.fields}
    for key in given & entry.sources.keys():
        named, source = form.sources.get(key, context.provider.code), entry.sources[key]
        if not context.is_source(named, source):
            raise SourceConflict(key, source=source)


def _identifier(form: LicenseForm, entry: KnownEntry) -> tuple[str, Grade]:
    """Grade the identifier given, or make a valid one."""
    type_code = entry.policy.type_code
    if form.identifier is None:
        made = make_identifier(type_code, form.issuer, form.serial, form.version)
        return str(made), Grade.VALID
    found = parse_identifier(form.identifier)
    if found is None:
        return form.identifier, Grade.UNPARSEABLE
    grade = found.grade
    if grade is Grade.VALID:
        _check_parts(found, form, type_code)
    return form.identifier, grade


def _check_parts(found: Identifier, form: LicenseForm, type_code: str) -> None:
    """Refuse a valid identifier of another license; some real ones name the issuer's region."""
    issuers = {form.issuer, form.region}
    for right, part_zh, part_en in (
        (found.type_code == type_code, "类型代码", "type code"),
        (found.issuer in issuers, "签发部门", "issuer"),
        (found.serial == form.serial, "流水号", "serial"),
        (found.version == f"{form.version:03}", "版本号", "version"),
    ):
        if not right:
            raise IdentifierMismatch("identifier", part_zh=part_zh, part_en=part_en)
