"""Issue licenses by spreadsheet."""
