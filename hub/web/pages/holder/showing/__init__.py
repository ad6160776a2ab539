"""Show a license by a code that lives for a minute."""
