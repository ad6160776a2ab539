"""One entry of the catalog: what it says, who gets what, and every revision."""
