"""Setting up: workspaces, members, Meta apps and numbers."""
