"""Select, assemble and find gaps: one :class:`~handover.dossier.model.Dossier`, no formatting."""
