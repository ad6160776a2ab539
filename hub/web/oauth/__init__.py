"""The hub's authorization server: tokens for the systems of partners (RFC 6749, 8414)."""
