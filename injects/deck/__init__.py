"""Decks, purely: the authoring format, its reading, checking and compiling into a plan to be played."""
