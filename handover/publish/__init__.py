"""From the one Dossier model to each output: PDF, HTML and JSON. See ``handover.publish.forms``."""
