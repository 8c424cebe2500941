"""A stand-in for Twinline's server, for the tests of the page alone: same routes, same headers, invented data."""
