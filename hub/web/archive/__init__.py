"""Archival copies, case files and packages, behind links that work once."""
