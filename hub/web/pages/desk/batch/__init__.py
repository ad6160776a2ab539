"""What became of a spreadsheet or a delivery, row by row."""
