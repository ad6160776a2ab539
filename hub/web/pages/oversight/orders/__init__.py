"""Orders to rectify, with what is left of their terms."""
