"""Who used which license of a holder, when, why, and on what basis."""
