"""The proof of one use."""
