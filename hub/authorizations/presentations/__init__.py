"""Presentations: a holder shows a license, an official redeems the code (亮证, art. 17)."""
