"""`python -m jumpzone` is the command `jumpzone`."""

from __future__ import annotations

import sys

from jumpzone.cli import main

if __name__ == "__main__":
    sys.exit(main())
