"""Name the templates by which licenses are typeset; a catalog entry chooses one."""

TEMPLATES = frozenset({"bilingual", "certificate", "permit", "plain"})
"""Every template there is, each a file of `hub/documents/templates`."""
