"""What the log means: a pure fold as oracle, set-based SQL that applies facts, and the queries of the page."""
