"""Pages of the catalog: what licenses there are, who sees what of them, and how that is changed."""
