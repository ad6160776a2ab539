"""Give out templates of spreadsheets, and take them filled in, over HTTP."""
