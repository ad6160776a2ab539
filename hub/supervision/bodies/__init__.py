"""Designated bodies and officers: who answers for licenses in an organization (art. 26)."""
