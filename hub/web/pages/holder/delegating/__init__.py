"""Delegate the use of a license in one matter."""
