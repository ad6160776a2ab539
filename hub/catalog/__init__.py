"""Define license types: entries, revisions, face fields, exemptions."""
