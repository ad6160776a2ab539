"""Typed views of published entries: the face of a license in the types of its entry."""
