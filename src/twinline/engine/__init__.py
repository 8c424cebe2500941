"""Deciding and sending: policy, the clock, dispatch, media."""
