"""The exercise on paper: the MSEL, what a team is handed, and what a room needs to go on without the machine."""
