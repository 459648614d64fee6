"""Values that are worked out of several columns, by expressions that end."""
