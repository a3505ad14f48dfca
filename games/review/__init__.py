"""Readings of the log during and after play: pure functions of what was recorded."""
