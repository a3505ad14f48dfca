"""Benchmarks: `python -m bench` measures a real server and prints a table. They judge nothing."""
