"""`python -m sim` is the command `ccsim`."""

import sys

from sim.cli import main

sys.exit(main())
