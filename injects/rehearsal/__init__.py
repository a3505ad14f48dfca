"""Rehearsing a deck: scripted people play its plan in virtual time, through the real engine and the real law.

Pure: the same plan, rule pack, cast and seed give the same log, byte for byte, on every machine.
"""
