"""Bots: real clients that take seats and play, for tests, for measuring and for rehearsing a deck."""
