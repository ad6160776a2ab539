"""Run the checker from its folder alone: python -m verifier."""

import sys

from .main import main

if __name__ == "__main__":
    sys.exit(main())
