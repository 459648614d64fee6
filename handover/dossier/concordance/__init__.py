"""Old and new: what a rename, merger, split, transfer or replacement takes from where to where."""
