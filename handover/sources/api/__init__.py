"""JSON APIs, page by page."""
