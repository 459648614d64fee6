"""What tables are made of, as text and in spreadsheets: headings, rows, footnotes."""
