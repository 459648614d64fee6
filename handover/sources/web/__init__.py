"""Everything over HTTP: one client, what signs in to it, and what it refuses."""
