"""One objection of a holder, and how far it has come."""
