"""Choose what is issued by spreadsheet."""
