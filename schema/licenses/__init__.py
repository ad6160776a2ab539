"""Licenses in GraphQL: a license, its cells and their decisions."""
