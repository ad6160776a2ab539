"""Notices: those to be published, and those that everybody reads."""
