"""Pages for people: one folder a page, with its documents and its template."""
