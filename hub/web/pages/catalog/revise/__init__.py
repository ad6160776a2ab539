"""Revise an entry."""
