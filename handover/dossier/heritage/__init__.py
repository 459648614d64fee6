"""What came before an initiative, and what became of it: its family, the lessons of those before it, precedents."""
