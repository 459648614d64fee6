"""What differs between two dossiers, in words."""
