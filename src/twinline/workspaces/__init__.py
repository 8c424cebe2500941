"""Whose data it is: workspaces, members, roles, numbers, the one transaction, secrets."""
