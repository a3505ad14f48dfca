"""What a page shows: plain values made from a seat's view and the public parts of the plan."""
