"""One finding, and what it rests on."""
