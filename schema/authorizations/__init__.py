"""Authorizations in GraphQL (授权, art. 15, 17)."""
