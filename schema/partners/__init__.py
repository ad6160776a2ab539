"""Partner enterprises in GraphQL (art. 16)."""
