"""Decide whether a row from a department may become a license or an event; pure."""
