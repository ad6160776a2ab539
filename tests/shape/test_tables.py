"""What concerns one holder begins its key with the holder; the exceptions are named."""

from importlib import import_module
from pkgutil import walk_packages

import hub
from hub.db.base import Base

REFERENCE = {
    "access_request",
    "account",
    "aggregation_mapping",
    "calendar_year",
    "catalog_entry",
    "catalog_revision",
    "client",
    "client_key",
    "document_list",
    "expiry_day",
    "finding",
    "intake_day",
    "issuer_transfer",
    "legal_basis",
    "matter",
    "number_serial",
    "office",
    "officer",
    "organization",
    "oversight_assignment",
    "partner",
    "peer",
    "public_notice",
    "rectification_order",
    "rectification_step",
    "reference_epoch",
    "registered_document",
    "representation",
    "revoked_token",
    "scenario",
    "seal",
    "seal_root",
    "showing_application",
    "supervision_mark",
}
"""Small tables of catalog, organizations and people who sign in."""

EXCEPTIONS = {
    "holder": "finds the key of a holder",
    "license_locator": "finds the key of a license",
    "idempotency_key": "belongs to a caller",
    "used_once": "belongs to a caller",
    "budget": "belongs to a caller",
    "public_record": "belongs to the public",
    "usage_event": "belongs to a request, before it is unfolded by holder",
    "decision_pattern": "belongs to a policy",
    "audit_entry": "belongs to an act",
    "case_file": "belongs to the organization that closed the case",
    "log_state": "belongs to the log",
    "log_node": "belongs to the log, and names nobody",
    "log_record": "belongs to a record",
    "log_day": "belongs to the log",
    "log_day_entry": "belongs to the log, and names nobody",
    "batch": "belongs to a provider",
    "consent_ask": "belongs to a using organization, which learns of no holder by it",
    "organization_notice": "belongs to the queue of an organization",
    "delivery": "belongs to a peer's queue",
    "exchange_change": "belongs to the outbox, and is emptied within a second",
    "exchange_difference": "belongs to a peer, and names a license as the peer does",
    "exchange_receipt": "belongs to a peer, which signed it for many events",
    "figure_day": "belongs to an organization, and names nobody",
    "figure_held": "belongs to an organization, until it is about many",
    "intake_waiting": "belongs to an issuer, until the license is there",
    "making": "belongs to an issuer's queue, and is emptied when it is done",
    "number_claim": "says that a number of an entry is taken",
    "quarantine": "belongs to a batch: whose the rows are is not known",
}


def tables() -> dict[str, list[str]]:
    """Return the primary key of every table."""
    for module in walk_packages(hub.__path__, "hub."):
        if module.name.endswith(".model"):
            import_module(module.name)
    return {
        name: [column.name for column in table.primary_key.columns]
        for name, table in Base.metadata.tables.items()
    }


def test_what_concerns_one_holder_begins_its_key_with_the_holder() -> None:
    wrong = {
        name: key
        for name, key in tables().items()
        if name not in REFERENCE | EXCEPTIONS.keys() and key[0] != "holder_key"
    }
    assert wrong == {}


def test_no_exception_is_named_in_vain() -> None:
    known = tables()
    assert known.keys() >= REFERENCE | EXCEPTIONS.keys()
    assert not [name for name in REFERENCE | EXCEPTIONS.keys() if known[name][0] == "holder_key"]
