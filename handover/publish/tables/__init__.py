"""What a dossier says as tables, for spreadsheets and programs."""
