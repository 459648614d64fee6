"""Whether what was sealed is still as it was: in the workspace, and in files that come back from elsewhere."""
