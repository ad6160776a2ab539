"""The consents that offices ask of a holder, and what became of them."""
