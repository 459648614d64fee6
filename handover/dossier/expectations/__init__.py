"""What a dossier of each kind should have (``table``), and how far one has it (``judge``)."""
