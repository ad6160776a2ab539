"""Why something is withheld."""
