"""Deciding, by family of commands; `decide` calls them."""
