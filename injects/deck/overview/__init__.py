"""Readings of a compiled deck that an author looks at: its timeline, branches, coverage and load."""
