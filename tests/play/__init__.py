"""The durable side of play: log, services, timers, seats."""
