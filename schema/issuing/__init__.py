"""The making of licenses in GraphQL (art. 8 to 12)."""
