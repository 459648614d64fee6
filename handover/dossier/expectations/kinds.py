"""Of which kinds of transition something is expected."""

from typing import Final

CLOSING: Final = frozenset({"closure"})
# What goes on under one roof or another.
STANDING_ON: Final = frozenset({"rename", "merger", "split", "transfer", "staff-move", "snapshot"})
# What has run for some time; of what only begins nobody can have reported.
RUNNING: Final = CLOSING | STANDING_ON
HANDING_ON: Final = frozenset({"merger", "split", "transfer"})
WITH_FAMILY: Final = CLOSING | HANDING_ON | {"rename"}
