"""One joint issue, to be confirmed."""
