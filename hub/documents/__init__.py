"""Typeset licenses as PDF/A-1b and OFD, and put seals into both; pure."""
