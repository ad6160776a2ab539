"""Findings: what the hub finds in its own records against an organization (art. 28)."""
