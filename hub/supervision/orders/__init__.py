"""Rectification orders with deadlines, and public notices of those not obeyed (art. 28)."""
