"""Applications through which holders show licenses, recognized by the data center (art. 17)."""
