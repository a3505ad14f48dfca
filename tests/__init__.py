"""The tests of tte; the directories mirror the packages."""
