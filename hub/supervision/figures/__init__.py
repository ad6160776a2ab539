"""Figures: what was issued, shared and used, counted so that they tell of nobody (art. 5, 27)."""
