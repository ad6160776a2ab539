"""Run the checker from its folder alone: python -m verifier."""

import sys

from .main import main

sys.exit(main())
