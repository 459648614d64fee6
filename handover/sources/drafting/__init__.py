"""Looking at an unknown file and proposing a registration for it, with how sure that is, for a person to correct."""
