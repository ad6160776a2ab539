"""One consent that is asked: give it field by field, or refuse it."""
