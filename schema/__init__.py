"""Speak GraphQL: types, root fields and the executor over the hub."""
