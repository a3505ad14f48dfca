"""Template tags of `games`."""
