"""Programs for the people who work on tte; nothing here is needed to run it."""
