"""The check of a license that its holder is showing now."""
