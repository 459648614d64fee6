"""One overview over many handovers: figures, pictures, and the list by urgency over the dossiers beneath it."""
