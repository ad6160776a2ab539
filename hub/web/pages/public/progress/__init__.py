"""How an objection stands, by its receipt."""
