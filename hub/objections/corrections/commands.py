"""Tell every past recipient which fields that it received were corrected, and note that it knows.

Who received what is in the record of use: by which decision which field left, and never its value.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.db.ids import new_id
from hub.identity.model import Account
from hub.notices.telling import OrganizationTelling, Telling, tell, tell_organizations
from hub.notices.terms import NoticeKind, OrganizationNoticeKind
from hub.objections.corrections.model import Correction
from hub.objections.corrections.refusals import CorrectionNotFound
from hub.objections.corrections.rules import RECEIVING, VALUELESS
from hub.objections.corrections.wishes import AcknowledgeCorrection
from hub.objections.model import Objection

_RECIPIENTS: Final = text("""
WITH touched AS (
    SELECT event_id AS id FROM holder_usage WHERE holder_key = ANY (:holders)
    UNION
    SELECT id FROM usage_event WHERE NOT unfolded AND CAST(:license_id AS uuid) = ANY (licenses)
), received AS (
    SELECT e.organization_id, CASE WHEN e.organization_id IS NULL THEN e.account_id END
        AS account_id, field ->> 0 AS key
    FROM touched JOIN usage_event e ON e.id = touched.id
    CROSS JOIN LATERAL unnest(e.licenses, e.patterns) AS seen (license_id, hash)
    JOIN decision_pattern p ON p.hash = seen.hash
    CROSS JOIN LATERAL jsonb_array_elements(p.body -> 'fields') AS field
    WHERE seen.license_id = :license_id AND NOT string_to_array(e.operation, ',') <@ :valueless
        AND field ->> 0 = ANY (:changed) AND field ->> 2 <> 'WITHHELD'
        AND field ->> 4 = ANY (:receiving)
)
SELECT organization_id, account_id, array_agg(DISTINCT key ORDER BY key) AS fields
FROM received r
WHERE num_nonnulls(organization_id, account_id) = 1 AND NOT EXISTS (
    SELECT FROM correction c
    WHERE c.license_id = :license_id AND c.sequence = :sequence AND r.key = ANY (c.fields)
        AND (c.organization_id = r.organization_id OR c.account_id = r.account_id))
GROUP BY organization_id, account_id
""")


async def tell_recipients(
    db: AsyncSession, objection: Objection, changed: Iterable[str], moment: datetime
) -> None:
    """Tell who received fields that are corrected of exactly these, each once (更正告知)."""
    said = {
        "holders": [objection.holder_key, *objection.holders],
        "license_id": objection.license_id,
        "sequence": objection.corrected,
        "changed": sorted(changed),
        "valueless": sorted(VALUELESS),
        "receiving": sorted(RECEIVING),
    }
    rows = (await db.execute(_RECIPIENTS, said)).all()
    corrections = [
        Correction(
            holder_key=objection.holder_key,
            id=new_id(),
            objection_id=objection.id,
            license_id=objection.license_id,
            entry_id=objection.entry_id,
            sequence=objection.corrected,
            fields=row.fields,
            organization_id=row.organization_id,
            account_id=row.account_id,
            made_at=moment,
        )
        for row in rows
    ]
    db.add_all(corrections)
    await db.flush()
    to_office = [one for one in corrections if one.organization_id is not None]
    await tell_organizations(db, *map(_to_organization, to_office))
    await _tell_people(db, [one for one in corrections if one.account_id is not None])


async def acknowledge_correction(
    call: Call, wish: AcknowledgeCorrection, *, key: str | None = None
) -> AcknowledgeCorrection:
    """Note that its recipient knows of a correction (确认知悉, art. 21).

    Raises: CorrectionNotFound.
    """
    async with call.act("acknowledge_correction", subject=str(wish.id), key=key, wish=wish) as act:
        found = select(Correction).where(
            Correction.holder_key == wish.holder_key, Correction.id == wish.id
        )
        correction = await act.db.scalar(found.with_for_update())
        if correction is None or not _is_for(call, correction):
            raise CorrectionNotFound
        if correction.acknowledged_at is None:
            correction.acknowledged_at = call.moment
            correction.acknowledged_by = call.caller.account_id
    return wish


def _is_for(call: Call, correction: Correction) -> bool:
    caller = call.caller
    if correction.organization_id is not None:
        return correction.organization_id in caller.issuer_organizations
    return correction.account_id == caller.account_id and caller.organization is None


def _to_organization(correction: Correction) -> OrganizationTelling:
    return OrganizationTelling(
        organization_id=correction.organization_id or 0,
        kind=OrganizationNoticeKind.LICENSE_CORRECTED,
        home=correction.holder_key,
        about=correction.id,
        at=correction.made_at,
        entry_id=correction.entry_id,
    )


async def _tell_people(db: AsyncSession, corrections: list[Correction]) -> None:
    """Tell people in their own inbox, as far as the hub knows whose it is."""
    named = [one.account_id for one in corrections]
    accounts = await db.execute(select(Account.id, Account.holder_key).where(Account.id.in_(named)))
    inbox = {account_id: holder_key for account_id, holder_key in accounts if holder_key}
    tellings = [
        Telling(
            holder_key=inbox[one.account_id],
            kind=NoticeKind.LICENSE_CORRECTED,
            about=f"{one.holder_key} {one.id}",
            at=one.made_at,
            entry_id=one.entry_id,
        )
        for one in corrections
        if one.account_id in inbox
    ]
    await tell(db, *tellings)
