"""Sign in to the demonstration as somebody of the sample province."""
