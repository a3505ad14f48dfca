"""A deck being written: its text changed in place, forms for its records, two authors merged. Pure."""
