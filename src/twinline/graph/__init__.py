"""The only HTTP to Meta."""
