"""Twinline as processes on one machine. Never loads Django: a fault there cannot stop the supervisor."""
