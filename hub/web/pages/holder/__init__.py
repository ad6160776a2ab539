"""Pages for holders: their licenses, what they let others do with them, and who used them."""
