"""Endings: death and dissolution of a holder end what the holder gave (art. 15(2))."""
