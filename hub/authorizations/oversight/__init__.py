"""Oversight: who supervises where, on which order, finding or objection (综合管理, art. 5)."""
