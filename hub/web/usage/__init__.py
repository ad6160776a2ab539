"""The whole record of use of own licenses, as a file."""
