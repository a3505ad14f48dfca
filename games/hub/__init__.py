"""Live delivery: from a commit to every socket entitled to it, within one process."""
