"""Sealed documents, behind links that work once."""
