"""Supervision in GraphQL (art. 5, 26-28)."""
