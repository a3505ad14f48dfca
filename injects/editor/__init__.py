"""The pages on which a deck is written: table and forms, check, history, approval, start and save."""
