"""One objection and its three terms."""
