"""Files that come with a deck: what is taken in, and what is made of it so that nothing hidden reaches a player."""
