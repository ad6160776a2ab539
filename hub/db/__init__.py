"""Reach PostgreSQL: engines, roles, column types and the embedded server."""
