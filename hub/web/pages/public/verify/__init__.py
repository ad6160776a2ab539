"""Verification of a license: by its code, its identifier or its file."""
