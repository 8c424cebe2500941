"""The demo: an invented Swiss estate agency, its phones and its customers, on one machine."""
