"""What a source would become, without writing anything."""
