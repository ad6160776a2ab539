"""How an enterprise becomes a partner, and ceases to be one (鼓励企业用证, art. 16)."""
