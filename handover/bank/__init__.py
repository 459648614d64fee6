"""The lesson bank: search and precedents over everything that was ever gathered."""
