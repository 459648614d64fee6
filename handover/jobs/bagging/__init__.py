"""Bags of sealed dossiers: what goes into one is collected, and it is brought to a folder, a ZIP file or a store."""
