"""The dossier as an OpenDocument text, for whoever has to edit it."""
