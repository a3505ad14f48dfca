"""Decks to and from the MSELs of other tools: workbooks, CSV and JSON."""
