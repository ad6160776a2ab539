"""The objections of a holder."""
