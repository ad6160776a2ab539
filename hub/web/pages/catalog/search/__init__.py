"""Find entries of the catalog, and what waits there for the visitor."""
