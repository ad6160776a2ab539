"""One revision of an entry, and who would see more and who less under it."""
