"""`tte serve`: Redis, web, workers and beat, started in order, restarted when they die, stopped together."""
