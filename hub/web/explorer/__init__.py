"""The explorer, a page on which to try the API."""
