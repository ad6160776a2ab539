"""Corrections: past recipients are told of the fields that they received (art. 21)."""
