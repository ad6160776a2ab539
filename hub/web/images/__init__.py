"""Follow the one-use links by which images leave."""
