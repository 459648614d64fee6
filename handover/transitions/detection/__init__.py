"""Detection: what a gathering brought that looks like a transition. Rules on values; a person confirms or dismisses."""
