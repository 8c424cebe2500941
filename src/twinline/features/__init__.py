"""People use it: one folder per feature, each with the same files."""
