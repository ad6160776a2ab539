"""Reports that paper was demanded of a license which the hub has."""
