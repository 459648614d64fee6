"""What became of what: dated, typed ties between initiatives, the rules they keep, and the families they make."""
