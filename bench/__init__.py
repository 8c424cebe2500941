"""Benchmarks: what Twinline promises about speed, each as a ratio or a time with the bar it has to clear."""
