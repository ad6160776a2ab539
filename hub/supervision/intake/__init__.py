"""Intake: how many licenses each organization delivers a day, and how late (art. 9, 28(2))."""
