"""Objections that are overdue below the office."""
