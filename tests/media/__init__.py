"""Files that come with decks: cleaned, kept, shown to whom they are for."""
