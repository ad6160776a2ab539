"""Copies, case files and packages: what is kept of licenses (归档, art. 6, 19, 20)."""
