"""Issue licenses by spreadsheet (表格制发): a template for each entry, and a report of its rows."""
