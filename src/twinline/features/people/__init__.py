"""People of a workspace: members, teams, invitations, which numbers they see, and when they are there."""
