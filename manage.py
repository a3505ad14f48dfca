#!/usr/bin/env python
"""Django's command line for a checkout: the same as `tte manage`."""

import sys

from tte.cli import main

if __name__ == "__main__":
    sys.exit(main(["manage"] + sys.argv[1:]))
