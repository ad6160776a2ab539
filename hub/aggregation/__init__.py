"""Take in licenses that departments made elsewhere."""
