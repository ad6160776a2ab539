"""Supervision: designated bodies, findings, orders, notices and figures (art. 5, 26-28)."""
