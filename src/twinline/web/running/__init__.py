"""Twinline as processes on one machine. Never loads Django, so that a fault there cannot stop the supervisor."""
