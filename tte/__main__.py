"""`python -m tte`, the same as the `tte` command."""

import sys

from tte.cli import main

sys.exit(main())
