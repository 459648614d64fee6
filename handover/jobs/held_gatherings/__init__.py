"""What looks wrong, until a person has decided about it."""
