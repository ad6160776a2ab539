"""A notice by the link that a message brings."""
