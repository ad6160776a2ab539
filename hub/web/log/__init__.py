"""The transparency log over HTTP, for everybody."""
