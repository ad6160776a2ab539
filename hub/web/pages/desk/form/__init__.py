"""Issue a license by form."""
